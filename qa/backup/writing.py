"""Writes an archive: what it holds is copied as it is at one moment, and the file is there whole or not at all."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import qa
from qa.articles import ArticleFile, find_files, read_content
from qa.backup.parts import ARTICLES, FORMAT, MANIFEST, MOST_FILES, Entry, Manifest, single_files
from qa.errors import ArticleError, BackupError
from qa.reports import SkippedFile
from qa.settings import Settings


def write_archive(path: Path, settings: Settings) -> tuple[Manifest, tuple[SkippedFile, ...]]:
    """Writes the articles, corrections, conversations and users to a new file; a server may be running meanwhile.

    Returns:
        What is in it, and the files of the folder that are not: they can't be read as articles.

    Raises:
        BackupError: the file is there already, lies among the articles, or can't be written.
        ArticleError: the folder of the articles can't be read.
    """
    if path.exists():
        raise BackupError(f"{path} is there already; name another file")
    if path.absolute().resolve().is_relative_to(settings.articles.resolve()):
        raise BackupError(f"{path} lies in the folder of the articles; name a file elsewhere")
    files, skipped = find_files(settings.articles, follow_links=settings.follow_links)
    if len(files) > MOST_FILES:
        raise BackupError(f"{settings.articles} has {len(files):,} files; an archive holds {MOST_FILES:,} at most")
    try:
        # Conversations and hashed passwords are in it: a temporary file is readable by its owner alone.
        with tempfile.NamedTemporaryFile(dir=path.absolute().parent, prefix=".qa-export-", delete=False) as stream:
            try:
                entries, unread = _fill(stream, files, settings)
                stream.flush()
                os.fsync(stream.fileno())
                Path(stream.name).replace(path)
            except BaseException:
                Path(stream.name).unlink(missing_ok=True)
                raise
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{path} can't be written: {error}") from error
    return Manifest(format=FORMAT, version=qa.__version__, files=entries), (*skipped, *unread)


def _fill(
    stream: IO[bytes], files: Sequence[ArticleFile], settings: Settings
) -> tuple[dict[str, Entry], list[SkippedFile]]:
    """Writes the files, then the manifest; gives what it lists, and what could not be read."""
    entries: dict[str, Entry] = {}
    unread: list[SkippedFile] = []
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for file in files:
            name = ARTICLES + file.article_id
            try:
                entries[name] = _add(archive, name, read_content(file))
            except ArticleError as error:
                unread.append(SkippedFile(error.path, error.reason))
            except UnicodeEncodeError:
                unread.append(SkippedFile(file.path, "its name is no text"))
        for name, place in single_files(settings).items():
            if place.exists():
                entries[name] = _add(archive, name, _copy_of(place))
        manifest = Manifest(format=FORMAT, version=qa.__version__, files=entries)
        _add(archive, MANIFEST, manifest.model_dump_json(indent=1).encode())
    return entries, unread


def _add(archive: ZipFile, name: str, content: bytes) -> Entry:
    """Adds a file without its time, so that the same library gives the same archive."""
    facts = ZipInfo(name)
    facts.compress_type = ZIP_DEFLATED
    facts.external_attr = 0o600 << 16
    archive.writestr(facts, content)
    return Entry(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def _copy_of(place: Path) -> bytes:
    """The bytes of a file; of a database as it is at one moment, whoever writes to it."""
    if place.suffix != ".sqlite":
        return place.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        with closing(sqlite3.connect(place)) as database, closing(sqlite3.connect(copy)) as target:
            database.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # all in one file
        return copy.read_bytes()
