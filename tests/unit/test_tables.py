"""Tables in text: which lines they are, what names their columns, and rows read with these names."""

import pytest

from qa.articles import parse_article
from qa.articles.page import read_paragraphs
from qa.articles.table_rows import find_tables
from qa.tables import name_cells, split_cells
from qa.types import Article

BEFORE = "The council counted the boats of the towns on the river last year."
AFTER = "It will count them again when the new ferry has sailed for a year."
TABS = "Town\tBoats (thousands)\tSince\nEly\t4.5\t1048\nHolt\t12\t1210\nKing's Weir\t0.7\t1935"
BARS = TABS.replace("\t", " | ")
DRAWN = "| Town | Mayor |\n|:---|---:|\n| Ely | Ada Lund |\n| Holt | Ben Ory |"
ALIGNED = (
    "Town           Boats (thousands)   Since\n-----------    -----------------   -----\n"
    "Ely                          4.5    1048\nHolt                          12    1210\nKing's Weir                  0.7    1935"
)
NAMES = "Town | Boats (thousands) | Since"


def parse(table: str, name: str = "a.txt") -> Article:
    return parse_article(name, f"Boats\n\n{BEFORE}\n\n{table}\n\n{AFTER}", content_hash="0" * 64)


def rows_of(article: Article) -> dict[str | None, list[str]]:
    """The lines of each section by its heading."""
    return {
        section.heading: article.raw[section.span.start : section.span.end].splitlines() for section in article.sections
    }


@pytest.mark.parametrize("table", [TABS, BARS, ALIGNED], ids=["tabs", "bars", "aligned"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_the_rows_of_a_table_stand_under_the_names_of_its_columns(table: str, name: str) -> None:
    article = parse(table, name)
    rows = [line for line in table.splitlines()[1:] if "---" not in line]
    assert rows_of(article)[NAMES] == rows
    assert [section.heading for section in article.sections] == [None, NAMES, None]
    assert [dict(name_cells(NAMES, row))["Boats (thousands)"] for row in rows] == ["4.5", "12", "0.7"]
    assert article.raw[article.sections[2].span.start :] == AFTER


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_line_drawn_below_the_first_row_makes_it_the_names(name: str) -> None:
    assert rows_of(parse(DRAWN, name))["Town | Mayor"] == DRAWN.splitlines()[2:]
    assert name_cells("Town | Mayor", "| Ely | Ada Lund |") == (("Town", "Ely"), ("Mayor", "Ada Lund"))


@pytest.mark.parametrize(
    "lines",
    [
        "Home | News | Sport\nWeather | Games | Shop",
        "Ely\t4.5\nHolt\t12\nWeir\t0.7",
        "Ada Lund\tmayor\nBen Ory\tclerk\nCy Holt\tferryman",
        "A line  with a wide gap\nAnother  with one as well",
        "2019\t2020\t2021\n2022\t2023\t2024\n2025\t2026\t2027",
    ],
)
def test_lines_without_names_for_their_columns_are_no_table(lines: str) -> None:
    assert find_tables(read_paragraphs(lines, start=0, marked_up=False)) == ()


def test_years_name_columns() -> None:
    assert rows_of(parse("Town\t2019\t2020\nEly\t4.5\t5\nHolt\t12\t9"))["Town | 2019 | 2020"] == [
        "Ely\t4.5\t5",
        "Holt\t12\t9",
    ]


def test_cells_are_between_bars_else_tabs_else_gaps() -> None:
    assert split_cells("| a  b | c\td |") == ("a  b", "c\td")
    assert split_cells("a  b\t\tc") == ("a  b", "", "c")
    assert split_cells("a b   c  d") == ("a b", "c", "d")
    assert split_cells("a b c") == ("a b c",)


def test_a_row_of_another_table_takes_no_names() -> None:
    assert name_cells(NAMES, "Ely\t4.5") == ()
    assert name_cells("What the river cost", "Ely\t4.5") == ()
    assert name_cells(None, "Ely\t4.5") == ()
    assert name_cells(NAMES, "Ely\t\t1048") == (("Town", "Ely"), ("Since", "1048"))
