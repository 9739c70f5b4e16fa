"""What a person puts right: facts, and paragraphs that were taken for clutter, with offsets as they were."""

from datetime import date
from pathlib import Path

import pytest

from qa.articles.corrections import Correction, corrected
from qa.errors import StoreError
from qa.index.corrections import Corrections
from qa.types import Article, Removal, Section, Span

RAW = "Menu\nHead\nFirst line.\nShare\nBoats came.\nShare\nPort\nThird line.\nFollow us\n"


def span(text: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = RAW.index(text, start + 1)
    return Span(start, start + len(text))


def article() -> Article:
    first, third = span("First line."), span("Third line.")
    clutter = (span("Menu"), Span(span("Share").start, span("Share", 1).end), span("Follow us"))
    return Article(
        "a.txt",
        "Head",
        "Echo",
        date(2020, 1, 2),
        RAW,
        (first, third),
        tuple(Removal(each, "a control") for each in clutter),
        (Section(None, first), Section("Port", third)),
        "0" * 64,
    )


def shown(given: Article) -> tuple[list[str], list[str], list[tuple[str | None, str]]]:
    """What is kept, removed, and the sections with their text."""
    return (
        [RAW[each.start : each.end] for each in given.kept],
        [RAW[each.span.start : each.span.end] for each in given.removed],
        [(each.heading, RAW[each.span.start : each.span.end]) for each in given.sections],
    )


def test_only_the_facts_that_were_changed_are_others() -> None:
    one = corrected(article(), Correction(title="New", changed=frozenset({"title", "outlet"})))
    assert (one.title, one.outlet, one.published) == ("New", None, date(2020, 1, 2))
    assert corrected(article(), None) == article() == corrected(article(), Correction())


def test_a_paragraph_is_kept_and_the_clutter_around_it_stays_clutter() -> None:
    kept, removed, sections = shown(corrected(article(), Correction(kept=("Boats came.",))))
    assert kept == ["First line.", "Boats came.", "Third line."]
    assert removed == ["Menu", "Share\n", "\nShare", "Follow us"]
    assert sections == [(None, "First line.\nShare\nBoats came."), ("Port", "Third line.")]


def test_every_line_of_the_same_text_is_kept_and_parts_of_lines_are_not() -> None:
    kept, removed, _ = shown(corrected(article(), Correction(kept=("Share", "Follow", "gone"))))
    assert kept == ["First line.", "Share", "Share", "Third line."]
    assert removed == ["Menu", "\nBoats came.\n", "Follow us"]


def test_what_stands_before_the_first_and_after_the_last_section_belongs_to_it() -> None:
    *_, sections = shown(corrected(article(), Correction(kept=("Menu", "Follow us"))))
    assert sections == [(None, "Menu\nHead\nFirst line."), ("Port", "Third line.\nFollow us")]


def test_corrections_are_there_for_the_next_process_until_they_are_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "corrections.sqlite"
    corrections = Corrections(path)
    assert corrections.of("a.txt") is None
    assert not path.exists()
    made = Correction("New", None, date(2021, 3, 4), frozenset({"title", "outlet", "published"}), ("Share",))
    corrections.put("a.txt", made)
    assert corrections.of("a.txt") == made == Corrections(path).of("a.txt")
    corrections.put("a.txt", Correction())
    assert corrections.of("a.txt") is None is Corrections(path).of("a.txt")
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="can't be read"):
        Corrections(path)
