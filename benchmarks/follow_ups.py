"""Follow-up questions: recall@5 of the question made standalone by rules, of the last turn alone, of the whole history.

    python -m benchmarks.follow_ups BENCH/mtrag_un

Only questions with earlier turns and relevant documents count. Prints a Markdown table; intervals are 95 %, by bootstrap.
With --show it also prints each question that was changed, so that a person can read what became of it.
"""

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.question_sets import FollowUp, read_follow_ups
from qa.chat.history import standalone_question
from qa.encoding import load_encoder
from qa.evaluation.measures.intervals import Difference, Estimate, estimate, paired_difference
from qa.index import open_index
from qa.retrieval import HybridRetriever

K = 5
DEPTH = 50
SEED = 20
REWRITTEN, LAST_TURN, WHOLE = "made standalone", "last turn only", "whole history"


def whole_history(follow_up: FollowUp) -> str:
    """All that was said, oldest first, the question last."""
    said = [text for turn in follow_up.history for text in (turn.question, turn.answer)]
    return "\n".join([*said, follow_up.question])


WAYS: dict[str, Callable[[FollowUp], str]] = {
    LAST_TURN: lambda each: each.question,
    WHOLE: whole_history,
    REWRITTEN: lambda each: standalone_question(each.question, each.history),
}


def recall(retriever: HybridRetriever, query: str, relevant: frozenset[str]) -> float:
    """The share of the relevant articles among the first ``K`` articles."""
    found: dict[str, None] = {}
    for passage in retriever.retrieve(query, k=4 * K):
        found.update(dict.fromkeys([passage.chunk.article_id, *(other.article_id for other in passage.also_in)]))
    return len(relevant & set(list(found)[:K])) / len(relevant)


def measure(follow_ups: Sequence[FollowUp], retriever: HybridRetriever) -> dict[str, list[float]]:
    """The recall of each way, question by question."""
    return {
        name: [recall(retriever, query(each), each.relevant) for each in follow_ups] for name, query in WAYS.items()
    }


def table(follow_ups: Sequence[FollowUp], measured: dict[str, list[float]]) -> str:
    """Rows for all questions, for both halves, for those changed and unchanged, and for each kind."""
    changed = [WAYS[REWRITTEN](each) != each.question.strip() for each in follow_ups]
    groups = {
        "all": [True] * len(follow_ups),
        "conversations read while writing the rules": [not each.kept_out for each in follow_ups],
        "conversations kept out": [each.kept_out for each in follow_ups],
        "changed by the rules": changed,
        "left as they are": [not each for each in changed],
        **{kind: [each.kind == kind for each in follow_ups] for kind in sorted({each.kind for each in follow_ups})},
    }
    lines = [
        f"| recall@{K} | n | {LAST_TURN} | {WHOLE} | {REWRITTEN} | minus {LAST_TURN} | minus {WHOLE} |",
        "|---" * 7 + "|",
    ]
    for label, members in groups.items():
        kept = {
            name: [v for v, member in zip(values, members, strict=True) if member] for name, values in measured.items()
        }
        cells = [_shown(estimate(kept[name], seed=SEED)) for name in (LAST_TURN, WHOLE, REWRITTEN)]
        cells += [_signed(paired_difference(kept[name], kept[REWRITTEN], seed=SEED)) for name in (LAST_TURN, WHOLE)]
        lines.append(f"| {label} | {sum(members)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(found: Estimate) -> str:
    return f"{found.mean:.3f} ({found.low:.3f} to {found.high:.3f})"


def _signed(found: Difference) -> str:
    return f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def show_changed(follow_ups: Sequence[FollowUp]) -> str:
    """Each question that the rules changed, after its last question."""
    pairs = [(each, WAYS[REWRITTEN](each)) for each in follow_ups]
    return "\n".join(
        f"- {each.history[-1].question!r}, then {each.question!r}: {standalone!r}"
        for each, standalone in pairs
        if standalone != each.question.strip()
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of a set with conversations")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-follow-ups", help="kept between runs"
    )
    parser.add_argument(
        "--show", action="store_true", help="print the changed questions of the half that rules were written by"
    )
    options = parser.parse_args()
    articles = options.work / "articles" / options.bench.name
    follow_ups = read_follow_ups(options.bench, articles)
    if options.show:
        print(show_changed([each for each in follow_ups if not each.kept_out]))
        return
    encoder = load_encoder("all-MiniLM-L6-v2", cache=options.work)
    with open_index(
        options.work / f"index-{options.bench.name}", encoder=encoder, chunk_tokens=256, overlap_sentences=1
    ) as index:
        index.sync(articles)
        print(table(follow_ups, measure(follow_ups, HybridRetriever(index, encoder, candidates=DEPTH))))


if __name__ == "__main__":
    main()
