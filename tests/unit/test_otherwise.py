"""What speaks of another thing or time than the question is left out."""

from collections.abc import Sequence
from dataclasses import replace

from evidence import evidence_of

from qa.reading.answers.otherwise import bearing
from qa.reading.evidence.fitting import Fit
from qa.reading.evidence.reader import Evidence
from qa.reading.language.times import Agreement


def of_times(*times: Agreement) -> list[Evidence]:
    sentences = [f"Number {place} was late." for place in range(len(times))]
    evidence = evidence_of(sentences, relevances=[1.0 - place / 10 for place in range(len(times))])
    return [replace(item, fit=Fit(time=time)) for item, time in zip(evidence, times, strict=True)]


def times_of(evidence: Sequence[Evidence]) -> list[Agreement | None]:
    return [item.fit.time for item in evidence]


def test_another_time_is_left_out_unless_nothing_else_is_there() -> None:
    assert times_of(bearing(of_times(Agreement.APART, Agreement.SILENT))) == [Agreement.SILENT]
    assert times_of(bearing(of_times(Agreement.APART, Agreement.APART))) == [Agreement.APART, Agreement.APART]


def test_some_weeks_off_is_another_time_where_the_best_is_of_just_the_time() -> None:
    assert times_of(bearing(of_times(Agreement.AGREES, Agreement.NEAR, Agreement.SILENT))) == [
        Agreement.AGREES,
        Agreement.SILENT,
    ]
    assert times_of(bearing(of_times(Agreement.NEAR, Agreement.AGREES))) == [Agreement.NEAR, Agreement.AGREES]
