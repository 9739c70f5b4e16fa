"""Takes an archive in: all of it is checked before anything is put in its place, and nothing that is there is overwritten."""

import hashlib
import os
import shutil
import stat
import tempfile
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pydantic import ValidationError

from qa.backup.parts import (
    ARTICLES,
    FORMAT,
    MANIFEST,
    MANIFEST_BYTES,
    MOST_FILES,
    MOST_UNPACKED,
    SPARE_BYTES,
    STEP_BYTES,
    Manifest,
    single_files,
)
from qa.errors import BackupError
from qa.settings import Settings

_SPARE_FILES = 10  # beside articles


def take_archive(path: Path, settings: Settings) -> Manifest:
    """Puts the articles of an archive in the folder of the articles, and the rest in its places beside the index.

    Files that are there already with the same content are left; so a run that was broken off can be repeated.

    Raises:
        BackupError: it is no such archive, is damaged, would leave its folder, unpacks to too much, or something else is
            there already.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive, path)
            _check_names(archive, manifest, path)
            places = _places(manifest, path, settings)
            _check_room(manifest, path, settings)
            new = {name: place for name, place in places.items() if not _is_there(place, manifest.files[name].sha256)}
            settings.articles.absolute().parent.mkdir(parents=True, exist_ok=True)
            # Beside the articles, so that each file is put in its place in one step.
            with tempfile.TemporaryDirectory(dir=settings.articles.absolute().parent, prefix=".qa-import-") as folder:
                unpacked = {
                    name: _unpack(archive, name, manifest, Path(folder) / str(number))
                    for number, name in enumerate(new)
                }
                for name, content in unpacked.items():
                    new[name].parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(content, new[name])
    except (OSError, BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BackupError(f"{path} can't be taken in: {error}") from error
    return manifest


def _manifest(archive: ZipFile, path: Path) -> Manifest:
    try:
        facts = archive.getinfo(MANIFEST)
    except KeyError as error:
        raise BackupError(f"{path} was not made by `qa export`: it has no {MANIFEST}") from error
    if facts.file_size > MANIFEST_BYTES:
        raise BackupError(f"{path} lists more than is taken")
    try:
        manifest = Manifest.model_validate_json(archive.read(facts))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BackupError(f"{path} was not made by `qa export`: {where}: {first['msg']}") from error
    if manifest.format > FORMAT:
        raise BackupError(f"{path} was made by qa {manifest.version}; this version can't read it yet")
    return manifest


def _check_names(archive: ZipFile, manifest: Manifest, path: Path) -> None:
    listed = archive.infolist()
    if len(listed) > MOST_FILES + _SPARE_FILES:
        raise BackupError(f"{path} holds {len(listed):,} files; at most {MOST_FILES:,} articles are taken")
    if sorted(facts.filename for facts in listed) != sorted([*manifest.files, MANIFEST]):
        raise BackupError(f"{path} does not hold what it lists, or holds it twice")
    for facts in listed:
        name = facts.filename
        if stat.S_IFMT(facts.external_attr >> 16) not in (0, stat.S_IFREG):
            raise BackupError(f"{path} holds {name!r}, which is no file")
        if name != MANIFEST and facts.file_size != manifest.files[name].size:
            raise BackupError(f"{path}: {name!r} is not as long as it is listed")


def _places(manifest: Manifest, path: Path, settings: Settings) -> dict[str, Path]:
    """Where each file of the archive belongs."""
    places = single_files(settings)
    root = settings.articles.resolve()
    found: dict[str, Path] = {}
    for name in manifest.files:
        inside = name.removeprefix(ARTICLES)
        place = places.get(name) if inside == name else root / inside
        # Hidden files are no articles, and what starts with a dot may lead out of the folder; so may a link that is there.
        hidden = any(part.startswith(".") or not part for part in inside.split("/"))
        if place is None or hidden or (inside != name and not place.resolve().is_relative_to(root)):
            raise BackupError(f"{path} holds {name!r}, which has no place in a library")
        found[name] = place
    return found


def _check_room(manifest: Manifest, path: Path, settings: Settings) -> None:
    total = sum(entry.size for entry in manifest.files.values())
    if total > max(SPARE_BYTES, path.stat().st_size * MOST_UNPACKED):
        raise BackupError(f"{path} unpacks to {total:,} bytes, too much for its own size to be a library")
    place = next(folder for folder in settings.articles.absolute().parents if folder.is_dir())
    if total > (free := shutil.disk_usage(place).free):
        raise BackupError(f"{path} unpacks to {total:,} bytes; {place} has room for {free:,}")


def _is_there(place: Path, sha256: str) -> bool:
    """Whether the file is in its place already. Raises BackupError where another one is."""
    if not place.exists():
        return False
    with place.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() == sha256:
            return True
    raise BackupError(f"{place} is there already, with another content; nothing was taken in")


def _unpack(archive: ZipFile, name: str, manifest: Manifest, target: Path) -> Path:
    """A file of the archive, checked; readable by its owner alone where it is no article."""
    expected = manifest.files[name]
    total = hashlib.sha256()
    rights = 0o666 if name.startswith(ARTICLES) else 0o600
    with (
        archive.open(name) as packed,
        os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, rights), "wb") as out,
    ):
        while content := packed.read(STEP_BYTES):
            total.update(content)
            out.write(content)
    if total.hexdigest() != expected.sha256:
        raise BackupError(f"{name!r} is damaged: its checksum is another; nothing was taken in")
    return target
