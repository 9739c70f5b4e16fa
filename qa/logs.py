"""What is logged, and how: lines for a person, or JSON lines for a program. Neither holds what a terminal would obey."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from qa.terminal import printable

FIELDS = "qa_fields"  # the attribute of a record that holds further facts, by name


def start_logging(form: Literal["plain", "json"]) -> None:
    """Has everything that is logged written to standard error: warnings as lines, or, as JSON, answers too.

    Does nothing where the program around has set up logging of its own.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines("%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    if form == "json":
        logging.getLogger("qa").setLevel(logging.INFO)


class PlainLines(logging.Formatter):
    """Records as text, with control characters written out."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as printable text; more than one line where it tells of an error with its traceback."""
        return printable(super().format(record))


class JsonLines(logging.Formatter):
    """Records as JSON, one a line: time (UTC), level, logger, message, what else is known, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return printable(json.dumps(line, ensure_ascii=False, default=str))
