from dataclasses import replace

import pytest
from evidence import evidence_of

from qa.reading.answers.abstaining import least_probability
from qa.reading.answers.quoting import abstain, quote_answer
from qa.reading.evidence.judging import HeldClaim
from qa.reading.evidence.network import Verdict
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import analyse_question
from qa.types import Abstention, Stance

LATE = "Captain Joe Hale said that the ferry was two hours late."


def reading_of(
    evidence: list[Evidence], *, question: str = "How late was the ferry?", answerable: float = 0.9
) -> Reading:
    return Reading(analyse_question(question), tuple(evidence), answerable)


def passages_of(evidence: list[Evidence]) -> list:  # type: ignore[type-arg]
    return [evidence[0].candidate.passage]


def test_the_best_sentence_is_quoted_with_its_citation() -> None:
    evidence = evidence_of([LATE, "Nobody was hurt."], relevances=[1.0, 0.01])
    quoted = quote_answer(reading_of(evidence), passages_of(evidence), caution=0.5)
    assert quoted.text == f"{LATE} [1]"
    assert [(c.number, c.start, c.end, c.quote) for c in quoted.citations] == [(1, 0, len(LATE), LATE)]
    assert (quoted.sentences[0].speaker, quoted.sentences[0].citations) == ("Captain Joe Hale", (1,))


def test_the_best_sentence_leads_and_the_others_run_as_the_article_does() -> None:
    evidence = evidence_of(["It left at ten.", "It was full.", LATE], relevances=[0.7, 0.8, 1.0])
    quoted = quote_answer(
        reading_of(evidence, question="What happened to the ferry?"), passages_of(evidence), caution=0.5
    )
    assert [c.quote for c in quoted.citations] == [LATE, "It left at ten.", "It was full."]


def test_a_pronoun_is_explained_in_brackets() -> None:
    evidence = evidence_of([LATE, "He added that nobody was hurt."], relevances=[0.01, 1.0])
    quoted = quote_answer(reading_of(evidence, question="Was anybody hurt?"), passages_of(evidence), caution=0.5)
    assert quoted.sentences[0].text == "He [Captain Joe Hale] added that nobody was hurt."
    assert quoted.citations[0].quote == "He added that nobody was hurt."


def test_the_speaker_of_a_running_quotation_is_named() -> None:
    evidence = evidence_of(["“We were late.", "Nobody was hurt,” Ada Marsh said."], relevances=[1.0, 0.01])
    quoted = quote_answer(reading_of(evidence), passages_of(evidence), caution=0.5)
    assert quoted.sentences[0].text == "[Ada Marsh:] “We were late."


def test_a_yes_or_no_question_is_answered_with_who_says_so() -> None:
    evidence = evidence_of(["The ferry was late."], relevances=[1.0])
    quoted = quote_answer(reading_of(evidence, question="Was the ferry late?"), passages_of(evidence), caution=0.5)
    assert quoted.text == "[According to Daily Echo:] The ferry was late. [1]"
    assert quoted.citations[0].quote == "The ferry was late."
    named = evidence_of([LATE], relevances=[1.0])
    quoted = quote_answer(reading_of(named, question="Was the ferry late?"), passages_of(named), caution=0.5)
    assert quoted.text == f"{LATE} [1]"


def with_answer(item: Evidence, answer: str, *, margin: float = 0.5) -> Evidence:
    start = item.candidate.start + item.candidate.text.index(answer)
    return replace(item, answer=(start, start + len(answer)), features={**item.features, "network_span": margin})


def test_the_short_answer_is_marked_in_the_sentence_as_shown() -> None:
    evidence = evidence_of([LATE, "He waited  two\u00a0hours."], relevances=[0.01, 1.0])
    evidence = [with_answer(evidence[0], "two\u00a0hours"), evidence[1]]
    quoted = quote_answer(reading_of(evidence, question="How long did he wait?"), passages_of(evidence), caution=0.5)
    sentence = quoted.sentences[0]
    assert sentence.text == "He [Captain Joe Hale] waited two hours."
    assert sentence.short_answer is not None
    assert sentence.text[sentence.short_answer.start : sentence.short_answer.end] == "two hours"


def test_no_short_answer_is_marked_where_the_network_is_unsure_or_names_the_whole_sentence() -> None:
    (item,) = evidence_of([LATE], relevances=[1.0])
    for answered in (with_answer(item, "two hours", margin=-0.1), with_answer(item, LATE)):
        quoted = quote_answer(reading_of([answered]), passages_of([answered]), caution=0.5)
        assert quoted.sentences[0].short_answer is None


def test_below_the_threshold_the_nearest_sentence_is_shown_but_not_as_an_answer() -> None:
    evidence = [with_answer(item, "two hours") for item in evidence_of([LATE], relevances=[1.0])]
    quoted = quote_answer(reading_of(evidence, answerable=0.12), passages_of(evidence), caution=0.5)
    assert quoted.abstention is Abstention.NOT_ANSWERED
    assert quoted.text == f"The articles do not clearly answer this. What comes nearest: {LATE} [1]"
    assert [citation.quote for citation in quoted.citations] == [LATE]
    assert [sentence.short_answer for sentence in quoted.sentences] == [None]


def test_far_below_the_threshold_no_sentence_is_shown() -> None:
    evidence = evidence_of([LATE], relevances=[1.0])
    quoted = quote_answer(reading_of(evidence, answerable=0.02), passages_of(evidence), caution=0.5)
    assert (quoted.abstention, quoted.sentences, quoted.citations) == (Abstention.NOT_ANSWERED, (), ())


def test_nothing_is_near_only_where_the_network_agrees() -> None:
    (item,) = evidence_of([LATE], relevances=[1.0])
    far = replace(item.candidate.passage, similarity=0.1)
    for answerable, reason in ((0.02, Abstention.NOTHING_NEAR), (0.12, Abstention.NOT_ANSWERED)):
        quoted = quote_answer(reading_of([item], answerable=answerable), [far], caution=0.5)
        assert quoted.abstention is reason


def test_without_evidence_nothing_is_near() -> None:
    evidence = evidence_of([LATE], relevances=[1.0])
    assert quote_answer(reading_of([]), passages_of(evidence), caution=0.5).abstention is Abstention.NOTHING_NEAR


def test_what_stands_behind_the_cut_is_not_answered() -> None:
    evidence = evidence_of(["The ferry was bound for the port of …"], relevances=[1.0], complete=[False])
    quoted = quote_answer(
        reading_of(evidence, question="Which port was the ferry bound for?"), passages_of(evidence), caution=0.5
    )
    assert quoted.abstention is Abstention.CUT_OFF
    assert [sentence.text for sentence in quoted.sentences] == [
        "The ferry was bound for the port of … [cut off in the source]"
    ]


def test_a_whole_sentence_that_may_answer_as_well_is_not_given_up_for_one_that_is_cut_off() -> None:
    cut, whole = evidence_of(
        ["The ferry was bound for the port of …", "It reached Lomond at ten."],
        relevances=[1.0, 0.4],
        complete=[False, True],
    )
    quoted = quote_answer(
        reading_of([cut, with_answer(whole, "Lomond")], question="Which port was the ferry bound for?"),
        passages_of([cut]),
        caution=0.5,
    )
    assert quoted.abstention is None


def lacking(item: Evidence) -> Evidence:
    return replace(item, features={**item.features, "quantity_missing": 1.0})


def test_a_question_for_a_number_is_declined_only_where_no_likely_sentence_holds_one() -> None:
    first, second = evidence_of(["The ferry was late.", "It carried 40 people."], relevances=[1.0, 0.4])
    for evidence, reason in (
        ([lacking(first), second], None),
        ([lacking(first), lacking(second)], Abstention.NOT_ANSWERED),
    ):
        quoted = quote_answer(reading_of(evidence), passages_of(evidence), caution=0.5)
        assert quoted.abstention is reason


def test_what_stands_before_the_cut_is_answered_and_marked() -> None:
    (item,) = evidence_of(["The ferry Aurora was bound for the port of …"], relevances=[1.0], complete=[False])
    evidence = [replace(item, answer=(0, 16), features={**item.features, "network_span": 0.5})]
    quoted = quote_answer(
        reading_of(evidence, question="What was bound for a port?"), passages_of(evidence), caution=0.5
    )
    assert quoted.sentences[0].text.endswith("[cut off in the source]")


def test_a_denied_premise_is_told_with_the_sentence_that_denies_it() -> None:
    evidence = evidence_of(["Vale bought Amado in 2020.", "Vale has no plans to sell Amado."], relevances=[1.0, 0.1])
    claims = (HeldClaim("Vale sell Amado", (Verdict(-0.5, -0.5), Verdict(-2.0, 2.0))),)
    reading = replace(reading_of(evidence, question="When will Vale sell Amado?", answerable=0.8), claims=claims)
    quoted = quote_answer(reading, passages_of(evidence), caution=0.5)
    assert quoted.abstention is Abstention.FALSE_PREMISE
    assert [c.quote for c in quoted.citations] == ["Vale has no plans to sell Amado."]
    assert quoted.text.startswith("The articles say otherwise than the question supposes. Vale has no plans")


@pytest.mark.parametrize(
    ("answerable", "caution", "reason"),
    [(0.5, 0.5, Abstention.NOT_ANSWERED), (0.7, 0.5, None), (0.55, 0.0, None), (0.85, 1.0, Abstention.NOT_ANSWERED)],
)
def test_where_nothing_bears_the_question_out_more_is_asked_for(
    answerable: float, caution: float, reason: Abstention | None
) -> None:
    evidence = evidence_of(["Vale bought Amado in 2020."], relevances=[1.0])
    claims = (HeldClaim("Vale sell Amado", (Verdict(-2.0, -2.0),)),)
    reading = reading_of(evidence, question="Why did Vale sell Amado?", answerable=answerable)
    quoted = quote_answer(replace(reading, claims=claims), passages_of(evidence), caution=caution)
    assert quoted.abstention is reason


def test_a_dispute_on_just_what_is_asked_needs_less_probability() -> None:
    evidence = evidence_of([LATE, "The ferry company denied the reports."], relevances=[1.0, 0.05])
    alike = [replace(item, likeness=0.6) for item in evidence]
    for question, found in (("Was the ferry late?", True), ("How late was the ferry?", False)):
        reading = reading_of(alike, question=question, answerable=0.15)
        quoted = quote_answer(reading, passages_of(alike), caution=0.5)
        assert (quoted.abstention is None) is found
        assert bool(quoted.conflicts) is found
    unlike = [replace(item, likeness=0.3) for item in evidence]
    reading = reading_of(unlike, question="Was the ferry late?", answerable=0.15)
    assert quote_answer(reading, passages_of(unlike), caution=0.5).abstention is Abstention.NOT_ANSWERED


def test_a_dispute_shows_both_sides_with_citations() -> None:
    evidence = evidence_of([LATE, "The ferry company denied the reports."], relevances=[1.0, 0.05])
    quoted = quote_answer(reading_of(evidence), passages_of(evidence), caution=0.5)
    (conflict,) = quoted.conflicts
    assert [(p.speaker, p.stance, p.citation) for p in conflict.positions] == [
        ("Captain Joe Hale", Stance.ASSERTS, 1),
        ("The ferry company", Stance.DENIES, 2),
    ]
    assert [c.quote for c in quoted.citations] == [LATE, "The ferry company denied the reports."]


def test_a_dispute_leaves_room_for_the_other_part_of_the_question() -> None:
    evidence = evidence_of(
        ["The ministry said that the ferry sank.", "The owner denied that the ferry sank.", "It left Bergen at ten."],
        relevances=[1.0, 0.9, 0.8],
    )
    question = "Did the ferry sink and when did it leave?"
    reading = replace(reading_of(evidence, question=question), leading=(evidence[0], evidence[2]))
    quoted = quote_answer(reading, passages_of(evidence), caution=0.5)
    assert [citation.quote for citation in quoted.citations] == [evidence[n].candidate.text for n in (2, 0, 1)]
    assert [position.citation for position in quoted.conflicts[0].positions] == [2, 3]


@pytest.mark.parametrize(
    ("caution", "least", "of_these_days"), [(0.0, 0.03, 0.03), (0.25, 0.1, 0.265), (0.5, 0.17, 0.5), (1.0, 0.5, 0.8)]
)
def test_caution_sets_the_threshold(caution: float, least: float, of_these_days: float) -> None:
    assert least_probability(caution) == pytest.approx(least)
    assert least_probability(caution, of_these_days=True) == pytest.approx(of_these_days)


@pytest.mark.parametrize(("of_these_days", "declined"), [(False, None), (True, Abstention.NOT_ANSWERED)])
def test_a_question_about_these_days_has_to_be_answered_more_surely(
    of_these_days: bool, declined: Abstention | None
) -> None:
    evidence = evidence_of(["The ferry left Bergen at ten."], relevances=[1.0])
    reading = replace(reading_of(evidence, question="When did the ferry leave Bergen?"), answerable=0.4)
    quoted = quote_answer(replace(reading, of_these_days=of_these_days), passages_of(evidence), caution=0.5)
    assert quoted.abstention is declined


@pytest.mark.parametrize("reason", list(Abstention))
def test_every_reason_has_its_words(reason: Abstention) -> None:
    assert abstain(reason).text.endswith(".")
