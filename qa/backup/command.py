"""``qa export`` and ``qa import``: their argument, and what they say."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa.terminal import one_line

if TYPE_CHECKING:
    from qa.backup.parts import Manifest
    from qa.settings import Settings


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Adds the argument of both commands."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the archive, a ZIP file")


def run_export(args: argparse.Namespace, settings: "Settings") -> int:
    """Writes the archive and says what is in it; gives 0. Raises QAError."""
    from qa.backup.writing import write_archive

    manifest, skipped = write_archive(args.file, settings)
    for each in skipped:
        _say(f"left out {each.path}: {each.reason}", to_errors=True)
    _say(f"{_described(manifest)} written to {args.file}")
    return 0


def run_import(args: argparse.Namespace, settings: "Settings") -> int:
    """Takes the archive in and says what was in it; gives 0. Raises QAError."""
    from qa.backup.taking import take_archive

    manifest = take_archive(args.file, settings)
    _say(f"{_described(manifest)} taken in from {args.file}; `qa sync` reads the articles")
    return 0


def _described(manifest: "Manifest") -> str:
    from qa.backup.parts import ARTICLES

    articles = sum(name.startswith(ARTICLES) for name in manifest.files)
    others = [Path(name).stem for name in manifest.files if not name.startswith(ARTICLES)]
    return ", ".join([f"{articles} files of articles", *others])


def _say(line: str, *, to_errors: bool = False) -> None:
    print(one_line(line), file=sys.stderr if to_errors else None)
