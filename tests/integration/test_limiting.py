"""What the page can limit questions to, over a real index: names as the library writes them, and what is not known."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from qa.encoding import Encoder
from qa.index import Index, open_index
from qa.types import Filters
from qa.web.given import Wanted, as_query, read_address
from qa.web.limiting import DAYS_TURNED, QUERY_CHARS, Limited, Limiting

MINUTES = (
    "# Council minutes\n\nThe Gazette\n\n12 May 2021\n\n## Roads & paths\n\nThe road to Tarn is closed until June.\n\n"
    "## Schools\n\nThe school of Tarn gets a second gym.\n"
)


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder, write_articles: Callable[[dict[str, str]], Path]) -> Iterator[Index]:
    folder = write_articles(
        {
            "minutes.md": MINUTES,
            "a/notes.txt": "Notes\n\nThe ferry sails.\n",
            "b/notes.txt": "Notes\n\nThe ferry rests.\n",
            "c/log.txt": "Log\n\nThe mill was sold.\n",
        }
    )
    with open_index(tmp_path / "index", encoder=encoder, chunk_tokens=64, overlap_sentences=0) as opened:
        opened.sync(folder)
        yield opened


def test_what_is_known_is_written_as_the_library_writes_it(index: Index) -> None:
    wanted = Wanted(("MINUTES.md", "log.txt", "minutes.md"), ("roads & paths",), "2021-01-01", "2021-12-31")
    filters = Filters(("minutes.md", "c/log.txt"), date(2021, 1, 1), date(2021, 12, 31), ("Roads & paths",))
    assert Limiting(index).known(wanted) == Limited(filters)
    assert Limiting(index).sections() == ["Roads & paths", "Schools"]
    assert index.names.headings(most=1) == ("Roads & paths",)
    assert ("Council minutes", "minutes.md") in Limiting(index).sources()


def test_what_is_not_known_is_left_out_and_told_in_one_line(index: Index) -> None:
    wanted = Wanted(("nowhere", "notes.txt", "", "x" * 2000), ("Roofs",), "soon", "20211231")
    limited = Limiting(index).known(wanted)
    assert limited.filters == Filters()
    # Two files are called notes.txt: which one is meant can't be known.
    assert limited.note == ("Not known here, and left out: source “nowhere”, source “notes.txt”, source “” and 4 more.")
    assert "\n" not in limited.note
    turned = Limiting(index).known(Wanted(first="2021-12-31", last="2021-01-01"))
    assert (turned.note, bool(turned.filters)) == (DAYS_TURNED, True)


def test_limits_go_through_an_address_and_come_back(index: Index) -> None:
    filters = Filters(("minutes.md", "A & B=c"), date(2021, 1, 1), None, ("Roads & paths",))
    query = as_query(filters)
    assert query == "source=minutes.md&source=A+%26+B%3Dc&from=2021-01-01&section=Roads+%26+paths"
    assert read_address(f"c=abc&{query}&article=x") == Wanted(
        ("minutes.md", "A & B=c"), ("Roads & paths",), "2021-01-01", ""
    )
    assert read_address("from=2021-01-01&from=2022-01-01&until=%ff").first == "2021-01-01"
    assert as_query(Filters()) == ""


def test_each_limit_is_a_chip_whose_button_says_what_it_does(index: Index) -> None:
    filters = Filters(("minutes.md", "The <b>Gazette</b>"), None, date(2021, 12, 31), ("Schools",))
    drawn = Limiting(index).draw(Limited(filters, "Left & out."))
    for said in ("Council minutes", "Outlet: The &lt;b&gt;Gazette&lt;/b&gt;", "until 31 Dec 2021", "Section: Schools"):
        assert f'aria-label="{said}: remove this limit"' in drawn
    assert "Use all sources" in drawn
    assert '<p class="qa-limited-note" role="status">Left &amp; out.</p>' in drawn
    assert "<b>" not in drawn
    nothing = Limiting(index).draw(Limited(Filters()))
    assert "button" not in nothing


def test_limits_that_are_too_long_for_an_address_stay_out_of_it(index: Index) -> None:
    drawn = Limiting(index).draw(Limited(Filters(sections=tuple(f"{n:04}" for n in range(QUERY_CHARS // 10)))))
    assert 'data-query=""' in drawn
    assert "too many limits for the page’s address".replace("’", "&#x27;") in drawn
