"""How far the sentences that would answer are from articles too old for the time that a question asks about."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from qa.reading.evidence.candidates import Candidate
from qa.reading.language.times import asked_time

_UNIT_DAYS = 30  # of ``log_age``: a week more or less is the same news
_UNDATED_DAYS = 365
OLDER_DAYS = 45  # between 20 and 90 the fit of the decision hardly changes; docs/reader.md has what it brings


def these_days(question: str, *, today: date | None) -> date | None:
    """The first of the days that a question means by how things are now ("the latest") or by days that count from today
    ("this week"); None where it asks about no such days, or ``today`` is not known."""
    if today is None:
        return None
    asked = asked_time(question, today=today)
    if asked.is_now:
        return today
    return min(today, asked.period.first) if asked.period is not None and asked.period.is_relative else None


def outdated_share(candidates: Sequence[Candidate], logits: NDArray[np.float64], *, since: date | None) -> float:
    """The share of the probability to answer that lies with sentences of articles too old, 0 to 1.

    Articles without a date are not too old.

    Args:
        candidates: at least one.
        logits: log odds that each of them answers, up to a summand.
        since: what ``these_days`` gives; None gives 0.
    """
    if since is None:
        return 0.0
    raised = np.exp(logits - logits.max())
    days = [candidate.passage.published for candidate in candidates]
    is_old = [day is not None and since - day > timedelta(days=OLDER_DAYS) for day in days]
    return float(raised @ np.asarray(is_old, dtype=np.float64) / raised.sum())


def log_age(question: str, candidates: Sequence[Candidate], *, today: date | None) -> NDArray[np.float64]:
    """How much older than the newest article found that of each sentence is: the logarithm of one plus the months.

    All 0 where the question names a day, a month or a year, where ``today`` is not told, or where nothing found is of these
    days: then the question is about something that lies back, and no article is too old for it.
    """
    none = np.zeros(len(candidates))
    if today is None:
        return none
    period = asked_time(question, today=today).period
    days = [candidate.passage.published for candidate in candidates]
    newest = max((day for day in days if day is not None and day <= today), default=None)
    if newest is None or today - newest > timedelta(days=OLDER_DAYS) or (period is not None and not period.is_relative):
        return none
    older = [max(0, (newest - day).days) if day is not None else _UNDATED_DAYS for day in days]
    return np.log1p(np.asarray(older, dtype=np.float64) / _UNIT_DAYS)
