"""``qa sync``: brings the index in step with the folder, once or from now on, whole or a shard of it."""

import argparse
import itertools
import sys
import threading
from typing import TYPE_CHECKING

from qa import terminal
from qa.errors import SettingsError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.index import Shard, SyncProgress
    from qa.reports import SyncReport


def add_arguments(sync: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    sync.add_argument("--rebuild", action="store_true", help="build the index anew, beside the old one")
    sync.add_argument(
        "--accept-deletions", action="store_true", help="forget articles even where most of them are gone at once"
    )
    sync.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="embed the Ith of N shares of the files; a sync puts the shares together",
    )
    sync.add_argument("--watch", action="store_true", help="go on following the folder until interrupted")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Runs the command; gives 0."""
    from qa.pipeline import open_pipeline

    if settings.replica:
        raise SettingsError("QA_REPLICA=true changes nothing; sync without it", variable="QA_REPLICA", value="true")
    if options.shard is not None and (options.rebuild or options.watch):
        raise SystemExit("qa: --shard goes with neither --rebuild nor --watch")
    with open_pipeline(_of_shard(options.shard, settings), rebuild=options.rebuild) as pipeline:
        pipeline.index.shard = options.shard
        progress = _show_progress if sys.stderr.isatty() else None
        _tell_report(pipeline.sync(progress=progress, accept_deletions=options.accept_deletions))
        if options.watch:
            for report in itertools.islice(pipeline.follow(stop=threading.Event()), 1, None):
                _tell_report(report)
    return 0


def _of_shard(shard: "Shard | None", settings: Settings) -> Settings:
    """The settings for the index of a shard; those that are given where there is none."""
    if shard is None:
        return settings
    from qa.settings import models_folder

    place = {
        "index": shard.folder(settings.index),
        "models": models_folder(settings),
        "chroma_url": None,
        "database_url": None,
    }
    return settings.model_copy(update=place)


def _shard(text: str) -> "Shard":
    from qa.index import read_shard

    try:
        return read_shard(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _show_progress(progress: "SyncProgress") -> None:
    print(f"\r{progress}", end="", file=sys.stderr, flush=True)


def _tell_report(report: "SyncReport") -> None:
    print("".join(f"{line}\n" for line in terminal.report_notes(report)), end="", file=sys.stderr)
    print(terminal.report_sum(report), flush=True)
