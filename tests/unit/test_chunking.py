"""Chunks: whole sentences of one section, within a budget, overlapping."""

from collections.abc import Sequence

from qa.articles import parse_article
from qa.chunking import chunk_article, embedding_text, widen
from qa.types import Article, Chunk


class WordCounter:
    """Counts words and remembers how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        return [len(text.split()) for text in texts]


def article(raw: str, name: str = "a.txt") -> Article:
    return parse_article(name, raw, content_hash="0" * 64)


def chunks_of(raw: str, *, max_tokens: int = 256, overlap: int = 0, name: str = "a.txt") -> list[str]:
    found = chunk_article(
        article(raw, name), count_tokens=WordCounter(), max_tokens=max_tokens, overlap_sentences=overlap
    )
    return [chunk.text for chunk in found]


def numbered(count: int) -> str:
    return " ".join(f"Sentence number {i} has exactly seven words." for i in range(count))


def test_a_short_article_is_one_chunk() -> None:
    assert chunks_of("The bridge was closed. It will open in May.") == ["The bridge was closed. It will open in May."]


def test_tokens_are_counted_in_one_call_for_the_whole_article() -> None:
    counter = WordCounter()
    found = chunk_article(article(numbered(60)), count_tokens=counter, max_tokens=40, overlap_sentences=1)
    assert len(found) > 10
    assert counter.calls == 1


def test_chunks_overlap_by_the_sentences_asked_for() -> None:
    sentences = [f"Sentence number {i} has exactly seven words." for i in range(6)]
    found = chunks_of(" ".join(sentences), max_tokens=28, overlap=1)
    assert found == [" ".join(sentences[:3]), " ".join(sentences[2:])]


def test_without_overlap_no_sentence_is_repeated() -> None:
    found = chunks_of(numbered(6), max_tokens=22, overlap=0)
    assert " ".join(found) == numbered(6)


def test_sentences_are_shared_out_evenly() -> None:
    found = chunks_of(numbered(7), max_tokens=42, overlap=0)  # six would fit, and leave a scrap of one
    assert [len(text.split()) for text in found] == [28, 21]


def test_a_chunk_never_crosses_a_section() -> None:
    raw = "# Title\n\nThe first part is here.\n\n## Second\n\nThe second part is here.\n"
    found = chunk_article(article(raw, "a.md"), count_tokens=WordCounter(), max_tokens=256, overlap_sentences=1)
    assert [(chunk.heading, chunk.text) for chunk in found] == [
        (None, "The first part is here."),
        ("Second", "The second part is here."),
    ]


def test_a_chunk_never_holds_clutter_from_the_middle() -> None:
    found = chunks_of("The bridge was closed on Monday.\n\nAdvertisement\n\nIt will open again in May.")
    assert found == ["The bridge was closed on Monday.", "It will open again in May."]


def test_a_sentence_longer_than_a_chunk_is_cut_at_a_clause() -> None:
    raw = (
        "The council, which had met three times that week, said that the old bridge would stay closed until the spring."
    )
    assert chunks_of(raw, max_tokens=12) == [
        "The council, which had met three times that week,",
        "said that the old bridge would stay closed until the spring.",
    ]


def test_a_word_longer_than_a_chunk_is_cut_too() -> None:
    def count_characters(texts: Sequence[str]) -> list[int]:
        return [len(text.strip()) for text in texts]

    raw = "x" * 500 + "."
    found = chunk_article(article(raw), count_tokens=count_characters, max_tokens=64, overlap_sentences=1)
    assert "".join(chunk.text for chunk in found) == raw
    assert max(len(chunk.text) for chunk in found) <= 64


def test_title_and_heading_are_embedded_with_the_text() -> None:
    chunk = Chunk("a.txt", 0, 9, "The text.", "A heading")
    assert embedding_text(chunk, "The title") == "The title\nA heading\nThe text."
    assert embedding_text(Chunk("a.txt", 0, 9, "The text.", None), None) == "The text."


def test_title_and_heading_count_towards_the_budget() -> None:
    raw = "# One two three four five\n\n" + numbered(5)
    assert len(chunks_of(raw, max_tokens=40, name="a.md")) == 1
    assert len(chunks_of(raw, max_tokens=39, name="a.md")) == 2


def test_a_title_that_would_fill_the_chunk_is_left_out() -> None:
    chunk = Chunk("a.txt", 0, 9, "The text.", None)
    assert embedding_text(chunk, "t" * 64, max_tokens=64).startswith("ttt")
    assert embedding_text(chunk, "t" * 65, max_tokens=64) == "The text."


def test_the_chunk_id_names_the_place() -> None:
    (chunk,) = chunk_article(
        article("  It rained all day."), count_tokens=WordCounter(), max_tokens=64, overlap_sentences=0
    )
    assert chunk.chunk_id == "a.txt#2-20"


def test_a_chunk_is_widened_by_whole_sentences_of_its_section() -> None:
    parsed = article(
        "# Report\n\n## One\n\nIt began. It went on. It ended.\n\n## Two\n\nAnother thing began.\n", "a.md"
    )
    start = parsed.raw.index("It went on.")
    chunk = Chunk("a.md", start, start + 11, "It went on.", "One")
    assert widen(chunk, parsed, sentences=0) == chunk
    wide = widen(chunk, parsed, sentences=1)
    assert wide.text == "It began. It went on. It ended."
    assert widen(chunk, parsed, sentences=5) == wide
    assert parsed.raw[wide.start : wide.end] == wide.text


def test_a_chunk_of_another_version_of_its_article_is_left_as_it_is() -> None:
    chunk = Chunk("a.txt", 0, 9, "It began.", None)
    assert widen(chunk, article("Something else began. It ended."), sentences=3) == chunk


def test_one_endless_word_does_not_make_one_endless_chunk() -> None:
    found = chunks_of(f"The bridge was closed. {'a' * 300_000} It will open in May.", max_tokens=64)
    assert max(map(len, found)) <= 64 * 48
    assert sum(map(len, found)) >= 300_000
