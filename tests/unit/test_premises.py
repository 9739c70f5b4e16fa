import pytest

from qa.reading.evidence.judging import NO_PREMISE, HeldClaim
from qa.reading.evidence.network import Verdict
from qa.reading.language.presuppositions import presuppositions
from qa.reading.language.questions import analyse_question
from qa.reading.premises.false_premises import contradicting, lacks_ground, supposes_otherwise


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("Why did the council approve the dam?", "The dam was begun without the council's approval."),
        ("What evidence did the mayor present?", "The mayor admitted that there is no evidence."),
        ("What evidence did the mayor present?", "The mayor admitted that there is no proof."),
        ("When did the minister confirm the talks?", "The minister denied the reports about talks."),
        ("What did the captain admit about the crash?", "The captain refused to answer a question about the crash."),
    ],
)
def test_what_the_evidence_negates_is_a_false_premise(question: str, evidence: str) -> None:
    assert supposes_otherwise(analyse_question(question), evidence, NO_PREMISE)


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("Did the council approve the dam?", "The dam was begun without the council's approval."),
        ("Who denied the reports?", "The minister denied the reports about talks."),
        ("Why is there no evidence?", "The mayor admitted that there is no evidence."),
        ("What did the minister say about the talks?", "The minister denied the reports about talks."),
        ("What did the mayor admit?", "The mayor admitted that there is no evidence."),
        ("When did the dam open?", "The dam opened in May, not without trouble."),
        ("When did the dam open?", "The dam did not open until May."),
        ("Why did the union decline to back the dam?", "The union did not back the dam."),
        ("Who refused to approve the dam?", "The council did not approve the dam."),
    ],
)
def test_other_questions_suppose_nothing_wrong(question: str, evidence: str) -> None:
    assert not supposes_otherwise(analyse_question(question), evidence, NO_PREMISE)


def test_what_another_sentence_bears_out_is_no_false_premise() -> None:
    question = analyse_question("Why did the council approve the dam?")
    evidence = "The dam was begun without the council's approval."
    assert not supposes_otherwise(question, evidence, Verdict(0.3, 0.5))


DENIED, BORNE_OUT, UNSURE = Verdict(-2.0, 2.0), Verdict(2.0, -2.0), Verdict(-0.5, -0.5)


def held(question: str, *verdicts: Verdict) -> list[HeldClaim]:
    return [HeldClaim(claim, verdicts) for claim in presuppositions(question)]


@pytest.mark.parametrize(
    ("question", "verdicts", "sentences", "found"),
    [
        ("When will Vale sell Amado?", (UNSURE, DENIED), ("Amado is 24.", "Vale has no plans to sell Amado."), 1),
        # Borne out elsewhere:
        (
            "When will Vale sell Amado?",
            (BORNE_OUT, DENIED),
            ("Vale sold Amado.", "Vale has no plans to sell Amado."),
            None,
        ),
        # The network alone, or a negation alone, or one of something else, is not enough:
        ("When will Vale sell Amado?", (UNSURE, DENIED), ("Amado is 24.", "Vale will keep Amado."), None),
        ("When will Vale sell Amado?", (UNSURE, UNSURE), ("Amado is 24.", "Vale has no plans to sell Amado."), None),
        ("When will Vale sell Amado?", (UNSURE, DENIED), ("Amado is 24.", "Vale, not rich, has sold Amado."), None),
        ("When did Vale last win?", (UNSURE, DENIED), ("Vale won in 1990.", "Vale did not win since."), None),
        ("Will Vale sell Amado?", (UNSURE, DENIED), ("Amado is 24.", "Vale has no plans to sell Amado."), None),
    ],
)
def test_a_contradiction_needs_the_network_and_the_words(
    question: str, verdicts: tuple[Verdict, ...], sentences: tuple[str, ...], found: int | None
) -> None:
    assert contradicting(analyse_question(question), held(question, *verdicts), sentences) == found


@pytest.mark.parametrize(
    ("question", "verdict", "lacking"),
    [
        ("Why did Vale sell Amado?", DENIED, True),
        ("Why did Vale sell Amado?", BORNE_OUT, False),
        ("why did vale sell amado", DENIED, False),
        ("Who sold Amado?", DENIED, False),
        ("Where did Amado come from?", DENIED, False),
        ("What price did Vale ask?", DENIED, False),
        ("Did Vale sell Amado?", DENIED, False),
    ],
)
def test_an_event_that_is_taken_for_granted_has_to_be_borne_out(question: str, verdict: Verdict, lacking: bool) -> None:
    assert lacks_ground(analyse_question(question), held(question, verdict)) is lacking


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("Why did the mayor resign?", ("the mayor resign",)),
        ("Which general announced it?", ("Some general announced it",)),
        ("What did she say when the city agreed to it?", ("the city agreed to it",)),
        ("Which forces are named as taking part?", ()),
        ("Which forces took part before the vote?", ()),
        ("The ferry sank after the storm had come from where?", ()),
    ],
)
def test_a_claim_is_a_whole_clause(question: str, claims: tuple[str, ...]) -> None:
    assert presuppositions(question) == claims
