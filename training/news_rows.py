"""Rows from the years of news: each question with the passage that answers it and those that merely look as if they did.

python -m training.news_rows --bench FOLDER --out FILE [--without YEAR ...]

The rows are the publishers' text: they stay on the machine that they are made on.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.reading.language.rarity import rarity
from qa.sentences import split_sentences
from qa.words import stems, words
from training.negatives import telling_words
from training.question_sets import Document
from training.rows import Row, folded, read_lines

YEARS = (
    "realtimeqa_2023b",
    "realtimeqa_2024",
    "realtimeqa_2025",
)  # realtimeqa_2023 is scored on: nothing is learnt from it
PASSAGE_WORDS = 150  # about what a chunk of the index holds
NEGATIVES = 3  # passages of a question that do not answer it
NEGATIVES_UNSUPPORTED = 4
NEGATIVE_WEIGHT = 0.7  # that a passage does not answer is judged by words, which errs now and then
LEAST_SHARED = 0.3  # of the question's words, by weight, for a passage to be worth the time


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some sentences of an article."""

    article: str
    text: str
    is_stale: bool
    shared: float


def news_rows(bench: Path, *, without: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of all years but those named; questions that are also scored elsewhere are left out.

    Raises:
        OSError: a year is missing.
    """
    barred = frozenset(folded(row["question"]) for row in read_lines(bench / "realtimeqa_2023" / "questions.jsonl"))
    for year in YEARS:
        if year in without:
            continue
        articles = {row["id"]: row for row in read_lines(bench / year / "corpus.jsonl")}
        for row in read_lines(bench / year / "questions.jsonl"):
            if folded(row["question"]) not in barred:
                yield from rows_of(row, articles, year)


def rows_of(row: Document, articles: Mapping[str, Document], origin: str) -> Iterator[Row]:
    """The rows of one question: at most one passage that answers, and the nearest others, stale ones first.

    Those of the others that hold a word of the answer may answer as well: they have no label.
    """
    found = excerpts(row, articles)
    told = telling_words(row["answers"])
    golden = None
    if row["answerable"]:
        golden = next((e for e in found if e.article in row["relevant"] and wordings(e.text, row["answers"])), None)
        if golden is None:
            return
        yield Row(row["question"], golden.text, wordings(golden.text, row["answers"]), origin)
    near = sorted((e for e in found if e.shared >= LEAST_SHARED), key=lambda e: not e.is_stale)
    others = [e for e in near if not told & frozenset(words(e.text))]
    for other in _one_an_article(others)[: NEGATIVES if row["answerable"] else NEGATIVES_UNSUPPORTED]:
        yield Row(row["question"], other.text, (), f"{origin}:nearest", weight=NEGATIVE_WEIGHT)
    unsure = [e for e in near if told & frozenset(words(e.text)) and (golden is None or e.text != golden.text)]
    for other in _one_an_article(unsure)[:NEGATIVES]:
        yield Row(row["question"], other.text, (), f"{origin}:unsure", weight=NEGATIVE_WEIGHT, labelled=False)


def excerpts(row: Document, articles: Mapping[str, Document]) -> list[Excerpt]:
    """The passages of the articles that the question was searched in, those with most of its words first."""
    weights = {stem: rarity(stem) for stem in stems(row["question"])}
    total = sum(weights.values()) or 1.0
    stale = frozenset(row.get("stale") or ())
    named = dict.fromkeys([*row["relevant"], *(row.get("searched") or ()), *stale])
    found = []
    for article in (articles[name] for name in named if name in articles):
        title = frozenset(stems(article["title"]))
        for text in passages_of(article["text"]):
            held = title | frozenset(stems(text))
            shared = sum(weight for stem, weight in weights.items() if stem in held) / total
            found.append(Excerpt(article["id"], text, article["id"] in stale, shared))
    return sorted(found, key=lambda excerpt: -excerpt.shared)


def passages_of(text: str) -> Iterator[str]:
    """The text in stretches of whole sentences, each of at most ``PASSAGE_WORDS`` words unless one sentence is longer."""
    start = end = 0
    counted = 0
    for span in split_sentences(text):
        length = len(text[span.start : span.end].split())
        if counted and counted + length > PASSAGE_WORDS:
            yield text[start:end]
            start, counted = span.start, 0
        elif not counted:
            start = span.start
        end, counted = span.end, counted + length
    if counted:
        yield text[start:end]


def wordings(text: str, answers: Sequence[str]) -> tuple[str, ...]:
    """The answers as the text writes them: whole words, in any case."""
    folded_text = text.casefold()
    found = []
    for answer in answers:
        place = folded_text.find(answer.casefold())
        own = text[place : place + len(answer)]
        if place >= 0 and own.casefold() == answer.casefold() and f" {folded(answer)} " in f" {folded(text)} ":
            found.append(own)
    return tuple(dict.fromkeys(found))


def _one_an_article(found: Sequence[Excerpt]) -> list[Excerpt]:
    return list({excerpt.article: excerpt for excerpt in reversed(found)}.values())[::-1]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows that a command of this folder wrote. Raises OSError where the file is missing."""
    for record in read_lines(path):
        yield Row(**{**record, "answers": tuple(record["answers"])})


def write_rows(rows: Iterable[Row], path: Path) -> list[Row]:
    """Writes rows as JSON lines, each as it comes, so that a run that is broken off leaves those that it made. Gives them."""
    written = []
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            written.append(row)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the rows and says how many there are. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.news_rows", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--without", nargs="*", default=[], choices=YEARS, help="years to leave out, to be scored on")
    given = parser.parse_args(arguments)
    rows = write_rows(news_rows(given.bench, without=given.without), given.out)
    sys.stdout.write(f"{len(rows)} rows, {sum(bool(row.answers) for row in rows)} of them answered\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
