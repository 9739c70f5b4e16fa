"""What is packed: archives, whose files are articles of their own, and compressed files."""

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from qa.articles.formats.archives import MAX_RATIO, Archive, safe_name
from qa.articles.formats.detection import HEAD_BYTES, KINDS_BY_SUFFIX, is_told_by, suffix_of
from qa.articles.formats.records import MAX_ENTRIES, MAX_UNPACKED_BYTES, Contents, Entry, Source
from qa.errors import ArticleError
from qa.reports import SkippedFile

Inner = Callable[[Source], Contents]
MAX_BYTES = 20 * 1024 * 1024
_GZIP_HEAD = 16 + zlib.MAX_WBITS


def read_archive(source: Source, read: Inner) -> Contents:
    """The articles in an archive, each file read as it would be in a folder; hidden files are passed over.

    Raises:
        ArticleError: it is damaged, locked or out of bounds, or nothing in it can be used.
    """
    archive = Archive(source)
    entries: list[Entry] = []
    skipped: list[SkippedFile] = []
    seen: set[str] = set()
    chars = 0
    for stored in archive.names:
        name = safe_name(stored)
        if any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts):
            continue
        try:
            contents = _inner(source, archive, stored, name, seen, read)
        except ArticleError as error:
            skipped.append(SkippedFile(error.path, error.reason))
            continue
        entries += [entry.below(name) for entry in contents.entries]
        skipped += contents.skipped
        chars += sum(len(entry.text) for entry in contents.entries)
        if len(entries) > MAX_ENTRIES or chars > MAX_UNPACKED_BYTES:
            raise source.refuse(
                f"holds more than {MAX_ENTRIES:,} articles or {MAX_UNPACKED_BYTES // 1024**2} MB of text"
            )
    if not entries:
        why = f": {skipped[0].path.name}: {skipped[0].reason}" if skipped else ""
        raise source.refuse(f"no article in the archive{why}")
    return Contents(tuple(entries), tuple(skipped))


def read_compressed(source: Source, read: Inner) -> Contents:
    """What is in a .gz file, under the same name without the suffix."""
    expand = zlib.decompressobj(_GZIP_HEAD)
    most = min(MAX_BYTES, max(1024 * 1024, MAX_RATIO * len(source.content)))
    try:
        content = expand.decompress(source.content, most + 1)
    except zlib.error as error:
        raise source.refuse(f"damaged: {error}") from error
    if len(content) > most:
        raise source.refuse(f"unpacks to more than {most // 1024**2} MB")
    if not expand.eof:
        raise source.refuse("damaged: it breaks off")
    inner = source.inner("", content)
    return read(replace(inner, path=source.path, name=re.sub(r"\.gz$", "", source.name, flags=re.IGNORECASE)))


def _inner(source: Source, archive: Archive, stored: str, name: str, seen: set[str], read: Inner) -> Contents:
    inner = source.inner(name, b"")
    content = archive.read(stored)
    if suffix_of(name) not in KINDS_BY_SUFFIX and not is_told_by(content[:HEAD_BYTES]):
        raise inner.refuse("not an article format")
    if name in seen:
        raise inner.refuse("there twice; the first one is read")
    seen.add(name)
    if len(content) > MAX_BYTES:
        raise inner.refuse(f"larger than {MAX_BYTES // 1024**2} MB")
    return read(source.inner(name, content))
