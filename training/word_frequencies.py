"""Counts in how many paragraphs each stem occurs and writes the table that the reader weighs words by.

    python training/word_frequencies.py BENCH_FOLDER

Reads the corpora of squad2_half, nq_oracle and clapnq_dev (Wikipedia) and the SQuAD-family passages below ``train/``.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from qa.words import stems

CORPORA = ("squad2_half", "nq_oracle", "clapnq_dev")
PASSAGES = ("squad11_train_sample", "squad11_dev_rest", "squadshifts_wiki", "qed_nq", "squad2_dev_other_half")
LEAST_COUNT = 3
TARGET = Path(__file__).parent.parent / "qa" / "reading" / "language" / "word_frequencies.tsv"


def read_paragraphs(bench: Path) -> set[str]:
    """The distinct paragraphs of all the sets."""
    found: set[str] = set()
    for name in CORPORA:
        with (bench / name / "corpus.jsonl").open(encoding="utf-8") as lines:
            found.update(json.loads(line)["text"] for line in lines)
    for name in PASSAGES:
        with (bench / "train" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            found.update(json.loads(line)["passage"] for line in lines)
    return found


def main() -> None:
    """Writes the table: a first line with the number of paragraphs, then a stem and its count a line."""
    paragraphs = read_paragraphs(Path(sys.argv[1]))
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(set(stems(paragraph)))
    kept = sorted((stem, count) for stem, count in counts.items() if count >= LEAST_COUNT and not stem.isdigit())
    rows = [f"paragraphs\t{len(paragraphs)}", *(f"{stem}\t{count}" for stem, count in kept)]
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(kept)} stems of {len(paragraphs)} paragraphs\n")


if __name__ == "__main__":
    main()
