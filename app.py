"""Starts the web chat over the articles: ``python app.py``. Settings come from ``QA_...`` variables."""

import sys

from qa.errors import QAError
from qa.logs import start_logging
from qa.settings import Settings
from qa.terminal import one_line
from qa.web.serve import serve


def main() -> int:
    """Serves until it is stopped. 0 when it was, 1 with one line on stderr when it can't."""
    try:
        settings = Settings()
        start_logging(settings.log)
        serve(settings, announce=lambda line: print(one_line(line), flush=True))
    except QAError as error:
        print(f"error: {one_line(str(error))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
