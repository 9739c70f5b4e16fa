"""Scores who is named as the speaker of a sentence, against labels over news articles.

    python -m training.score_speakers FOLDER [--half dev] [--wrong]

``FOLDER`` is a public set of news articles (``corpus.jsonl`` with id, title, date and text). The labels, in
``tests/cases/speakers.jsonl``, hold no text: the article, the sentence's offsets in the article's raw text as our own
reading gives it, and the name of the person or body that says it, or null where the article speaks in its own voice. A
hash of the place puts half of them aside; rules are made on the other half alone.

A prediction is right when it names the same person or body: the same last word, or one name holds the other.
"""

import argparse
import hashlib
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.articles import find_files, read_article
from qa.evaluation.importers import write_corpus
from qa.reading.evidence.candidates import Candidate, gather_candidates
from qa.reading.speakers.attribution import attribute
from qa.types import Article, Chunk, Passage, Trace
from qa.words import words
from training.scores import interval

LABELS = Path(__file__).parent.parent / "tests" / "cases" / "speakers.jsonl"
HALVES = ("dev", "aside")
_DRAWN = {"speech": 190, "plain": 60}
_FEWEST_WORDS, _MOST_WORDS = 7, 60  # of a sentence that is drawn: shorter ones are headings, longer ones lists
# Wider than any rule of attribution: what could name a speaker, so that the draw does not follow the rules it judges.
_SPEECH = re.compile(
    r"[“”\"‘]|\b(?:[Aa]ccording to|sa(?:ys?|id|ying)|tells?|told|telling|speaks?|spoke|wrote|writes?|thinks?|thought|believes?|"
    r"(?:add|announc|admit|argu|ask|assert|caution|claim|comment|conced|conclud|confirm|declar|deni|describ|estimat|explain|"
    r"insist|not|predict|promis|report|repli|reveal|stat|stress|suggest|testifi|tweet|urg|vow|warn)(?:e?s|t?ed|e|ing))\b"
)


@dataclass(frozen=True, slots=True)
class Label:
    """Who says the sentence at ``raw[start:end]`` of an article.

    Attributes:
        speaker: None where the article says it.
        also: other names for the same in the sentence or just before it ("the agency"), or who else it names as a source.
    """

    article: str
    start: int
    end: int
    speaker: str | None
    also: tuple[str, ...] = ()

    @property
    def half(self) -> str:
        """``dev`` or ``aside``, by a hash of the place."""
        return HALVES[hashlib.sha256(f"{self.article}:{self.start}".encode()).digest()[0] % 2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints accuracy, its interval and n for each half; or draws sentences to label. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.score_speakers", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of a public set")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument(
        "--wrong", action="store_true", help="print what is wrong, with the text; never for the half put aside"
    )
    parser.add_argument("--draw", action="store_true", help="print places of sentences to label, and stop")
    given = parser.parse_args(arguments)
    articles = read_corpus(given.folder)
    if given.draw:
        for candidate in draw(articles):
            sys.stdout.write(json.dumps([candidate.article_id, candidate.start, candidate.end]) + "\n")
        return 0
    labels = read_labels(LABELS)
    for half in [given.half] if given.half else HALVES:
        report(half, [label for label in labels if label.half == half], articles, wrong=given.wrong and half == "dev")
    return 0


def read_corpus(folder: Path) -> dict[str, Article]:
    """The articles of a public set by id, read as files are."""
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").split("\n")
    with tempfile.TemporaryDirectory() as written:
        write_corpus([json.loads(line) for line in lines if line.strip()], Path(written))
        return {file.article_id: read_article(file) for file in find_files(Path(written))[0]}


def read_labels(path: Path) -> list[Label]:
    """The labels of a file, in order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Label(row["article"], row["start"], row["end"], row["speaker"], tuple(row.get("also", ()))) for row in rows]


def draw(articles: dict[str, Article]) -> list[Candidate]:
    """One sentence an article, seeded: most with something that could name a speaker, the others without."""
    generator = random.Random(20230107)
    order = sorted(articles)
    generator.shuffle(order)
    wanted = dict(_DRAWN)
    found: list[Candidate] = []
    for article_id in order:
        kind = generator.choices(list(wanted), list(wanted.values()))[0] if any(wanted.values()) else None
        if kind is None:
            break
        fitting = [
            item for item in _sentences(articles[article_id]) if bool(_SPEECH.search(item.text)) is (kind == "speech")
        ]
        if fitting:
            found.append(generator.choice(fitting))
            wanted[kind] -= 1
    return found


def _sentences(article: Article) -> Iterator[Candidate]:
    for candidate in candidates_of(article):
        inside = any(section.span.start <= candidate.start < section.span.end for section in article.sections)
        if inside and candidate.complete and _FEWEST_WORDS <= len(candidate.text.split()) <= _MOST_WORDS:
            yield candidate


def candidates_of(article: Article) -> list[Candidate]:
    """Every sentence of an article with its surroundings, as the reader sees it."""
    passages = []
    for section in article.sections:
        span = section.span
        chunk = Chunk(article.article_id, span.start, span.end, article.raw[span.start : span.end], section.heading)
        passages.append(Passage(chunk, article.title, article.outlet, None, 1, 0.0, 0.0, None, Trace(1, 1, 0.0)))
    return gather_candidates(passages, lambda _: article)


def is_right(expected: str | None, predicted: str | None) -> bool:
    """Whether both name the same person or body, or neither names any."""
    if expected is None or predicted is None:
        return expected is predicted
    wanted, given = words(expected), words(predicted)
    if not wanted or not given:
        return False
    return wanted[-1] == given[-1] or " ".join(wanted) in " ".join(given) or " ".join(given) in " ".join(wanted)


def report(half: str, labels: Sequence[Label], articles: dict[str, Article], *, wrong: bool) -> None:
    """Prints the accuracy over some labels, in all and apart for those with and without a speaker."""
    right: dict[bool, list[float]] = {True: [], False: []}
    for label in labels:
        nearest = min(candidates_of(articles[label.article]), key=lambda item: abs(item.start - label.start))
        predicted = attribute(nearest.surroundings, nearest.position).speaker
        good = any(is_right(name, predicted) for name in (label.speaker, *label.also))
        right[label.speaker is not None].append(float(good))
        if wrong and not good:
            before = " ".join(" ".join(nearest.surroundings[max(0, nearest.position - 2) : nearest.position]).split())
            sys.stdout.write(
                f"{label.article} {label.start}: {label.speaker!r}, not {predicted!r}\n  [{before}]\n  {nearest.text}\n"
            )
    for name, values in (("all", right[True] + right[False]), ("a speaker", right[True]), ("none", right[False])):
        mean, low, high, n = interval(values)
        sys.stdout.write(f"{half:6} {name:10} {mean:.3f} [{low:.3f}, {high:.3f}] n={n}\n")


if __name__ == "__main__":
    sys.exit(main())
