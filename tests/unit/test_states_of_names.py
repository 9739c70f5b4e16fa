"""A state under any of its names is one; news on it seldom repeats the name."""

import pytest
from evidence import evidence_of

from qa.reading.evidence.fitting import fit_all
from qa.reading.language.states import states_of_name


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("the Norwegians", {"Norway"}),
        ("Oslo’s", {"Norway"}),
        ("Swedish-Danish", {"Sweden", "Denmark"}),
        ("Norway-led", {"Norway"}),
        ("Norwegian Refugee Council", set()),
        ("Halden", set()),
    ],
)
def test_a_name_of_a_state_and_of_nothing_besides(name: str, states: set[str]) -> None:
    assert states_of_name(name) == states


@pytest.mark.parametrize(
    ("said", "is_other"),
    [
        ("Norwegian divers found two wrecks off Bergen.", False),
        ("Divers found two wrecks off Bergen.", False),
        ("Swedish divers found two wrecks off Visby.", True),
    ],
)
def test_only_a_text_on_another_state_is_on_something_else(said: str, is_other: bool) -> None:
    candidate = evidence_of([said], relevances=[1.0])[0].candidate
    (fit,) = fit_all("How many wrecks did the Norwegians find?", [candidate], today=None)
    assert bool(fit.rivals or fit.absent) is is_other


@pytest.mark.parametrize(
    ("said", "is_other"),
    [("The Norwegian rapper performed in Bergen.", False), ("The Kestrel rapper performed in Bergen.", True)],
)
def test_where_somebody_is_from_is_no_other_name(said: str, is_other: bool) -> None:
    candidate = evidence_of([said], relevances=[1.0])[0].candidate
    (fit,) = fit_all("Last weekend, rapper Plover performed at which hall?", [candidate], today=None)
    assert bool(fit.rivals) is is_other
