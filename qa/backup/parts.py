"""What an archive holds, under which names, and what is taken of one at most."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from qa.settings import Settings, conversations_file, corrections_file, users_file

FORMAT = 1  # of the archive; a later version of the program reads all earlier ones
MANIFEST = "manifest.json"
ARTICLES = "articles/"
MOST_FILES = 200_000
MANIFEST_BYTES = 100_000_000
MOST_UNPACKED = 200  # times the size of the archive: text packs to a tenth
SPARE_BYTES = 50_000_000  # that a small archive may unpack to at any rate
STEP_BYTES = 1 << 20


class Entry(BaseModel):
    """A file of an archive: its size and the SHA-256 of its bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """What an archive says of itself: its format, the version of the program that wrote it, and its files by name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    program: Literal["qa"] = "qa"
    version: str
    files: dict[str, Entry]


def single_files(settings: Settings) -> dict[str, Path]:
    """Where the files lie that an archive holds besides articles, by their names in it; databases end in .sqlite."""
    return {
        "corrections.sqlite": corrections_file(settings),
        "conversations.sqlite": conversations_file(settings),
        "users.json": users_file(settings),
    }
