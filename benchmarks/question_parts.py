"""Questions that ask for several things at once, answered whole and taken apart.

    python -m benchmarks.question_parts BENCH/clapnq_dev BENCH/nq_oracle

Only answerable questions that the rules take apart count. Found: the share of the annotators' evidence sentences that are
quoted, or where a set has none, whether a short answer is. Right: the share of quoted sentences that stand in an article of
the answer. Prints a Markdown table; intervals are 95 %, by bootstrap. With --show it also prints question and parts. With
--withhold the articles of the answer are left out, and what is declined is counted.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.chat.parts import parts_of
from qa.encoding import load_encoder
from qa.encoding.pairs import load_pairs
from qa.evaluation.importers import article_file, write_corpus
from qa.evaluation.measures.intervals import estimate, paired_difference
from qa.evaluation.measures.texts import contains, normalised
from qa.index import Index, open_index
from qa.reading.answers.quoting import Quoted, quote_answer
from qa.reading.evidence.network import PassageReader, shipped_model
from qa.reading.evidence.parts import read_parts
from qa.reading.evidence.reader import EvidenceReader
from qa.retrieval import HybridRetriever, interleave, within
from qa.settings import Settings

SEED = 20

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer's measures: what was found, what of it is right (None where nothing is quoted), its words."""

    found: float
    right: float | None
    words: int


def answer(
    question: str,
    parts: Sequence[str],
    retriever: HybridRetriever,
    reader: EvidenceReader,
    index: Index,
    *,
    withheld: frozenset[str] = frozenset(),
) -> Quoted:
    """What the pipeline answers to a question with these parts, without some articles; without parts, to the whole."""
    settings = Settings()
    k = settings.passages
    rankings = [
        [each for each in retriever.retrieve(asked, k=2 * k) if each.chunk.article_id not in withheld][:k]
        for asked in (question, *parts)
    ]
    passages = interleave(rankings, most=settings.passages)
    own = [(part, within(ranking, passages)) for part, ranking in zip(parts, rankings[1:], strict=True)]
    reading = read_parts(reader, question, passages, index.article, own)
    return quote_answer(reading, reading.passages, caution=settings.caution)


def score(row: Row, quoted: Quoted) -> Scored:
    """The measures of an answer; a declined one finds nothing."""
    if quoted.abstention is not None:
        return Scored(0.0, None, 0)
    quotes = [normalised(each.quote) for each in quoted.citations]
    evidence = [normalised(sentence) for sentence in row.get("evidence") or ()]
    if evidence:
        found = sum(any(each in quote or quote in each for quote in quotes) for each in evidence) / len(evidence)
    else:
        found = contains(" ".join(quotes), row["answers"])
    relevant = _relevant(row)
    right = sum(each.article_id in relevant for each in quoted.citations) / len(quotes)
    return Scored(found, right, sum(len(quote.split()) for quote in quotes))


def score_set(folder: Path, work: Path, *, withhold: bool) -> Iterator[tuple[str, Scored, Scored]]:
    """Each question that is taken apart, with the measures of its answer as a whole and in parts."""
    articles = work / "articles" / folder.name
    write_corpus(_rows(folder / "corpus.jsonl"), articles)
    rows = [row for row in _rows(folder / "questions.jsonl") if row["answerable"] and parts_of(row["question"])]
    encoder = load_encoder("all-MiniLM-L6-v2", cache=work)
    reader = EvidenceReader(encoder, PassageReader(load_pairs(shipped_model(), cache=work)))
    with open_index(work / f"index-{folder.name}", encoder=encoder, chunk_tokens=256, overlap_sentences=1) as index:
        index.sync(articles)
        retriever = HybridRetriever(index, encoder, candidates=Settings().candidates)
        for row in rows:
            withheld = _relevant(row) if withhold else frozenset()
            whole, taken_apart = (
                score(row, answer(row["question"], parts, retriever, reader, index, withheld=withheld))
                for parts in ((), parts_of(row["question"]))
            )
            yield row["question"], whole, taken_apart


def _relevant(row: Row) -> frozenset[str]:
    return frozenset(article_file(name) for name in row["relevant"])


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def table_row(name: str, scored: Sequence[tuple[str, Scored, Scored]]) -> str:
    """The row of a set."""
    ways = list(zip(*((whole, parts) for _, whole, parts in scored), strict=True))
    found = [estimate([each.found for each in way], seed=SEED) for way in ways]
    more = paired_difference([each.found for each in ways[0]], [each.found for each in ways[1]], seed=SEED)
    right = [[each.right for each in way if each.right is not None] for way in ways]
    cells = [f"{each.mean:.3f} ({each.low:.3f} to {each.high:.3f})" for each in found]
    cells += [f"{more.mean:+.3f} ({more.low:+.3f} to {more.high:+.3f})"]
    cells += [f"{sum(values) / len(values):.3f}" for values in right]
    cells += [f"{sum(each.words for each in way) / len(way):.0f}" for way in ways]
    return f"| {name} | {len(scored)} | {' | '.join(cells)} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, nargs="+", help="folders of public sets")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-parts", help="kept between runs")
    parser.add_argument(
        "--withhold", action="store_true", help="without the articles that answer: how many are declined"
    )
    parser.add_argument("--show", action="store_true", help="print each question with its parts")
    options = parser.parse_args()
    if options.withhold:
        for folder in options.bench:
            pairs = [(whole, parts) for _, whole, parts in score_set(folder, options.work, withhold=True)]
            whole, parts = (sum(each.words == 0 for each in way) for way in zip(*pairs, strict=True))
            print(f"{folder.name}: of {len(pairs)}, {whole} are declined whole, {parts} in parts")
        return
    print(
        "| set | n | found, whole | found, in parts | difference | right, whole | in parts | words, whole | in parts |"
    )
    print("|---" * 9 + "|")
    for folder in options.bench:
        scored = list(score_set(folder, options.work, withhold=False))
        print(table_row(folder.name, scored))
        if options.show:
            print("\n".join(f"- {question}: {' / '.join(parts_of(question))}" for question, _, _ in scored))


if __name__ == "__main__":
    main()
