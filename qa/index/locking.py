"""One process at a time: neither Chroma's folder nor a sync may be shared between two."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from qa.errors import IndexLocked, StoreError

_LOCK = "lock"
_HOLDER = "lock.holder"


class FolderLock:
    """Holds an index folder for this process until ``release``.

    Raises:
        IndexLocked: another process (or another index object of this one) holds it.
        StoreError: the folder can't be written to.
    """

    def __init__(self, folder: Path) -> None:
        self._holder = folder / _HOLDER
        self._lock = FileLock(folder / _LOCK, timeout=0)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self._holder.write_text(str(os.getpid()))
        except Timeout as error:
            holder = self._read_holder()
            raise IndexLocked(
                f"{folder} is in use by {holder}; close that, ask there, or set QA_INDEX to another folder",
                holder=holder,
            ) from error
        except OSError as error:
            raise StoreError(f"{folder} can't be used for an index: {error}") from error

    def release(self) -> None:
        """Lets others in. Releasing twice does nothing."""
        self._lock.release()

    def _read_holder(self) -> str:
        try:
            return f"process {int(self._holder.read_text())}"
        except (OSError, ValueError):
            return "another process"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
