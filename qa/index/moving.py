"""A new index is built beside the old one, which stays whole until the new one takes its place."""

import shutil
from pathlib import Path

from qa.errors import StoreError
from qa.index import chroma_places, database

_BESIDE = "rebuilding"


def make_room_beside(home: Path) -> Path:
    """An empty folder beside the index in ``home``. Raises StoreError where it can't be made."""
    beside = home / _BESIDE
    try:
        if beside.exists():
            shutil.rmtree(beside)  # of a rebuild that was broken off
        beside.mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"{beside} can't be used to build the index anew: {error}") from error
    return beside


def move_in(beside: Path, home: Path) -> None:
    """Puts a closed index in the place of another that nobody has open. Raises StoreError.

    Whenever it is broken off, one whole index is there: the database is replaced in one step, and vectors that are missing
    beside it are filled in from it.
    """
    try:
        shutil.rmtree(home / chroma_places.FOLDER, ignore_errors=True)
        for behind in ("-wal", "-shm"):
            (home / f"{database.FILE}{behind}").unlink(missing_ok=True)
        (beside / database.FILE).replace(home / database.FILE)
        move_vectors_in(beside, home)
    except OSError as error:
        raise StoreError(f"the new index can't be put in the place of the old one in {home}: {error}") from error


def move_vectors_in(beside: Path, home: Path) -> None:
    """The same for Chroma's folder, where there is one; then takes away what was beside. Raises OSError."""
    shutil.rmtree(home / chroma_places.FOLDER, ignore_errors=True)
    if (beside / chroma_places.FOLDER).exists():
        (beside / chroma_places.FOLDER).replace(home / chroma_places.FOLDER)
    shutil.rmtree(beside, ignore_errors=True)
