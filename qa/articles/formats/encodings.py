"""Bytes to text, where their encoding can be told for certain."""

import re

from qa.articles.formats.records import Source

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH_LETTERS = re.compile("[\xc0-\xfe]{3,}")


def decode(source: Source) -> str:
    """The text of a file: UTF-8, or UTF-16 and UTF-32 with their marks, or what is surely Western one-byte text.

    Raises:
        ArticleError: it is empty, binary, or in no encoding that can be told for certain.
    """
    content = source.content
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise source.refuse(f"undecodable: starts as {encoding} but is not: {error.reason}") from error
    if b"\0" in content:
        raise source.refuse("binary: holds zero bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        western = _decode_western(content)
        if western is None:
            reason = f"undecodable: byte 0x{content[error.start]:02x} at {error.start} is not UTF-8; save it as UTF-8"
            raise source.refuse(reason) from error
        text = western
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise source.refuse("binary: holds control characters")
    return text


def _decode_western(content: bytes) -> str | None:
    """Text in Windows-1252, or None where it can't be told from another encoding.

    Any bytes can be read as some single-byte encoding, and a wrong guess would put nonsense into citations. Western
    text has few letters outside ASCII and hardly ever three in a row; Cyrillic or Asian encodings have little else.
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    others = sum(byte > 127 for byte in content)
    if others * 10 > len(content) or b"\xff" in content or _HIGH_LETTERS.search(text):
        return None
    return text
