"""Offsets hold for any text: nothing is lost, nothing moves."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.articles import parse_article
from qa.chunking import chunk_article, embedding_text, widen
from qa.sentences import split_sentences
from qa.types import Article

PIECES = (
    "The U.S. said so.", "Lt. Col. Lee", "“Why?” he asked.", "…", "• Item", "\n", "\n\n", "\r\n", " ", "\xa0", "\u2028",
    "Share", "Listen Live", "21 Sep, 2017 15:21", "A Headline Of Some Words", "Photo: AP", "Related:", "0:00", "##",
    "---",
    "Straße", "日本。",
    "\u200b", "😀", "e\u0301", "It was said that this is a longer sentence about a bridge.",
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
names = st.sampled_from(["a.txt", "a.md", "a.html"])


def count_words(batch: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in batch]


def parse(name: str, raw: str) -> Article:
    return parse_article(name, raw, content_hash="0" * 64)


@given(texts)
def test_sentences_are_ordered_disjoint_and_hold_every_visible_character(text: str) -> None:
    spans = split_sentences(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    inside = "".join(text[span.start : span.end] for span in spans)
    assert "".join(inside.split()) == "".join(text.split())


@given(texts)
def test_splitting_a_sentence_again_gives_the_same_characters(text: str) -> None:
    for span in split_sentences(text, offset=7):
        again = split_sentences(text[span.start - 7 : span.end - 7], offset=span.start)
        assert (again[0].start, again[-1].end) == (span.start, span.end)


@given(names, texts)
def test_every_visible_character_is_either_kept_or_removed_with_a_reason(name: str, raw: str) -> None:
    article = parse(name, raw)
    spans = sorted([(s.start, s.end) for s in article.kept] + [(r.span.start, r.span.end) for r in article.removed])
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    inside = "".join(raw[start:end] for start, end in spans)
    assert "".join(inside.split()) == "".join(raw.split())
    assert all(removal.reason for removal in article.removed)


@given(names, texts)
def test_sections_are_ordered_and_their_edges_are_kept(name: str, raw: str) -> None:
    article = parse(name, raw)
    assert all(before.span.end <= after.span.start for before, after in pairwise(article.sections))
    kept = {i for span in article.kept for i in range(span.start, span.end)}
    for section in article.sections:
        assert section.span.start < section.span.end
        assert any(i in kept for i in range(section.span.start, section.span.end))


@settings(max_examples=200)
@given(names, texts, st.integers(8, 60), st.integers(0, 3))
def test_chunks_are_exact_kept_and_within_the_budget(name: str, raw: str, max_tokens: int, overlap: int) -> None:
    article = parse(name, raw)
    chunks = chunk_article(article, count_tokens=count_words, max_tokens=max_tokens, overlap_sentences=overlap)
    for chunk in chunks:
        assert raw[chunk.start : chunk.end] == chunk.text == chunk.text.strip()
        assert any(span.start <= chunk.start and chunk.end <= span.end for span in article.kept)
        assert any(
            s.span.start <= chunk.start and chunk.end <= s.span.end and s.heading == chunk.heading
            for s in article.sections
        )
        (tokens,) = count_words([embedding_text(chunk, article.title, max_tokens=max_tokens)])
        assert tokens <= max_tokens
    assert len({chunk.chunk_id for chunk in chunks}) == len(chunks)


@given(names, texts)
def test_every_sentence_with_a_letter_is_in_a_chunk(name: str, raw: str) -> None:
    article = parse(name, raw)
    chunks = chunk_article(article, count_tokens=count_words, max_tokens=64, overlap_sentences=1)
    covered = {i for chunk in chunks for i in range(chunk.start, chunk.end)}
    for section in article.sections:
        for kept in article.kept:
            stretch = range(max(section.span.start, kept.start), min(section.span.end, kept.end))
            if any(raw[i].isalnum() for i in stretch):
                assert all(i in covered for i in stretch if not raw[i].isspace())


@given(names, texts, st.integers(0, 4))
def test_a_wider_chunk_is_exact_holds_the_chunk_and_stays_in_its_section(name: str, raw: str, sentences: int) -> None:
    article = parse(name, raw)
    for chunk in chunk_article(article, count_tokens=count_words, max_tokens=8, overlap_sentences=0):
        wide = widen(chunk, article, sentences=sentences)
        assert raw[wide.start : wide.end] == wide.text
        assert wide.start <= chunk.start
        assert chunk.end <= wide.end
        assert wide.heading == chunk.heading
        assert any(s.span.start <= wide.start and wide.end <= s.span.end for s in article.sections)
        added = raw[wide.start : chunk.start], raw[chunk.end : wide.end]
        assert all(len(split_sentences(part)) <= sentences for part in added if part.strip())
        assert sentences or wide == chunk
