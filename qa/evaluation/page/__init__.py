"""A run, or the history of runs, as one self-contained HTML page: no network, no library, all text escaped."""

from qa.evaluation.page.history import history_page
from qa.evaluation.page.run import run_page

__all__ = ["history_page", "run_page"]
