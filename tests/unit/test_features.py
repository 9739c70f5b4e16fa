import numpy as np
from evidence import evidence_of

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.features import AGAINST, FEATURES, feature_rows, set_cosines, weigh
from qa.reading.evidence.judging import (
    NO_PREMISE,
    NOT_READ,
    CloseReading,
    HeldClaim,
    Judgement,
    hold_claims,
    judge,
    judge_premise,
    read_closely,
)
from qa.reading.evidence.network import ReadPassage, ReadSentence, Verdict
from qa.reading.evidence.weights import ANSWERABILITY, summarise
from qa.reading.language.questions import analyse_question

SENTENCES = ["Captain Joe Hale sailed in May.", "The ferry carried 40 passengers.", "It was late."]


def candidates() -> list[Candidate]:
    return [item.candidate for item in evidence_of(SENTENCES, relevances=[3, 2, 1])]


def rows_for(question: str, judgements: list[Judgement] | None = None) -> dict[str, list[float]]:
    analysed, found = analyse_question(question), candidates()
    rows = feature_rows(analysed, found, weigh(analysed, found), judgements or [NOT_READ] * 3)
    assert rows.shape == (3, len(FEATURES))
    return {name: rows[:, column].tolist() for column, name in enumerate(FEATURES)}


def test_sentences_without_a_vector_count_as_no_more_alike_than_the_least_of_the_others() -> None:
    rows = np.zeros((4, len(FEATURES)))
    set_cosines(rows, {2: 0.9, 0: 0.4})
    assert rows[:, FEATURES.index("sentence_cosine")].tolist() == [0.4, 0.4, 0.9, 0.4]
    assert rows[:, FEATURES.index("best_cosine_gap")].tolist() == [0.5, 0.5, 0.0, 0.5]


def test_coverage_is_the_share_of_the_questions_words() -> None:
    features = rows_for("How many passengers did the ferry carry?")
    assert features["coverage"][1] == 1.0
    assert features["coverage"][2] == 0.0
    assert features["heaviest_missing"][1] == 0.0


def test_the_kind_asked_for_is_looked_for() -> None:
    features = rows_for("How many passengers did the ferry carry?")
    assert features["quantity_mentioned"] == [0.0, 1.0, 0.0]
    assert features["quantity_missing"] == [1.0, 0.0, 1.0]
    assert features["quantity_far_from_head"] == [1.0, 0.0, 1.0]
    assert features["person_missing"] == [0.0, 0.0, 0.0]


def test_names_of_the_question_are_missed() -> None:
    features = rows_for("When did Captain Bligh sail?")
    assert features["names_missing_near"][0] == 0.5
    assert features["names_missing_near"][2] == 1.0


def test_signs_are_set_for_known_features_only() -> None:
    assert set(FEATURES) >= AGAINST


class ScriptedNetwork:
    """Says the same of every passage, and records what it was asked."""

    def __init__(self, read: ReadPassage) -> None:
        self.read_passage = read
        self.asked: list[tuple[str, list[str]]] = []

    def read(self, question: str, passages: list[str]) -> list[ReadPassage]:
        self.asked.append((question, list(passages)))
        return [self.read_passage for _ in passages]


def test_the_networks_span_goes_to_the_sentence_that_holds_it() -> None:
    text = " ".join(SENTENCES)
    start = text.index("40")
    spans = [(text.index(s), text.index(s) + len(s)) for s in SENTENCES]
    read = ReadPassage(
        5.0, start, start + 2, 9.0, 4.0, tuple(ReadSentence(a, b, float(n)) for n, (a, b) in enumerate(spans))
    )
    network = ScriptedNetwork(read)
    found = judge(network, "How many?", candidates())  # type: ignore[arg-type]
    assert [judgement.answer for judgement in found] == [None, (start, start + 2), None]
    assert [judgement.sentence for judgement in found] == [0.0, 0.1, 0.2]
    assert found[1].span == 0.4
    assert {judgement.passage for judgement in found} == {0.5}
    assert network.asked == [("How many?", [text])]


def test_a_span_that_runs_on_ends_with_its_sentence() -> None:
    text = " ".join(SENTENCES)
    start = text.index("40")
    whole = (ReadSentence(0, len(text), 1.0),)
    network = ScriptedNetwork(ReadPassage(5.0, start, text.index("It was") + 2, 9.0, 4.0, whole))
    found = judge(network, "How many?", candidates())  # type: ignore[arg-type]
    assert [judgement.answer for judgement in found] == [None, (start, text.index(" It was")), None]


class FerryNetwork(ScriptedNetwork):
    """Finds an answer where the ferry is named."""

    def read(self, question: str, passages: list[str]) -> list[ReadPassage]:
        self.asked.append((question, list(passages)))
        return [ReadPassage(4.0 if "ferry" in text else -2.0, 0, 0, 0.0, 0.0, ()) for text in passages]


def test_single_sentences_are_read_without_what_stands_around_them() -> None:
    network = FerryNetwork(ReadPassage(0.0, 0, 0, 0.0, 0.0, ()))
    assert read_closely(network, "How many?", candidates()) == CloseReading(best=-0.2, highest=0.4)  # type: ignore[arg-type]
    assert network.asked == [("How many?", SENTENCES)]
    many = candidates() * 5
    read_closely(network, "How many?", many)  # type: ignore[arg-type]
    assert len(network.asked[1][1]) == 8


class ScriptedVerdicts(ScriptedNetwork):
    """Gives a verdict by the words that a text holds, and records the claims."""

    def verdicts(self, claim: str, texts: list[str]) -> list[Verdict]:
        self.asked.append((claim, list(texts)))
        return [Verdict(4.0, -4.0) if "May" in text else Verdict(-6.0, 2.0) for text in texts]


def test_what_a_question_takes_for_granted_is_held_against_the_best_sentences() -> None:
    network = ScriptedVerdicts(ReadPassage(0.0, 0, 0, 0.0, 0.0, ()))
    assert hold_claims(network, "Did Hale sail?", candidates()) == ()  # type: ignore[arg-type]
    assert judge_premise(()) == NO_PREMISE
    assert network.asked == []
    (held,) = hold_claims(network, "When did Hale sail?", candidates())  # type: ignore[arg-type]
    assert network.asked == [("Hale sail", [SENTENCES[0], " ".join(SENTENCES[:2]), " ".join(SENTENCES[1:])])]
    assert [verdict.support for verdict in held.verdicts] == [4.0 if "May" in t else -6.0 for t in network.asked[0][1]]
    assert judge_premise([held]) == Verdict(0.4, 0.2)
    denied = HeldClaim("Hale swam", (Verdict(-6.0, 2.0),))
    assert judge_premise([held, denied]) == Verdict(-0.6, 0.2)


def test_the_decision_sees_the_best_sentence_the_highest_values_and_the_close_reading() -> None:
    column = FEATURES.index("network_passage")
    rows = np.zeros((2, len(FEATURES)))
    rows[:, column] = [0.2, 0.9]
    close = CloseReading(best=0.3, highest=0.4)
    row = summarise(rows, np.asarray([3.0, 1.0]), close, Verdict(0.5, -0.6), retrieved=1.2, outdated=0.7)
    named = dict(zip(ANSWERABILITY, row.tolist(), strict=True))
    assert (named["best_network_passage"], named["highest_network_passage"]) == (0.2, 0.9)
    assert (named["closely_best"], named["closely_highest"]) == (0.3, 0.4)
    assert (named["premise_support"], named["premise_contradiction"]) == (0.5, -0.6)
    assert (named["retrieved"], named["outdated"]) == (1.2, 0.7)
