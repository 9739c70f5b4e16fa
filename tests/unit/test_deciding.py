"""Which decision comes before which: each case holds two grounds at once, and the stronger one has to win."""

from dataclasses import replace
from datetime import date

import pytest
from evidence import evidence_of

from qa.reading.answers.deciding import decide, decide_unread
from qa.reading.evidence.fitting import Fit
from qa.reading.evidence.judging import HeldClaim
from qa.reading.evidence.network import Verdict
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.names import Name
from qa.reading.language.questions import analyse_question
from qa.reading.language.times import Agreement
from qa.types import Abstention, Filters, Passage

DENIED = (HeldClaim("Vale sell Amado", (Verdict(-0.5, -0.5), Verdict(-2.0, 2.0))),)


def reading_of(
    evidence: list[Evidence], question: str, *, answerable: float = 0.9, claims: tuple[HeldClaim, ...] = ()
) -> Reading:
    return Reading(analyse_question(question), tuple(evidence), answerable, claims=claims)


def passages_of(evidence: list[Evidence]) -> list[Passage]:
    return [item.candidate.passage for item in evidence]


def texts(shown: tuple[Evidence, ...]) -> list[str]:
    return [item.candidate.text for item in shown]


@pytest.mark.parametrize(
    ("question", "filters", "reason"),
    [
        ("  ", Filters(), Abstention.EMPTY_QUESTION),
        ("  ", Filters(date_from=date(2021, 1, 1)), Abstention.EMPTY_QUESTION),
        ("Who sank it?", Filters(), Abstention.NOTHING_NEAR),
        ("Who sank it?", Filters(sources=("Daily Echo",)), Abstention.OUTSIDE_FILTERS),
    ],
)
def test_without_passages_the_reason_is_in_the_question_or_its_filters(
    question: str, filters: Filters, reason: Abstention
) -> None:
    assert decide_unread(question, [], filters) is reason


def test_a_question_with_passages_has_to_be_read() -> None:
    passages = passages_of(evidence_of(["It sank."], relevances=[1.0]))
    assert decide_unread("Who sank it?", passages, Filters()) is None
    assert decide_unread(" ", passages, Filters()) is Abstention.EMPTY_QUESTION


def test_a_denied_premise_comes_before_a_low_probability() -> None:
    evidence = evidence_of(["Vale bought Amado in 2020.", "Vale has no plans to sell Amado."], relevances=[1.0, 0.1])
    for claims, reason, shown in (
        (DENIED, Abstention.FALSE_PREMISE, ["Vale has no plans to sell Amado."]),
        ((), Abstention.NOT_ANSWERED, ["Vale bought Amado in 2020."]),
    ):
        reading = reading_of(evidence, "When will Vale sell Amado?", answerable=0.12, claims=claims)
        decision = decide(reading, passages_of(evidence), caution=0.5)
        assert (decision.abstention, texts(decision.shown)) == (reason, shown)


@pytest.mark.parametrize(("answerable", "reason"), [(0.85, Abstention.FALSE_PREMISE), (0.95, None)])
def test_a_negated_word_says_nothing_against_an_answer_that_is_sure(
    answerable: float, reason: Abstention | None
) -> None:
    evidence = evidence_of(["Vale bought Amado in 2020.", "Vale has no plans to sell Amado."], relevances=[1.0, 0.1])
    reading = reading_of(evidence, "When will Vale sell Amado?", answerable=answerable, claims=DENIED)
    assert decide(reading, passages_of(evidence), caution=0.5).abstention is reason


@pytest.mark.parametrize(
    ("fit", "answerable", "reason"),
    [
        (Fit(absent=(Name("Max 9", ("max", "9")),)), 0.85, Abstention.OTHER_THING),
        (Fit(absent=(Name("Max 9", ("max", "9")),)), 0.95, None),
        (Fit(rivals=((Name("Max 9", ("max", "9")), "Max 8"),)), 0.95, Abstention.OTHER_THING),
        (Fit(absent=(Name("Max 9", ("max", "9")),), time=Agreement.APART), 0.95, Abstention.OTHER_THING),
        (Fit(time=Agreement.APART), 0.95, Abstention.OTHER_TIME),
    ],
)
def test_a_name_in_no_form_known_says_nothing_against_an_answer_that_is_sure(
    fit: Fit, answerable: float, reason: Abstention | None
) -> None:
    evidence = [replace(item, fit=fit) for item in evidence_of(["Two bolts were loose."], relevances=[1.0])]
    reading = reading_of(evidence, "What was loose on the Max 9?", answerable=answerable)
    assert decide(reading, passages_of(evidence), caution=0.5).abstention is reason


def test_what_denies_a_claim_of_a_question_that_nothing_is_near_to_is_not_shown() -> None:
    evidence = evidence_of(["Vale bought Amado in 2020.", "Vale has no plans to sell Amado."], relevances=[1.0, 0.1])
    reading = reading_of(evidence, "When will Vale sell Amado?", answerable=0.02, claims=DENIED)
    decision = decide(reading, passages_of(evidence), caution=0.5)
    assert (decision.abstention, decision.shown) == (Abstention.NOT_ANSWERED, ())


def test_what_is_cut_off_comes_before_a_low_probability_and_is_shown_only_from_some_probability_on() -> None:
    evidence = evidence_of(["The ferry was bound for the port of …"], relevances=[1.0], complete=[False])
    for answerable, shown in ((0.2, 1), (0.02, 0)):
        reading = reading_of(evidence, "Which port was the ferry bound for?", answerable=answerable)
        decision = decide(reading, passages_of(evidence), caution=0.5)
        assert (decision.abstention, len(decision.shown)) == (Abstention.CUT_OFF, shown)


def test_a_sentence_that_negates_the_question_counts_only_where_it_may_answer() -> None:
    built, negated = "The bridge was built in 1999.", "Nobody approved the bridge."
    for relevance, reason, shown in ((0.7, Abstention.FALSE_PREMISE, [negated]), (0.5, None, [built, negated])):
        evidence = evidence_of([built, negated], relevances=[1.0, relevance])
        decision = decide(reading_of(evidence, "Who approved the bridge?"), passages_of(evidence), caution=0.5)
        assert (decision.abstention, texts(decision.shown)) == (reason, shown)


def test_a_dispute_comes_after_all_reasons_to_decline() -> None:
    evidence = evidence_of(
        ["Captain Joe Hale said that the ferry was late.", "The ferry company denied the reports."],
        relevances=[1.0, 0.05],
    )
    for answerable, reason, sides in ((0.9, None, 2), (0.12, Abstention.NOT_ANSWERED, 0)):
        reading = reading_of(evidence, "How late was the ferry?", answerable=answerable)
        decision = decide(reading, passages_of(evidence), caution=0.5)
        assert decision.abstention is reason
        assert (len(decision.dispute.sides) if decision.dispute is not None else 0) == sides


def test_both_sides_are_shown_after_the_best_sentence_where_it_is_none_of_them() -> None:
    evidence = evidence_of(
        ["It left Bergen at ten.", "The ministry said that the ferry sank.", "The owner denied that the ferry sank."],
        relevances=[1.0, 0.9, 0.8],
    )
    evidence = [replace(item, likeness=0.6) for item in evidence]
    for shown in (evidence, evidence[1:]):
        decision = decide(reading_of(shown, "Did the ferry sink?"), passages_of(evidence), caution=0.5)
        assert decision.dispute is not None
        assert texts(decision.shown) == [item.candidate.text for item in shown]


def test_a_number_without_a_noun_counts_what_the_sentence_before_names() -> None:
    texts_before = ["Bicycles are lent at the harbour.", "The seals are fed at noon."]
    for before, abstention in zip(texts_before, (None, Abstention.NOT_ANSWERED), strict=True):
        found = evidence_of([before, "By noon 412 were lent out."], relevances=[0.01, 1.0])
        found[0] = replace(found[0], features={**found[0].features, "quantity_far_from_head": 1.0})
        reading = reading_of(found, "How many bicycles were lent by noon?")
        assert decide(reading, passages_of(found), caution=0.5).abstention is abstention


def test_a_row_counts_what_stands_over_its_table() -> None:
    found = evidence_of(["Cod | 97 | 120", "Plaice | 55 | 51"], relevances=[1.0, 0.3])
    found = [replace(item, features={**item.features, "quantity_far_from_head": 1.0}) for item in found]
    question = "How many tonnes of cod were landed in 2022?"
    assert decide(reading_of(found, question), passages_of(found), caution=0.5).abstention is Abstention.NOT_ANSWERED
    headed = [
        replace(
            item,
            candidate=replace(
                item.candidate,
                passage=replace(
                    item.candidate.passage,
                    chunk=replace(item.candidate.passage.chunk, heading="Fish | 2021 | 2022"),
                ),
            ),
        )
        for item in found
    ]
    assert decide(reading_of(headed, question), passages_of(headed), caution=0.5).abstention is None


def test_the_number_behind_what_is_counted_leads() -> None:
    found = evidence_of(
        ["Keepers have counted the seals.", "There are 64, nine more than last winter.", "It rained."],
        relevances=[1.0, 0.01, 0.005],
    )
    found = [
        replace(item, features={**item.features, "quantity_missing": float("64" not in item.candidate.text)})
        for item in found
    ]
    decision = decide(reading_of(found, "How many seals are there?"), passages_of(found), caution=0.5)
    assert (decision.abstention, texts(decision.shown)[0]) == (None, "There are 64, nine more than last winter.")
    other = decide(reading_of(found, "Who counted the seals?"), passages_of(found), caution=0.5)
    assert texts(other.shown)[0] == "Keepers have counted the seals."
