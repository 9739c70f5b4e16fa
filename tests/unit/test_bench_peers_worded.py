"""What two systems say with a chat model: which questions are drawn, what counts as borne out, told, declined, and the table."""

from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.peers import worded
from benchmarks.peers.chat import bears_out
from benchmarks.peers.worded import Said
from qa.evaluation.cases import EvalCase, GoldPosition
from qa.types import Answer, Citation, Conflict, Mode, Position, Sentence, Stance, Support, Turn

YES = GoldPosition("Harbour", Stance.ASSERTS, "a.txt", "The harbour said that the crane had fallen into the basin.")
NO = GoldPosition("Union", Stance.DENIES, "b.txt", "The union denied that any crane had fallen.")


def case(name: str, kind: str = "single_fact", *, answerable: bool = True, **others: Any) -> EvalCase:
    return EvalCase(name, f"What of {name}?", kind, answerable, **others)


DISPUTE = case("crane", worded.DISPUTED, positions=(YES, NO))


def said(of: EvalCase, *sentences: tuple[str, tuple[str, ...]], declined: bool = False) -> Said:
    return Said(of, sentences, declined, 2.0)


def test_a_third_each_is_drawn_and_the_same_ones_again() -> None:
    cases = [
        *(case(f"d{n}", worded.DISPUTED) for n in range(5)),
        *(case(f"f{n}") for n in range(5)),
        *(case(f"n{n}", answerable=False) for n in range(5)),
        case("follow-up", worded.DISPUTED, history=(Turn("Where?", "There."),)),
    ]
    chosen = worded.choose(cases, 8)
    assert [each.case_id[0] for each in chosen] == ["d"] * 3 + ["f"] * 3 + ["n"] * 2
    assert chosen == worded.choose(cases, 8)
    assert len(worded.choose(cases, 100)) == 15


def test_a_sentence_of_ours_stands_with_the_quotes_that_it_cites() -> None:
    citations = tuple(Citation(n, "a.txt", None, None, None, 0, 5, f"quote {n}") for n in (1, 2))
    sentences = (Sentence("It fell. [1][2]", (1, 2), None, Support.SUPPORTED),)
    answer = Answer("Q?", "Q?", "It fell. [1][2]", sentences, citations, (), (), None, 1.0, Mode.CHAT)
    found = worded.of_ours(DISPUTE, {"answer": answer.to_json(), "seconds": 3.0})
    assert found == Said(DISPUTE, (("It fell.", ("quote 1", "quote 2")),), False, 3.0)


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        ("I don't know.", True),
        ("I'm sorry, I do not know the answer.", True),
        ("The provided context does not contain information on that.", True),
        ("The text doesn’t mention who paid.", True),
        ("", True),
        ("The crane fell on Monday.", False),
        ("The union does not know who paid.", False),
        ("The crane fell. I don't know more.", False),
    ],
)
def test_a_chain_declines_where_its_first_sentence_says_so(text: str, declined: bool) -> None:
    found = worded.of_chain(DISPUTE, {"text": text, "passages": [["a.txt", "The crane fell."]], "seconds": 1.0})
    assert found.declined is declined
    assert bool(found.sentences) is not declined


def test_a_sentence_of_a_chain_stands_with_all_passages() -> None:
    reply = {"text": "It fell.\nIt sank.", "passages": [["a.txt", "one"], ["b.txt", "two"]], "seconds": 1.0}
    assert worded.of_chain(DISPUTE, reply).sentences == (("It fell.", ("one", "two")), ("It sank.", ("one", "two")))


def test_words_bear_a_sentence_out_where_half_of_the_telling_ones_stand_there() -> None:
    source = ["The ferry to Bergen leaves on Monday."]
    assert worded.by_words("A ferry leaves.", source)
    assert worded.by_words("The ferry carries cattle.", [*source, "Cattle are loaded."])
    assert not worded.by_words("The mayor of Oslo resigned.", source)
    assert not worded.by_words("", source)
    assert not worded.by_words("A ferry leaves.", [])


def test_a_side_is_told_by_its_words() -> None:
    one = said(DISPUTE, ("The harbour said that the crane had fallen into the basin.", ()))
    assert worded.tells_side(one, Stance.ASSERTS)
    assert not worded.tells_side(one, Stance.DENIES)  # which speaks of a fallen crane as well
    assert not worded.tells_side(said(DISPUTE, ("The union denied it.", ())), Stance.ASSERTS)
    assert worded.tells_side(said(DISPUTE, ("The union denied it.", ())), Stance.DENIES)
    assert not worded.tells_side(said(DISPUTE, ("Crane.", ())), Stance.ASSERTS)


def test_a_side_is_told_by_a_quote_that_is_shown_for_it() -> None:
    citation = Citation(1, "b.txt", None, None, None, 0, 5, NO.quote)
    conflict = Conflict("crane", (Position("Union", Stance.DENIES, "it fell", 1),))
    answer = Answer("Q?", "Q?", "Disputed [1].", (), (citation,), (conflict,), (), None, 1.0, Mode.CHAT)
    found = worded.of_ours(DISPUTE, {"answer": answer.to_json(), "seconds": 3.0})
    assert found.sides == (NO.quote,)
    assert worded.tells_side(found, Stance.DENIES)
    assert not worded.tells_side(found, Stance.ASSERTS)


def test_what_was_said_is_counted() -> None:
    told = [
        said(DISPUTE, (YES.quote, ("good", "idle")), (NO.quote, ("good",))),
        said(DISPUTE, (YES.quote, ("bad",))),
        said(DISPUTE, declined=True),
        said(case("f"), declined=True),
        said(case("n", answerable=False), declined=True),
        said(case("m", answerable=False), ("It rains.", ("bad",))),
    ]
    found = worded.row("ours", told, lambda _, sources: "good" in sources)
    assert (found.sentences, found.unsupported, found.by_words) == (4, 2, 4)
    assert (found.sources, found.idle, found.idle_by_words) == (4, 3, 4)
    assert (found.both_sides, found.merged, found.disputes_declined) == (1, 1, 1)
    assert (found.declined_rightly, found.declined_wrongly, found.seconds) == (1, 2, 2.0)
    table = worded.table([found], [each.case for each in told])
    assert "| ours | 2 / 4 of 4 | 3 / 4 of 4 | 1 / 1 / 1 of 3 | 1 of 2 | 2 of 4 | 2 |" in table


class Nearness:
    """An encoder whose vectors say how many words a text shares with the question."""

    def encode_documents(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.array([[float("near" in text)] for text in texts])

    def encode_query(self, text: str) -> Any:
        return self.encode_documents(["near"])[0]


class Reading:
    """A support check that wants to read one text, and writes down what it is given."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.given: list[list[str]] = []

    def verdict(self, sentence: str, sources: Sequence[str]) -> Support:
        self.given.append(list(sources))
        return Support.PARTLY if self.wanted in sources else Support.UNSUPPORTED


def test_the_check_reads_the_nearest_sentences_of_a_passage() -> None:
    passage = "It rained far away. This is near. This is near too."
    reading = Reading("This is near too.")
    assert bears_out("Anything.", [passage, "Short."], reading, Nearness())  # type: ignore[arg-type]
    assert reading.given == [["This is near.", "Short."], ["This is near.", "This is near too.", "Short."]]
    assert not bears_out("Anything.", [passage], Reading("It rained far away."), Nearness())  # type: ignore[arg-type]
    assert not bears_out("Anything.", [], Reading("x"), Nearness())  # type: ignore[arg-type]
