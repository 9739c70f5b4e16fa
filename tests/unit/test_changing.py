"""Of several answers to how things are, the newest leads."""

from dataclasses import replace
from datetime import date

from evidence import evidence_of

from qa.reading.answers.bold import whole_answer, widen_to_words
from qa.reading.answers.changing import UNCHANGED, course_of
from qa.reading.evidence.reader import Evidence, Reading
from qa.reading.language.questions import analyse_question


def answering(text: str, short: str, published: date | None, relevance: float) -> Evidence:
    """A sentence of an article of its own, with its short answer."""
    (item,) = evidence_of([text], relevances=[relevance], article_id=f"{published}-{short}.txt", alike=True)
    start = item.candidate.start + text.index(short)
    passage = replace(item.candidate.passage, published=published)
    return replace(
        item,
        candidate=replace(item.candidate, passage=passage),
        answer=(start, start + len(short)),
        features={**item.features, "network_span": 0.5},
    )


OLD = answering("A ticket costs 18 crowns.", "18 crowns", date(2020, 2, 10), 1.0)
NEW = answering("A ticket costs 24 crowns.", "24 crowns", date(2022, 3, 7), 0.6)
LOOSE = answering("A ticket costs 9 crowns.", "9 crowns", None, 1.0)


def course(question: str, *evidence: Evidence) -> list[tuple[str, str]]:
    found = course_of(Reading(analyse_question(question), evidence, 0.9))
    return [
        (item.candidate.text, found.dated.get((item.candidate.article_id, item.candidate.start), ""))
        for item in found.leading
    ]


def test_the_newest_leads_and_what_was_before_follows() -> None:
    assert course("What does a ticket cost?", OLD, NEW) == [
        ("A ticket costs 24 crowns.", "As of 7 March 2022:"),
        ("A ticket costs 18 crowns.", "Before that, as of 10 February 2020:"),
    ]


def test_what_has_no_date_ranks_behind() -> None:
    assert course("What does a ticket cost now?", LOOSE, NEW)[0] == ("A ticket costs 24 crowns.", "As of 7 March 2022:")


def test_a_question_for_the_past_and_one_without_a_change_are_left_alone() -> None:
    assert course_of(Reading(analyse_question("What did a ticket cost in 2020?"), (OLD, NEW), 0.9)) is UNCHANGED
    assert course_of(Reading(analyse_question("What does a ticket cost?"), (NEW,), 0.9)) is UNCHANGED


def test_now_tells_the_day_of_a_single_answer() -> None:
    assert course("What does a ticket cost now?", OLD) == [("A ticket costs 18 crowns.", "As of 10 February 2020:")]


def test_the_words_in_bold_are_whole_and_of_the_kind_asked_for() -> None:
    text = "The rink's manager, Sepp Arndt, paid 4.1 million crowns."
    assert widen_to_words(text, text.index(".1"), text.index(".1") + 2) == (text.index("4.1"), text.index("4.1") + 3)
    assert widen_to_words(text, text.index("anager"), text.index("anager") + 4) == (11, 18)
    who = analyse_question("Who is in charge of the rink?")
    start, end = whole_answer(who, text, 11, 18)
    assert text[start:end] == "Sepp Arndt"
    start, end = whole_answer(who, text, text.index("Sepp"), text.index(", paid"))
    assert text[start:end] == "Sepp Arndt"


def test_whoever_is_named_with_the_office_in_a_newer_article_leads() -> None:
    elected = answering("Olaf Dahl was elected mayor of Norr on Sunday.", "Olaf Dahl", date(2020, 2, 10), 1.0)
    (by_the_way,) = evidence_of(["Mayor Pia Berg fed the seals."], relevances=[0.001], article_id="seals.txt")
    passage = replace(by_the_way.candidate.passage, published=date(2023, 5, 2))
    by_the_way = replace(by_the_way, candidate=replace(by_the_way.candidate, passage=passage))
    assert course("Who is the mayor of Norr?", elected, by_the_way) == [
        ("Mayor Pia Berg fed the seals.", "As of 2 May 2023:"),
        ("Olaf Dahl was elected mayor of Norr on Sunday.", "Before that, as of 10 February 2020:"),
    ]
    assert course("Who is the owner of Norr?", elected, by_the_way) == []


def test_a_newer_article_that_takes_a_number_back_leads() -> None:
    printed = answering("A berth will cost 345 crowns.", "345 crowns", date(2023, 9, 4), 1.0)
    corrected = answering("A berth will cost 335 crowns, not 345.", "335 crowns", date(2023, 9, 6), 0.4)
    other = answering("A berth will cost 335 crowns, not 45.", "335 crowns", date(2023, 9, 6), 0.4)
    assert course("What will a berth cost?", printed, corrected) == [
        ("A berth will cost 335 crowns, not 345.", "As of 6 September 2023:"),
        ("A berth will cost 345 crowns.", "Before that, as of 4 September 2023:"),
    ]
    assert course("What will a berth cost?", printed, other) == []
