"""Cases with scripted answers: what is right, wrong, abstained and failed, and the value of each measure."""

from dataclasses import replace
from pathlib import Path

import pytest
from scripted_pipeline import RAW, TEXTS, ScriptedPipeline, answer, citation, declined, passage

from qa.errors import ChatModelError
from qa.evaluation.cases import EvalCase, GoldPosition, GoldQuote
from qa.evaluation.matching import as_ranking
from qa.evaluation.report import MEASURES
from qa.evaluation.runner import Outcome, run_cases
from qa.evaluation.scoring import CaseScore, Verdict, score_case
from qa.types import Answer, Conflict, DraftCheck, Mode, Passage, Position, Sentence, Stance, Support, Turn

SLEEP = "Cats sleep for 16 hours."
VET = "The vet says cats dream."
OWNER = "The owner denies that cats dream."
DOGS = "Dogs bark at night."


def gold(quote: str | None) -> GoldQuote:
    return GoldQuote("a.txt", quote)


FACT = EvalCase("1", "how long?", "fact", answerable=True, gold=((gold(SLEEP),),), answers=(("16 hours", "sixteen"),))
TWO = EvalCase("2", "what of cats?", "list", answerable=True, gold=((gold(SLEEP),), (gold(VET), gold(OWNER))))
NONE = EvalCase("3", "and fish?", "near_miss", answerable=False)
DISPUTE = EvalCase(
    "4",
    "do cats dream?",
    "disputed",
    answerable=True,
    gold=((gold(VET),), (gold(OWNER),)),
    positions=(
        GoldPosition("The vet", Stance.ASSERTS, "a.txt", VET),
        GoldPosition("The owner", Stance.DENIES, "a.txt", OWNER),
    ),
)


def scored(case: EvalCase, given: Answer | None, *passages: Passage) -> CaseScore:
    error = None if given else "QAError: no"
    return score_case(case, Outcome(case.case_id, given, passages, error), TEXTS)


@pytest.mark.parametrize(
    ("case", "given", "verdict"),
    [
        (FACT, answer(SLEEP), Verdict.RIGHT),
        (FACT, answer(DOGS, text="They sleep sixteen hours. [1]"), Verdict.RIGHT),
        (FACT, answer("Cats sleep for 16"), Verdict.RIGHT),  # most of the quote's letters
        (FACT, answer(DOGS), Verdict.WRONG),
        (FACT, declined(), Verdict.ABSTAINED),
        (FACT, None, Verdict.FAILED),
        (TWO, answer(SLEEP, OWNER), Verdict.RIGHT),
        (TWO, answer(SLEEP), Verdict.WRONG),
        (replace(TWO, enough=1), answer(SLEEP), Verdict.RIGHT),
        (NONE, declined(), Verdict.RIGHT),
        (NONE, answer(DOGS), Verdict.WRONG),
        (NONE, None, Verdict.FAILED),
        (DISPUTE, answer(VET, OWNER), Verdict.RIGHT),
        (replace(DISPUTE, enough=1), answer(VET), Verdict.WRONG),  # one side only
        (replace(FACT, wrong_answers=("night",)), answer(SLEEP, DOGS), Verdict.WRONG),
        (replace(FACT, gold=((gold(None),),)), answer(DOGS), Verdict.WRONG),  # cites the article, does not say it
        (replace(FACT, gold=((gold(None),),), answers=()), answer(DOGS), Verdict.RIGHT),
        (replace(FACT, gold=()), answer(SLEEP), Verdict.RIGHT),
    ],
)
def test_a_case_is_right_wrong_abstained_or_failed(case: EvalCase, given: Answer | None, verdict: Verdict) -> None:
    assert scored(case, given).verdict is verdict


def test_retrieval_is_measured_by_gold_groups() -> None:
    found = scored(TWO, None, passage(DOGS, 1), passage(OWNER, 2), passage(VET, 3), passage(SLEEP, 4))
    assert found.ranks == (4, 2)
    assert found.measures["recall@1"] == 0
    assert found.measures["recall@5"] == 1
    assert found.measures["mrr@10"] == 0.5
    # Groups at ranks 2 and 4 against ranks 1 and 2.
    assert found.measures["ndcg@10"] == pytest.approx((1 / 1.584963 + 1 / 2.321928) / (1 + 1 / 1.584963), abs=1e-6)


def test_a_passage_that_holds_two_groups_is_a_perfect_ranking() -> None:
    whole = passage(f"{SLEEP} {VET}")
    assert scored(TWO, None, whole).measures["ndcg@10"] == 1
    assert as_ranking((1, 1, None, 3), 3) == ["gold-0", "gold-1", "rank-2", "gold-3"]


def test_retrieved_characters_are_compared_with_the_nearest_member_of_each_group() -> None:
    measures = scored(TWO, None, passage(OWNER)).measures
    assert measures["char_precision@5"] == 1
    assert measures["char_recall@5"] == pytest.approx(len(OWNER) / (len(OWNER) + len(SLEEP)))
    assert measures["char_iou@5"] == measures["char_recall@5"]


def test_citations_are_measured_against_gold_and_what_is_also_fine() -> None:
    measures = scored(TWO, answer(SLEEP, DOGS)).measures
    assert measures["citation_precision"] == 0.5
    assert measures["citation_recall"] == 0.5
    assert scored(replace(TWO, also_fine=(gold(DOGS),)), answer(SLEEP, DOGS)).measures["citation_precision"] == 1


def test_a_declined_answer_cites_nothing_of_what_it_should_have() -> None:
    measures = scored(TWO, declined()).measures
    assert measures["citation_recall"] == 0
    assert "citation_precision" not in measures


def test_a_citation_that_is_not_the_files_text_is_found_out() -> None:
    given = answer(SLEEP, VET)
    moved = replace(given.citations[1], start=given.citations[1].start + 1)
    measures = scored(TWO, replace(given, citations=(given.citations[0], moved))).measures
    assert measures["citation_exact"] == 0.5


def test_wording_is_measured_without_markers() -> None:
    measures = scored(FACT, answer(SLEEP, text="16 hours [1]")).measures
    assert (measures["exact"], measures["contains"], measures["f1"], measures["rouge_l"]) == (1, 1, 1, 1)
    assert measures["answer_words"] == 2


def test_wording_of_a_declined_answer_counts_as_nothing_said() -> None:
    measures = scored(FACT, declined()).measures
    assert (measures["exact"], measures["contains"], measures["f1"]) == (0, 0, 0)
    assert "answer_words" not in measures


def test_references_are_compared_by_wording_only() -> None:
    case = EvalCase("1", "q", "long", answerable=True, gold=((gold(SLEEP),),), references=("They sleep for 16 hours",))
    found = scored(case, answer(SLEEP))
    assert found.measures["f1"] == pytest.approx(0.8)
    assert "contains" not in found.measures


def test_support_rate_counts_supported_sentences() -> None:
    given = answer(SLEEP, VET)
    doubtful = Sentence(VET, (2,), None, Support.PARTLY)
    assert scored(TWO, replace(given, sentences=(given.sentences[0], doubtful))).measures["support_rate"] == 0.5


def test_abstention_is_measured_where_it_applies() -> None:
    assert scored(NONE, declined()).measures == {
        "correctness": 1,
        "abstention_precision": 1,
        "abstention_recall": 1,
    }
    assert scored(FACT, declined()).measures["abstention_precision"] == 0
    assert scored(NONE, answer(DOGS)).measures["abstention_recall"] == 0
    assert "abstention_precision" not in scored(FACT, answer(SLEEP)).measures


def conflict(first: str, second: str) -> Conflict:
    return Conflict(
        "dreams", (Position(first, Stance.ASSERTS, "cats dream", 1), Position(second, Stance.DENIES, "cats dream", 2))
    )


def test_a_dispute_is_found_and_its_speakers_are_checked() -> None:
    measures = scored(DISPUTE, answer(VET, OWNER, conflicts=(conflict("vet", "The mayor"),))).measures
    assert measures["conflict_found"] == 1
    assert measures["both_sides_cited"] == 1
    assert measures["speaker_right"] == 0.5
    assert measures["conflict_precision"] == 1


def test_a_dispute_that_is_not_shown_or_not_there_is_counted() -> None:
    one_sided = scored(DISPUTE, answer(VET)).measures
    assert (one_sided["conflict_found"], one_sided["both_sides_cited"]) == (0, 0)
    assert "speaker_right" not in one_sided
    invented = scored(TWO, answer(VET, OWNER, conflicts=(conflict("vet", "owner"),))).measures
    assert invented["conflict_precision"] == 0


def worded(given: Answer, check: DraftCheck) -> Answer:
    return replace(given, mode=Mode.CHAT, check=check)


def test_the_check_of_a_draft_is_counted_before_and_after() -> None:
    measures = scored(FACT, worded(answer(SLEEP, DOGS), DraftCheck(4, 3, 1, 2, 5))).measures
    assert (measures["unsupported_drafted"], measures["unsupported_reworded"]) == (0.75, 0.5)
    assert (measures["unsupported_shown"], measures["chat_failed"]) == (0, 0)
    lenient = worded(answer(SLEEP, DOGS), DraftCheck(2, 1, 0, 1, 0))
    unsupported = replace(lenient.sentences[1], support=Support.UNSUPPORTED)
    lenient = replace(lenient, sentences=(lenient.sentences[0], unsupported))
    assert scored(FACT, lenient).measures["unsupported_shown"] == 0.5


def test_a_chat_model_that_failed_is_counted_and_quoted_answers_are_not() -> None:
    assert scored(FACT, replace(answer(SLEEP), notice="It failed.")).measures["chat_failed"] == 1
    assert not {name for name in scored(FACT, answer(SLEEP)).measures if name.startswith(("unsupported", "chat"))}


def test_every_measure_that_scoring_gives_is_explained() -> None:
    given = answer(VET, OWNER, conflicts=(conflict("vet", "owner"),))
    case = replace(DISPUTE, answers=(("dream",),), history=(Turn("q", "a"),))
    names = {*scored(case, given, passage(VET)).measures, *scored(NONE, declined()).measures}
    names |= set(scored(FACT, worded(answer(SLEEP), DraftCheck(2, 1, 0, 1, 0))).measures)
    assert names | {"abstention_auroc"} == set(MEASURES)


def test_the_pipeline_is_given_history_sources_and_day() -> None:
    case = replace(FACT, history=(Turn("a", "b"),), sources=("a.txt",))
    pipeline = ScriptedPipeline({"how long?": answer(SLEEP)}, {"q": [passage(SLEEP)]})
    (outcome,) = run_cases([case], pipeline)
    assert pipeline.asked == [("how long?", (Turn("a", "b"),), ("a.txt",), None)]
    assert outcome.passages == (passage(SLEEP),)  # retrieved for the standalone question, "q"
    assert outcome.seconds["read"] == 0.25


def test_a_question_that_fails_is_an_outcome() -> None:
    pipeline = ScriptedPipeline({"how long?": ChatModelError("down", provider="x"), "and fish?": declined()}, {})
    first, second = run_cases([FACT, NONE], pipeline)
    assert first.error == "ChatModelError: down"
    assert second.answer == declined()


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "outcomes.jsonl"
    answers: dict[str, Answer | Exception] = {case.question: answer(SLEEP) for case in (FACT, TWO, NONE)}
    whole = run_cases([FACT, TWO, NONE], ScriptedPipeline(answers, {"q": [passage(VET)]}), store=store)
    text = store.read_bytes()
    store.write_bytes(text[: len(text) - 40])  # killed while writing the third
    again = ScriptedPipeline(answers, {"q": [passage(VET)]})
    counts: list[int] = []
    assert run_cases([FACT, TWO, NONE], again, store=store, progress=counts.append) == whole
    assert [question for question, *_ in again.asked] == ["and fish?"]
    assert counts == [1, 2, 3]
    third = ScriptedPipeline(answers, {})
    assert run_cases([FACT, TWO, NONE], third, store=store) == whole
    assert third.asked == []


def test_a_case_that_was_edited_and_one_that_failed_are_asked_again(tmp_path: Path) -> None:
    store = tmp_path / "outcomes.jsonl"
    failing = ScriptedPipeline({"how long?": answer(SLEEP), "and fish?": ChatModelError("down", provider="x")}, {})
    run_cases([FACT, NONE], failing, store=store)
    mended = ScriptedPipeline({"how long?": answer(SLEEP), "and fish?": declined()}, {})
    outcomes = run_cases([replace(FACT, answers=()), NONE], mended, store=store)
    assert [question for question, *_ in mended.asked] == ["how long?", "and fish?"]
    assert outcomes[1].error is None


def test_the_script_is_about_the_article() -> None:
    assert RAW[citation(VET).start : citation(VET).end] == VET
