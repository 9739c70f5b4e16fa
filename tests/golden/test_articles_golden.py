"""What is read out of the seeds and out of pages of other kinds: title, outlet, day, parts, what was left out and why.

After a change that is meant, look at ``git diff`` of what ``python tests/golden/test_articles_golden.py`` writes.
"""

import hashlib
import json
from pathlib import Path

import pytest

from qa.articles import ArticleFile, find_files, read_article
from qa.sentences import split_sentences
from qa.types import Article

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
PAGES = HERE / "pages"
EXPECTED = HERE / "expected"
SEED_HASHES = {
    "000_2c46c174ad97553b.txt": "afc02b9ed4922ef45a73d26e28ea09a6f8e299dda625f8acbeb592384c0aeb59",
    "001_522cef186d245491.txt": "e693847bfe514eaf89a5a4786ea91484c277ba58697c179e987511730a21065a",
    "002_1704bdc840fb9300.txt": "39a9081092940d91a47ac3d7798ec43197be095940c13882d05e513fec241abe",
    "003_a85a550ddfd53b19.txt": "3d2e8b4cd6190b839f44426e25f4dfe07dbd44f1732641937c785d2da0f65c7b",
    "004_ebe3ddc0ea8b3ae0.txt": "c4f6195f57cf2447d56573c61232441c13d9b55b3a74ade2ef6fbe75fbbdf5b9",
}
FILES = find_files(SEEDS)[0] + find_files(PAGES)[0]


def describe(article: Article) -> dict[str, object]:
    """The record in a form that is easy to review; cut-off sentences are marked."""
    return {
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "removed": [
            [removal.reason, article.raw[removal.span.start : removal.span.end]] for removal in article.removed
        ],
        "sections": [
            {"heading": section.heading, "sentences": sentences_of(article, section.span.start, section.span.end)}
            for section in article.sections
        ],
    }


def sentences_of(article: Article, start: int, end: int) -> list[str]:
    stretches = [(max(start, kept.start), min(end, kept.end)) for kept in article.kept]
    return [
        ("" if span.complete else "CUT OFF: ") + article.raw[span.start : span.end]
        for first, last in stretches
        if first < last
        for span in split_sentences(article.raw[first:last], offset=first)
    ]


def expected_path(file: ArticleFile) -> Path:
    return EXPECTED / (file.article_id.replace(".", "_") + ".json")


@pytest.mark.parametrize("file", FILES, ids=[file.article_id for file in FILES])
def test_article_is_read_as_reviewed(file: ArticleFile) -> None:
    assert describe(read_article(file)) == json.loads(expected_path(file).read_text(encoding="utf-8"))


def test_seeds_are_the_corpus_byte_for_byte() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SEEDS.iterdir()}
    assert found == SEED_HASHES


def test_content_hash_of_an_article_is_that_of_its_bytes() -> None:
    assert {file.article_id: read_article(file).content_hash for file in find_files(SEEDS)[0]} == SEED_HASHES


if __name__ == "__main__":
    for each in FILES:
        text = json.dumps(describe(read_article(each)), ensure_ascii=False, indent=1)
        expected_path(each).write_text(text + "\n", encoding="utf-8")
