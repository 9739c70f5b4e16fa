"""``qa eval``: its arguments."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.evaluation.exit_codes import ERROR
from qa.terminal import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qa.settings import Settings
    from qa.types import Rated

DEFAULT_FOLDER = Path(".qa-eval")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of ``qa eval``."""
    what = parser.add_argument_group("what to ask")
    what.add_argument(
        "cases", nargs="?", type=Path, metavar="CASES", help="case file (JSON lines) over the articles folder"
    )
    what.add_argument(
        "--data", nargs="+", type=Path, default=[], metavar="FOLDER", help="public set, by its folder; may be several"
    )
    what.add_argument("--split", choices=("dev", "test"), help="only this half of the cases")
    what.add_argument(
        "--sample", type=_positive, metavar="N", help="at most N questions of a public set, drawn evenly over its kinds"
    )
    what.add_argument(
        "--new-cases", metavar="ARTICLE", help="print drafts of cases for this article, for you to edit, and stop"
    )
    what.add_argument(
        "--from-feedback",
        action="store_true",
        help="print cases made from the answers that people rated in the web chat (QA_CONVERSATIONS), and stop",
    )
    what.add_argument(
        "--sweep",
        nargs="+",
        default=[],
        metavar="NAME=V,V",
        help="run every combination of these settings (k is passages)",
    )
    results = parser.add_argument_group("what to write")
    results.add_argument("--json", type=Path, metavar="FILE", help="the run as JSON; its times go to FILE.timings.json")
    results.add_argument("--html", type=Path, metavar="FILE", help="the run as one page to look at")
    results.add_argument("--junit", type=Path, metavar="FILE", help="the cases as JUnit XML")
    results.add_argument("--markdown", type=Path, metavar="FILE", help="the run as Markdown, for a pull request")
    results.add_argument("--results", type=Path, metavar="FILE", help="the table of public sets, as Markdown")
    results.add_argument("--history", type=Path, metavar="FOLDER", help="keep the run here, and plot all that are kept")
    gate = parser.add_argument_group("what it is held against")
    gate.add_argument("--against", type=Path, metavar="RUN", help="an older run's JSON; a significant loss fails")
    gate.add_argument("--no-gate", action="store_true", help="do not hold the run against the floors in pyproject.toml")
    parser.add_argument(
        "--work",
        type=Path,
        default=DEFAULT_FOLDER,
        metavar="FOLDER",
        help=f"indexes and kept outcomes (default {DEFAULT_FOLDER})",
    )
    parser.add_argument("--fresh", action="store_true", help="ask again what was asked before")


def run(args: argparse.Namespace, settings: "Settings", *, read_rated: "Callable[[Settings], Sequence[Rated]]") -> int:
    """Does what the arguments say; gives 0 when all is well, 1 when the gate is shut, 2 on an error.

    ``read_rated`` gives the answers that people rated.
    """
    from qa.evaluation import dispatch  # the libraries of the evaluation are of no use to the other commands

    try:
        return dispatch.run(args, settings, read_rated=read_rated)
    except QAError as error:
        print(f"qa eval: {one_line(str(error))}", file=sys.stderr)  # noqa: T201 - this is the command line
        return ERROR


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value
