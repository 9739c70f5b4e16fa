"""Letters (.eml) and pages saved as one file (.mhtml), by the standard library."""

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from qa.articles.extraction import extract_page, why_empty
from qa.articles.fields import day_of
from qa.articles.formats.records import Contents, Entry, Source
from qa.articles.metadata import Metadata
from qa.articles.parsing import Form
from qa.reports import SkippedFile

_SAVED_PAGE = ("snapshot-content-location", "x-snapshot-content-location")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=[^>]*>", re.IGNORECASE)
# The parser's own objects fail on some damaged fields only when they are asked for.
_FAULTS = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError)
MAX_PARTS = 2_000


def read_mail(source: Source) -> Contents:
    """The text of a letter, or of the page that was saved as one; attachments are reported.

    Raises:
        ArticleError: it is damaged, has too many parts, or no text.
    """
    content = source.content
    if content.startswith(b"From "):  # as a mailbox has them
        content = content.partition(b"\n")[2]
    try:
        message = email.message_from_bytes(content, policy=default)
        return _read(source, message)
    except _FAULTS as error:
        raise source.refuse(f"damaged: {type(error).__name__}") from error


def _read(source: Source, message: EmailMessage) -> Contents:
    parts = list(_parts(source, message))
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    is_saved_page = any(message.get(name) for name in _SAVED_PAGE) or (
        message.get_content_type() == "multipart/related" and not message.get("to") and bool(pages)
    )
    if is_saved_page:
        raw, stated = extract_page(_html(pages[0])) if pages else ("", Metadata())
        if not raw:
            raise source.refuse(why_empty(_html(pages[0])) if pages else "no page in it")
        return Contents((Entry(raw, stated),))
    attached = [part for part in parts if part.is_attachment()]
    skipped = tuple(
        SkippedFile(
            source.path / (part.get_filename() or "attachment"),
            "attached to a letter: save it in the folder to read it",
        )
        for part in attached
    )
    plain = [part for part in parts if part.get_content_type() == "text/plain" and not part.is_attachment()]
    pages = [part for part in pages if not part.is_attachment()]
    return Contents((_letter(source, message, plain, pages),), skipped)


def _letter(source: Source, message: EmailMessage, plain: list[EmailMessage], pages: list[EmailMessage]) -> Entry:
    typed = "\n\n".join(str(part.get_content()).strip() for part in plain)
    raw, stated = extract_page(_html(pages[0])) if pages else ("", Metadata())
    # The typed form of a letter that is a page is often a line that asks to look at the page, or full of addresses.
    form = Form.LAID_OUT
    if len(typed.split()) > 2 * len(raw.split()):
        raw, form = typed, Form.PLAIN
    if not raw.strip():
        raise source.refuse("no text in the letter")
    name, address = parseaddr(_field(message, "from"))
    outlet = name or address or stated.outlet
    day = day_of(_field(message, "date")) or stated.published
    return Entry(raw, Metadata(_field(message, "subject") or stated.title, outlet, day), form=form)


def _field(message: EmailMessage, name: str) -> str:
    """A field of the head in one line; empty where there is none, or it is damaged."""
    try:
        return " ".join(str(message[name] or "").split())
    except _FAULTS:
        return ""


def _parts(source: Source, message: EmailMessage) -> Iterator[EmailMessage]:
    for count, part in enumerate(message.walk(), 1):
        if count > MAX_PARTS:
            raise source.refuse(f"more than {MAX_PARTS:,} parts")
        if not part.is_multipart() and isinstance(part, EmailMessage):
            yield part


def _html(part: EmailMessage) -> bytes:
    """A page's bytes as UTF-8: what the letter says of their encoding stands outside of the page."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    charset = part.get_content_charset()
    if charset is None:
        return content
    text = content.decode(charset, errors="replace")
    return _CHARSET.sub(b'<meta charset="utf-8">', text.encode())
