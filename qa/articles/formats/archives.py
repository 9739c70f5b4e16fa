"""ZIP archives within bounds: what would unpack to more than a folder of articles holds is refused unread."""

import io
import lzma
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath

from qa.articles.formats.records import MAX_UNPACKED_BYTES, Source

MAX_FILES = 5_000
MAX_RATIO = 100  # text packs to a third or a tenth; a hundredth only where it repeats itself
_RATIO_FROM_BYTES = 1024 * 1024
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class Archive:
    """The files in an archive by name; nothing is ever written to disk. Raises ArticleError for what is out of bounds."""

    def __init__(self, source: Source) -> None:
        self._source = source
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.content))
        except _FAULTS as error:
            raise source.refuse(f"damaged: {error}") from error
        files = [info for info in self._zip.infolist() if info.filename and not info.is_dir()]
        if len(files) > MAX_FILES:
            raise source.refuse(f"holds more than {MAX_FILES:,} files")
        # Python reads no more of a file than it is said to hold, so what is said can be relied on.
        total = sum(info.file_size for info in files)
        if total > MAX_UNPACKED_BYTES:
            raise source.refuse(f"unpacks to more than {MAX_UNPACKED_BYTES // 1024**2} MB")
        for info in files:
            if info.file_size > max(_RATIO_FROM_BYTES, MAX_RATIO * info.compress_size):
                raise source.refuse(f"a file in it unpacks to more than {MAX_RATIO} times its size")
        if total > max(_RATIO_FROM_BYTES, MAX_RATIO * len(source.content)):
            raise source.refuse(f"unpacks to more than {MAX_RATIO} times its size")
        self._files = {info.filename: info for info in files}

    def __contains__(self, name: str) -> bool:
        return name in self._files

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, as they are stored, in order."""
        return tuple(self._files)

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises ArticleError where there is none, or it is damaged or locked."""
        info = self._files.get(name)
        if info is None:
            raise self._source.refuse(f"damaged: lacks {name}")
        if info.flag_bits & 1:
            raise self._source.refuse("locked by a password")
        try:
            return self._zip.read(info)
        except _FAULTS as error:
            raise self._source.refuse(f"damaged: {name}: {error}") from error


def safe_name(name: str) -> str:
    """A stored name as a path below the archive: what would lead out of it is left away."""
    parts = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/").replace("\0", "")).parts
    return "/".join(part for part in parts if part not in ("/", "..", ".")) or "unnamed"
