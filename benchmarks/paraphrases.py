"""Questions put in other words: whether they are answered as often as the originals.

    python -m benchmarks.paraphrases BENCH [--sets nq_oracle ...] [--count 5] [--show]
    python -m benchmarks.paraphrases BENCH --draw

``benchmarks/paraphrases.jsonl`` has another wording of 50 questions of each of four public sets: with synonyms, in another
order, or with another part of speech (``kind``). It was written from the questions alone, without a look at the articles, and
names its originals by their ids: their text stays in BENCH. ``--draw`` prints which questions were drawn.

Both wordings are asked as ``qa eval --data`` asks, over all articles of their set, and judged as there: a short answer is
contained, or for clapnq_dev an annotated sentence is cited. Index and outcomes stay in the work folder, which ``qa eval --work``
can share: a run that was stopped goes on where it was. Prints a Markdown table; intervals are 95 %, by bootstrap over pairs.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from qa.errors import EvaluationError, QAError
from qa.evaluation.dispatch import run_set
from qa.evaluation.experiment import Run
from qa.evaluation.importers import CaseSet, import_set
from qa.evaluation.measures.intervals import paired_difference
from qa.evaluation.report import CaseRow
from qa.evaluation.scoring import Verdict
from qa.settings import Settings
from qa.terminal import one_line
from training.question_sets import read_set

FILE = Path(__file__).with_suffix(".jsonl")
SETS = ("nq_oracle", "clapnq_dev", "realtimeqa_2023", "squad2_half")
DRAWN = 50
SEED = 20
_DRAW_SEED = "paraphrases"
_MARK = " (paraphrase)"

Kind = Literal["synonym", "order", "part of speech"]
KINDS: tuple[Kind, ...] = get_args(Kind)
RunSet = Callable[[CaseSet, Settings, Path], Run]


@checked(frozen=True, slots=True, config={"extra": "forbid"})
class Paraphrase:
    """Another wording of a question: the name of the question's set, its id there, what was changed, and the wording."""

    set: str
    id: str
    kind: Kind
    paraphrase: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What came of a question as its set words it, and of its paraphrase."""

    wording: Paraphrase
    original: CaseRow
    reworded: CaseRow


def read_paraphrases(path: Path) -> tuple[Paraphrase, ...]:
    """The paraphrases of a file, in its order.

    Raises:
        EvaluationError: it can't be read, or a line is not as expected; the message names it.
    """
    row = TypeAdapter(Paraphrase)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(row.validate_json(line) for line in lines)
    except (OSError, ValidationError) as error:
        raise EvaluationError(f"{path}: {error}") from error


def draw(bench: Path, name: str) -> list[tuple[str, str]]:
    """Id and text of the questions that were drawn of a set: answerable, and none that the reader learnt from."""
    answerable = [row for row in read_set(bench, name)[1] if row["answerable"]]
    random.Random(_DRAW_SEED).shuffle(answerable)
    return [(row["id"], row["question"]) for row in answerable[:DRAWN]]


def with_paraphrases(found: CaseSet, paraphrases: Sequence[Paraphrase]) -> CaseSet:
    """Of a set the questions that are paraphrased, each followed by its paraphrase, which is judged alike.

    Raises:
        EvaluationError: the set lacks one of the questions.
    """
    known = {case.case_id: case for case in found.cases}
    lacking = [each.id for each in paraphrases if each.id not in known]
    if lacking:
        raise EvaluationError(
            f"{found.name} has no question {lacking[0]!r} ({len(lacking)} of {len(paraphrases)} lack)"
        )
    cases = []
    for each in paraphrases:
        original = known[each.id]
        cases += [original, replace(original, case_id=original.case_id + _MARK, question=each.paraphrase)]
    return replace(found, cases=tuple(cases))


def pairs_of(paraphrases: Sequence[Paraphrase], rows: Sequence[CaseRow]) -> list[Pair]:
    """The rows of a run over ``with_paraphrases``, two by two."""
    return [Pair(*each) for each in zip(paraphrases, rows[::2], rows[1::2], strict=True)]


def table(pairs: Sequence[Pair]) -> str:
    """A row for each kind of each set and for each set; where there are several, also for each kind of all and for all."""
    names = list(dict.fromkeys(pair.wording.set for pair in pairs))
    lines = [
        "| set | kind | pairs | right, original | right, paraphrase | difference | only original | only paraphrase "
        "| declined, original | declined, paraphrase |",
        "|---" * 10 + "|",
    ]
    for name in names if len(names) == 1 else [*names, None]:
        for kind in [*KINDS, None]:
            chosen = [pair for pair in pairs if pair.wording.set == (name or pair.wording.set)]
            chosen = [pair for pair in chosen if pair.wording.kind == (kind or pair.wording.kind)]
            if chosen:
                lines.append(f"| {name or 'all sets'} | {kind or 'all kinds'} | {_cells(chosen)} |")
    return "\n".join(lines)


def _cells(pairs: Sequence[Pair]) -> str:
    original = [float(pair.original.verdict is Verdict.RIGHT) for pair in pairs]
    reworded = [float(pair.reworded.verdict is Verdict.RIGHT) for pair in pairs]
    change = paired_difference(original, reworded, seed=SEED)
    shares = f"{sum(original) / len(pairs):.3f} | {sum(reworded) / len(pairs):.3f}"
    difference = f"{change.mean:+.3f} ({change.low:+.3f} to {change.high:+.3f})"
    declined = (
        sum(row.verdict is Verdict.ABSTAINED for row in rows)
        for rows in ([pair.original for pair in pairs], [pair.reworded for pair in pairs])
    )
    return (
        f"{len(pairs)} | {shares} | {difference} | {change.losses} | {change.wins} | {' | '.join(map(str, declined))}"
    )


def show_differing(pairs: Sequence[Pair]) -> Iterator[str]:
    """The pairs of which one wording alone is answered rightly, with both answers."""
    for pair in pairs:
        rows = (pair.original, pair.reworded)
        if sum(row.verdict is Verdict.RIGHT for row in rows) == 1:
            yield f"- {pair.wording.set}, {pair.wording.id}, {pair.wording.kind}"
            yield from ("  " + one_line(f"{row.verdict}: {row.question} -> {row.answer}", 500) for row in rows)


def main(arguments: Sequence[str] | None = None, *, run: RunSet = run_set) -> int:
    """Prints the table. Returns 0, or 2 where a question failed or something is not as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.paraphrases",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("bench", type=Path, help="folder of the public sets")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--count", type=int, default=DRAWN, metavar="N", help="pairs of a set (default: all)")
    parser.add_argument("--show", action="store_true", help="print the pairs of which one alone is answered rightly")
    parser.add_argument("--draw", action="store_true", help="print the questions that were drawn, and ask nothing")
    parser.add_argument("--file", type=Path, default=FILE, help="the paraphrases")
    parser.add_argument("--work", type=Path, default=Path(".qa-eval"), help="kept between runs (default .qa-eval)")
    options = parser.parse_args(arguments)
    if options.count < 1:
        parser.error(f"--count {options.count} is below 1")
    try:
        if options.draw:
            print("\n".join("\t".join((name, *each)) for name in options.sets for each in draw(options.bench, name)))
            return 0
        pairs = _ask(options, run)
    except (QAError, OSError) as error:
        print(f"paraphrases: {one_line(str(error))}", file=sys.stderr)
        return 2
    print(table(pairs))
    if options.show:
        for line in show_differing(pairs):
            print(line)
    failed = [row for pair in pairs for row in (pair.original, pair.reworded) if row.verdict is Verdict.FAILED]
    for row in failed:
        print(one_line(f"paraphrases: {row.case_id} failed: {row.error}"), file=sys.stderr)
    return 2 if failed else 0


def _ask(options: argparse.Namespace, run: RunSet) -> list[Pair]:
    paraphrases = read_paraphrases(options.file)
    asked = []
    for name in options.sets:  # all are looked up before the first is asked
        chosen = [each for each in paraphrases if each.set == name][: options.count]
        if chosen:
            found = import_set(options.bench / name, options.work / name / "articles")
            asked.append((chosen, with_paraphrases(found, chosen)))
    if not asked:
        raise EvaluationError(f"{options.file}: no paraphrases of {', '.join(options.sets)}")
    pairs: list[Pair] = []
    for chosen, case_set in asked:
        print(f"{case_set.name}: {len(chosen)} pairs", file=sys.stderr)
        pairs += pairs_of(chosen, run(case_set, Settings(), options.work).report.cases)
    return pairs


if __name__ == "__main__":
    sys.exit(main())
