"""Runs of a scripted pipeline over sixty small cases, good and spoilt ones."""

from dataclasses import replace
from pathlib import Path

from scripted_pipeline import TEXTS, ScriptedPipeline, answer, declined, passage

from qa.errors import ChatModelError
from qa.evaluation.cases import EvalCase, GoldQuote
from qa.evaluation.experiment import Run, System, run_experiment
from qa.evaluation.importers import CaseSet
from qa.types import Answer, Passage

SLEEP = "Cats sleep for 16 hours."
DOGS = "Dogs bark at night."
CASES = tuple(
    EvalCase(f"c{number:02d}", f"q{number}", "fact", answerable=True, gold=((GoldQuote("a.txt", SLEEP),),))
    if number % 3
    else EvalCase(f"c{number:02d}", f"q{number}", "near_miss", answerable=False)
    for number in range(60)
)


def good_answers() -> dict[str, Answer | Exception]:
    """The right answer to each case."""
    answers: dict[str, Answer | Exception] = {}
    for case in CASES:
        made = answer(SLEEP, question=case.question) if case.answerable else declined(case.question)
        answers[case.question] = replace(made, standalone_question=case.question)
    return answers


def pipeline_that(answers: dict[str, Answer | Exception], *, finds: str = SLEEP) -> ScriptedPipeline:
    """A pipeline that gives these answers and finds this passage for each question."""
    passages: dict[str, list[Passage]] = {case.question: [passage(finds)] for case in CASES}
    return ScriptedPipeline(answers, passages)


def run_with(pipeline: ScriptedPipeline, folder: Path, *, code: str = "1") -> Run:
    """The run of all cases through it."""
    system = System(lambda _articles, _index: pipeline, {"passages": "8"}, (), code, "i", "0.1")
    return run_experiment(CaseSet("cats", folder, CASES), system, TEXTS, folder=folder)


def cats_run(folder: Path, *, spoilt: bool = False) -> Run:
    """A run in which all is right, or one with a declined, a wrong (and hostile) and a failed answer."""
    answers = good_answers()
    if spoilt:
        answers["q1"] = declined("q1")
        answers["q2"] = answer(DOGS, question="q2", text="<b>Dogs\x07 | bark</b> [1]")
        answers["q4"] = ChatModelError("no < yes", provider="x")
    return run_with(pipeline_that(answers), folder)
