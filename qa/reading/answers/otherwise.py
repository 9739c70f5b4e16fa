"""What to say where the articles speak of another thing, or another time, than the question names."""

from collections.abc import Sequence
from datetime import date

from qa.days import in_words
from qa.reading.evidence.features import KIND_MISSING
from qa.reading.evidence.fitting import Fit
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import Question
from qa.reading.language.times import Agreement, AskedTime, asked_time
from qa.types import Abstention


def speaks_of_another(reading: Reading) -> Evidence | None:
    """The sentence that would answer, did it not speak of another thing or time than the question; None where none does.

    That is so where the best sentence does, or where one was set back for it and what is left holds no answer.
    """
    if not reading.evidence:
        return None
    best, displaced = reading.evidence[0], reading.displaced
    if is_other(best.fit):
        return displaced if displaced is not None and is_other(displaced.fit) else best
    if displaced is None or not is_other(displaced.fit) or _holds_an_answer(best):
        return None
    if reason_of(displaced.fit) is Abstention.OTHER_TIME and best.fit.time is Agreement.AGREES:
        return None
    return displaced


def _holds_an_answer(item: Evidence) -> bool:
    return item.features["network_span"] > 0 and not any(item.features[name] for name in KIND_MISSING)


def is_other(fit: Fit) -> bool:
    """Whether a sentence surely speaks of something or some time else."""
    return bool(fit.rivals) or bool(fit.absent) or fit.is_of_another_time


def only_lacks_a_name(fit: Fit) -> bool:
    """Whether all that speaks against a sentence is a name that its article does not hold in these words."""
    return bool(fit.absent) and not fit.rivals and not fit.is_of_another_time


def reason_of(fit: Fit) -> Abstention:
    """Why a sentence that speaks of something else is no answer."""
    return (
        Abstention.OTHER_TIME
        if fit.is_of_another_time and not fit.rivals and not fit.absent
        else Abstention.OTHER_THING
    )


def told_otherwise(question: Question, item: Evidence, today: date | None) -> str:
    """One line that says what the articles have in place of what was asked; the sentence is to follow it."""
    fit = item.fit
    if fit.rivals:
        name, rival = fit.rivals[0]
        return f"The articles do not say this of {name.text}. What they have is on {rival}:"
    if fit.absent:
        return f"The articles do not say this of {fit.absent[0].text}. What comes nearest:"
    asked = asked_time(question.text, today=today)
    return f"The articles have nothing on this from the time asked about{_in_words(asked)}. {_newest(item)}"


def _in_words(asked: AskedTime) -> str:
    return f" ({asked.period.words})" if asked.period is not None else ""


def _newest(item: Evidence) -> str:
    published = item.candidate.passage.published
    return f"What there is, of {in_words(published)}:" if published is not None else "What comes nearest:"


def bearing(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without what speaks of another thing or time; all of it where nothing else is left.

    Where the best is of just the time asked about, those of some weeks before or after speak of another time.
    """
    bears = tuple(item for item in evidence if not is_other(item.fit)) or tuple(evidence)
    if bears and bears[0].fit.time is Agreement.AGREES:
        return tuple(item for item in bears if item.fit.time is not Agreement.NEAR)
    return bears
