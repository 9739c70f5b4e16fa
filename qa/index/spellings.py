"""How the words of the articles are written: what a misspelt word of a question may have been meant to be."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from qa.index.engines import Connection
from qa.index.parts import in_parts
from qa.words import fold

# Letters that touch no digit; hyphens and apostrophes part them, and what "n't" is cut off from is no word.
_WRITTEN = re.compile(r"(?<!\w)[^\W\d_]{3,}(?!\w|['’]t\b)")
MOST_LETTERS = 30  # of a word that is counted
_MOST_IN_SMALL_LETTERS = 0.1  # of the articles that print a name


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word of the articles.

    Attributes:
        folded: in small letters, without accents.
        written: as most articles print it; in small letters where it is no name.
        articles: how many hold it, each form of writing counted.
        is_name: whether next to no article prints it in small letters.
    """

    folded: str
    written: str
    articles: int
    is_name: bool


def count_spellings(connection: Connection, texts: Iterable[str], *, change: int) -> None:
    """Counts an article's words in (``change`` 1) or out (-1), each form of writing once; forms of no article are dropped."""
    forms = {written for text in texts for written in _WRITTEN.findall(text) if len(written) <= MOST_LETTERS}
    rows = [(folded, written, change) for written in sorted(forms) if (folded := fold(written)).isascii()]
    connection.executemany(
        "INSERT INTO spellings VALUES (?, ?, ?) ON CONFLICT (folded, written) "
        "DO UPDATE SET articles = spellings.articles + excluded.articles",
        rows,
    )
    if change < 0:
        for part, marks in in_parts(sorted({row[0] for row in rows})):
            connection.execute(f"DELETE FROM spellings WHERE folded IN ({marks}) AND articles <= 0", part)  # noqa: S608


def miscounted(connection: Connection) -> int:
    """How many forms of writing are not counted as often as the chunks hold them."""
    anew = sqlite3.connect(":memory:")
    try:
        anew.execute("CREATE TABLE spellings (folded, written, articles, PRIMARY KEY (folded, written))")
        for (article_id,) in connection.execute("SELECT article_id FROM articles").fetchall():
            texts = connection.execute("SELECT text FROM chunks WHERE article_id = ?", (article_id,))
            count_spellings(anew, (text for (text,) in texts), change=1)
        expected, found = (set(each.execute("SELECT * FROM spellings")) for each in (anew, connection))
    finally:
        anew.close()
    return len({(folded, written) for folded, written, _ in expected ^ found})


def read_spellings(connection: Connection, folded: Collection[str]) -> list[Spelling]:
    """Those of the words that the articles hold, in alphabetical order."""
    found: list[Spelling] = []
    for part, marks in in_parts(sorted(folded)):
        sql = f"SELECT * FROM spellings WHERE folded IN ({marks}) ORDER BY folded"  # noqa: S608
        found += _gathered(connection.execute(sql, part))
    return found


def read_spellings_like(connection: Connection, beginning: str, shortest: int, longest: int) -> list[Spelling]:
    """The words that begin like this and have so many letters, in alphabetical order."""
    sql = "SELECT * FROM spellings WHERE folded BETWEEN ? AND ? AND length(folded) BETWEEN ? AND ? ORDER BY folded"
    return list(_gathered(connection.execute(sql, (beginning, f"{beginning}\x7f", shortest, longest))))


def _gathered(rows: Iterable[tuple[str, str, int]]) -> Iterator[Spelling]:
    """The rows of a word, which stand together, as one."""
    forms: list[tuple[str, str, int]] = []
    for row in rows:
        if forms and forms[0][0] != row[0]:
            yield _spelling(forms)
            forms = []
        forms.append(row)
    if forms:
        yield _spelling(forms)


def _spelling(forms: list[tuple[str, str, int]]) -> Spelling:
    total = sum(count for _, _, count in forms)
    small = [form for form in forms if form[1][0].islower()]
    is_name = sum(count for _, _, count in small) <= _MOST_IN_SMALL_LETTERS * total
    folded, written, _ = max(forms if is_name else small, key=lambda form: (form[2], form[1]))
    return Spelling(folded, written, total, is_name)
