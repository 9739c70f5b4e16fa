"""Rows made from news by rule: questions with a known answer, and near misses that the same passage does not answer.

python -m training.made_rows --bench FOLDER --out FILE [--sentences N] [--without YEAR ...] [--sample N]

The rows are the publishers' text: they stay on the machine that they are made on.
"""

import argparse
import logging
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from qa.reading.language.making import PEOPLE, SUBJECTS, Kind, Made, make_questions
from qa.reading.language.parser import Parsed, parse_all
from qa.sentences import split_sentences
from training.news_rows import YEARS, passages_of, write_rows
from training.rows import Row, folded, read_lines

logger = logging.getLogger("training.made_rows")

SENTENCES = 50_000  # parsed; a hundred of them give 65 rows
NEAR_MISS_WEIGHT = 0.7  # now and then the passage does answer
_LEAST_WORDS, _MOST_WORDS = 8, 32
# Holds a name behind its first word, and a time, a place, a number or words of somebody; leans on nothing before it.
_PROMISING = re.compile(
    r"^(?!(?:He|She|They|It|This|That|These|Those|But|And|So|We|I|You|There|If|When|While|As|Here|Read|Photo)\b)[A-Z]"
    r"[^“”\"?!;:]*[a-z,] [A-Z][a-z]+[^“”\"?!;:]*\.$"
)
_TELLING = re.compile(
    r"\d| (?:in|at) [A-Z]|day\b|\b(?:two|three|four|five|six|seven|said|announced|denied|rejected|warned)\b"
)
_NAMES_SWAPPED = 2  # near misses with another name, of one question
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BLOCK = 256  # sentences parsed at a time
# Words of questions with others that mean the same there. A question is as well answered with one as with the other.
_SYNONYMS = (
    "killed slain|injured hurt|bought purchased|buy purchase|began started|begin start|ended finished|said stated|"
    "announced made known|died passed away|arrested detained|attacked assaulted|built constructed|build construct|"
    "won captured|fired dismissed|hired took on|closed shut|opened launched|increased rose|cars automobiles|"
    "people persons|children kids|workers employees|employees workers|police officers|movie film|film movie|"
    "phone telephone|phones telephones|doctors physicians|lawyer attorney|lawyers attorneys|students pupils|"
    "company firm|companies firms|money funds|house home|houses homes|soldiers troops|troops soldiers|"
    "reportedly allegedly|got received|received got|asked requested|helped assisted|chose picked|picked chose|"
    "left departed|appointed named|resigned stepped down|criticized attacked|accused charged|approved passed|"
    "rejected turned down|hit struck|struck hit|moved relocated|collapsed fell down|published released|released issued"
)
_SYNONYM = {pair.split()[0]: " ".join(pair.split()[1:]) for pair in _SYNONYMS.split("|")}


def made_rows(bench: Path, *, sentences: int, seed: int, without: Sequence[str] = ()) -> Iterator[Row]:
    """Rows of sentences drawn from the articles of the years.

    Args:
        bench: folder of the public sets.
        sentences: looked at.
        seed: of the draw.
        without: years that nothing is made from.

    Raises:
        OSError: a year is missing.
        ModelUnavailable: the grammar is not installed.
    """
    chance = random.Random(seed)
    barred = frozenset(folded(row["question"]) for row in read_lines(bench / "realtimeqa_2023" / "questions.jsonl"))
    drawn: list[tuple[str, str, str, str]] = []  # year, text of the article, passage, sentence
    for year in (year for year in YEARS if year not in without):
        for article in read_lines(bench / year / "corpus.jsonl"):
            drawn.extend((year, article["text"], *pair) for pair in _promising(article["text"]))
    drawn = chance.sample(drawn, min(sentences, len(drawn)))
    for start in range(0, len(drawn), _BLOCK):
        block = drawn[start : start + _BLOCK]
        for (year, text, passage, _), parsed in zip(block, parse_all([row[-1] for row in block]), strict=True):
            elsewhere = [other for other in passages_of(text) if other != passage]
            for row in rows_of(parsed, passage, elsewhere, year, chance):
                if folded(row.question) not in barred:
                    yield row
        logger.info("%d of %d sentences", min(start + _BLOCK, len(drawn)), len(drawn))


def _promising(text: str) -> Iterator[tuple[str, str]]:
    for passage in passages_of(text):
        for span in split_sentences(passage):
            sentence = passage[span.start : span.end]
            fits = _LEAST_WORDS <= len(sentence.split()) <= _MOST_WORDS
            if fits and _PROMISING.search(sentence) and _TELLING.search(sentence):
                yield passage, sentence


def rows_of(
    sentence: Parsed, passage: str, elsewhere: Sequence[str], year: str, chance: random.Random
) -> Iterator[Row]:
    """The rows that one sentence gives: each question, now and then with a synonym, its near misses, and the question
    with another passage of its article, which does not hold the answer."""
    for made in make_questions(sentence):
        if made.answer not in passage:
            continue
        origin = f"{year}:made_{made.kind.value}"
        yield Row(made.question, passage, (made.answer,), origin)
        if other := with_synonym(made.question):
            yield Row(other, passage, (made.answer,), f"{origin}_synonym")
        others = [other for other in elsewhere if made.answer not in other]
        if others:
            yield Row(made.question, chance.choice(others), (), f"{origin}_elsewhere", weight=NEAR_MISS_WEIGHT)
        for how, question in near_misses(made, sentence, passage, chance):
            yield Row(question, passage, (), f"{origin}_{how}", weight=NEAR_MISS_WEIGHT)


def with_synonym(question: str) -> str | None:
    """The question with its first word that has a synonym exchanged for it, or None."""
    for match in re.finditer(r"[a-z]+", question):
        if match.group() in _SYNONYM:
            return question[: match.start()] + _SYNONYM[match.group()] + question[match.end() :]
    return None


def near_misses(made: Made, sentence: Parsed, passage: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Questions like the made one that the passage does not answer, each with what was changed."""
    if made.negated is not None:
        yield "negated", made.negated
    if year := _YEAR.search(made.question):
        other = str(int(year.group()) + chance.choice((-3, -2, -1, 1, 2)))
        if other not in passage:
            yield "year", made.question.replace(year.group(), other)
    named = [e for e in sentence.entities if e.kind in SUBJECTS and e.text in made.question and e.text != made.answer]
    for entity in chance.sample(named, min(_NAMES_SWAPPED, len(named))):
        others = _others(entity.text, entity.kind in PEOPLE, sentence, passage)
        how = "speaker" if made.kind is Kind.STATEMENT and f"did {entity.text}" in made.question else "name"
        for other in chance.sample(others, min(_NAMES_SWAPPED, len(others))):
            yield how, made.question.replace(entity.text, other)


def _others(name: str, is_person: bool, sentence: Parsed, passage: str) -> list[str]:
    """Names elsewhere in the passage that look like one of the same kind: a person's has two words or more."""
    words = set(sentence.text.split())
    found = dict.fromkeys(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", passage))
    alike = [other for other in found if (len(other.split()) > 1) == (is_person or len(name.split()) > 1)]
    return [other for other in alike if not set(other.split()) & words and other not in name and name not in other]


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the rows, says how many of each kind there are, and shows a sample. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.made_rows", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--sentences", type=int, default=SENTENCES, help="sentences looked at")
    parser.add_argument("--without", nargs="*", default=[], choices=YEARS, help="years to leave out, to be scored on")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample", type=int, default=0, help="rows to print, to be looked at by eye")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stderr)
    made = made_rows(given.bench, sentences=given.sentences, seed=given.seed, without=given.without)
    rows = write_rows(made, given.out)
    kinds: dict[str, int] = {}
    for row in rows:
        kind = row.origin.partition(":made_")[2]
        kinds[kind] = kinds.get(kind, 0) + 1
    sys.stdout.write(f"{len(rows)} rows: {', '.join(f'{kind} {n}' for kind, n in sorted(kinds.items()))}\n")
    for row in random.Random(given.seed).sample(rows, min(given.sample, len(rows))):
        sys.stdout.write(f"{row.origin}\n  {row.question}\n  {row.answers}\n  {row.passage}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
