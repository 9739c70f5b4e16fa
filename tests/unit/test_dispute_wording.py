from dataclasses import replace
from datetime import date

from evidence import evidence_of

from qa.reading.disputes.denied_claims import Dispute
from qa.reading.disputes.wording import lead_of, voice_of
from qa.reading.evidence.reader import Evidence
from qa.types import Stance


def printed(text: str, *, outlet: str | None, day: date | None, article_id: str = "echo.txt") -> Evidence:
    item = evidence_of([text], relevances=[1.0], article_id=article_id)[0]
    passage = replace(item.candidate.passage, outlet=outlet, published=day)
    return replace(item, candidate=replace(item.candidate, passage=passage))


CLAIM = printed("Captain Joe Hale said the ship was late.", outlet="Daily Echo", day=date(2020, 5, 1))
DENIAL = "The ferry company denied the reports."


def test_the_lead_names_speaker_outlet_and_day_of_each_side() -> None:
    denial = printed(DENIAL, outlet=None, day=None, article_id="wire.txt")
    dispute = Dispute(((Stance.ASSERTS, CLAIM), (Stance.DENIES, denial)))
    assert lead_of(dispute, [1, 2]) == (
        "The sources disagree: this is claimed by Captain Joe Hale (Daily Echo, 1 May 2020) [1], "
        "and denied by the ferry company (“A title”) [2]."
    )


def test_one_article_is_named_once() -> None:
    denial = printed(DENIAL, outlet="Daily Echo", day=date(2020, 5, 1))
    dispute = Dispute(((Stance.ASSERTS, CLAIM), (Stance.DENIES, denial)))
    assert lead_of(dispute, [1, 2]) == (
        "The sources disagree in Daily Echo, 1 May 2020: this is claimed by Captain Joe Hale [1], "
        "and denied by the ferry company [2]."
    )


def test_values_stand_with_their_sources() -> None:
    other = printed("The ship was two hours late.", outlet="Wire", day=None, article_id="wire.txt")
    dispute = Dispute(((Stance.ASSERTS, CLAIM), (Stance.ASSERTS, other)), ("one hour", "two hours"))
    assert lead_of(dispute, [1, 3]) == (
        "The sources differ: Captain Joe Hale (Daily Echo, 1 May 2020): one hour [1]; Wire: two hours [3]."
    )


def test_what_is_passed_on_without_a_name_is_nobodys_own() -> None:
    assert voice_of(printed("It was reported that the ship sank.", outlet="Wire", day=None)) == "unnamed reports"
    assert voice_of(printed("The ship sank.", outlet="Wire", day=None)) == "Wire"
    assert voice_of(printed("The ship sank.", outlet=None, day=None)) == "the article itself"
