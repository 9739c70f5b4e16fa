"""Files as nobody would send them on purpose: real ones of every format, with pieces flipped, cut, doubled and mixed."""

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from qa.articles import ArticleFile, FileContents, articles_in
from qa.errors import ArticleError

FOLDER = Path(__file__).parent
SAMPLES = {
    path.name: path.read_bytes()
    for folder in (FOLDER / "formats", FOLDER / "golden" / "pages")
    for path in sorted(folder.iterdir())
    if path.suffix not in (".py", ".md")
}
# One of each reader.
READERS = {("html.gz" if name.endswith(".html.gz") else name.rpartition(".")[2]): name for name in reversed(SAMPLES)}
_PIECES = (
    b"\0",
    b"\xff\xfe",
    b"<",
    b"]]>",
    b"&#0;",
    b"{",
    b"[" * 200,
    b"\\",
    b'"',
    b"PK\3\4",
    b"%PDF-",
    b"\r\n.\r\n",
    b"=?utf-8?q?",
    b"\xf0\x9f",
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file: from where (a share of its length), over how many bytes, and what stands there after."""

    share: float
    length: int
    put: bytes


EDITS = st.lists(
    st.builds(
        Edit,
        st.floats(0, 1),
        st.sampled_from((0, 1, 2, 4, 16, 256, 4096)),
        st.one_of(
            st.sampled_from(_PIECES),
            st.binary(max_size=8),
            st.sampled_from(sorted(SAMPLES)).map(lambda name: SAMPLES[name][:512]),
        ),
    ),
    max_size=8,
)


def edited(content: bytes, edits: list[Edit]) -> bytes:
    """The content with the edits made, one after the other."""
    for edit in edits:
        first = int(edit.share * len(content))
        content = content[:first] + edit.put + content[first + edit.length :]
    return content


def read_as_anything(name: str, content: bytes) -> int:
    """Reads bytes as a file of that name; gives how many articles are in it, or raises AssertionError for one that is not sound.

    A file that can't be used is one without articles: anything but ArticleError is a defect.
    """
    try:
        contents = articles_in(ArticleFile(name, Path("somewhere") / name, len(content), 0), content)
    except ArticleError as error:
        reason = error.reason
    else:
        _check(contents)
        return len(contents.articles)
    assert reason
    assert "\n" not in reason
    return 0


def _check(contents: FileContents) -> None:
    for article in contents.articles:
        spans = [*article.kept, *(each.span for each in article.removed), *(each.span for each in article.sections)]
        assert all(0 <= span.start <= span.end <= len(article.raw) for span in spans)
