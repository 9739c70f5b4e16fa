"""Answers beside the peers' best passage: what their first passage holds counts as what they say, and they never decline.

Both are judged as ``qa eval`` judges: of news, a short answer is contained; of clapnq_dev, an annotated sentence is given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.peers.samples import NEWS, Sample
from qa.articles import find_files, read_article
from qa.evaluation.measures.intervals import Difference, paired_difference
from qa.evaluation.measures.texts import without_markers, word_count
from qa.evaluation.runner import Outcome
from qa.evaluation.scoring import CaseScore, Verdict, score_case
from qa.types import Answer, Citation, Mode

SETS = (*NEWS, "clapnq_dev")


@dataclass(frozen=True, slots=True)
class Row:
    """One system's answers to one set.

    Attributes:
        label: of the system.
        answered_rightly: share of the questions with an answer that it answers rightly.
        declined: share of the questions without an answer that it declines; None where there are none.
        correctness: share of all questions: answered rightly, or declined rightly.
        wrong: share of all questions that get a wrong answer.
        cited: share of its citations (of a peer: its passage) that are of a file that answers; of clapnq_dev of such a sentence.
        words: median length of an answer.
        ahead: our correctness minus its, paired; None: it is ours.
    """

    label: str
    answered_rightly: float
    declined: float | None
    correctness: float
    wrong: float
    cited: float
    words: float
    ahead: Difference | None


@dataclass(frozen=True, slots=True)
class Answers:
    """All systems' answers to one set."""

    name: str
    questions: int
    unanswerable: int
    rows: tuple[Row, ...]


def texts_of(sample: Sample) -> dict[str, str]:
    """The raw text of each file, as citations count in it."""
    articles = (read_article(file) for file in find_files(sample.articles)[0])
    return {article.article_id: article.raw for article in articles}


def passage_as_answer(question: str, file: str, passage: str, raw: str) -> Answer:
    """A passage as the whole answer, citing itself where it stands in the file; white space may differ."""
    pattern = r"\s+".join(re.escape(word) for word in passage.split())
    found = re.search(pattern, raw) if pattern else None
    start, end = found.span() if found else (0, len(raw))
    citation = Citation(1, file, None, None, None, start, end, raw[start:end])
    return Answer(question, question, passage, (), (citation,), (), (), None, 1.0, Mode.EXTRACTIVE)


def judge(sample: Sample, answers: Sequence[Answer], texts: Mapping[str, str]) -> list[CaseScore]:
    """Each question's answer judged, in the order of the questions."""
    scores = []
    for question, answer in zip(sample.questions, answers, strict=True):
        case = sample.cases[question.case_id]
        scores.append(score_case(case, Outcome(case.case_id, answer, (), None), texts))
    return scores


def compare(sample: Sample, scores: Mapping[str, Sequence[CaseScore]]) -> Answers:
    """The rows of a set; the first system is ours, all others are compared with it."""
    ours = next(iter(scores.values()))
    rows = tuple(_row(label, judged, None if judged is ours else ours) for label, judged in scores.items())
    unanswerable = sum(not score.case.answerable for score in ours)
    return Answers(sample.name, len(sample.questions), unanswerable, rows)


def _row(label: str, judged: Sequence[CaseScore], ours: Sequence[CaseScore] | None) -> Row:
    declined = _values(judged, "abstention_recall")
    given = [score.outcome.answer for score in judged if score.outcome.answer]
    lengths = [word_count(without_markers(answer.text)) for answer in given if answer.abstention is None]
    ahead = None
    if ours is not None:
        ahead = paired_difference(_values(judged, "correctness"), _values(ours, "correctness"), seed=20)
    return Row(
        label=label,
        answered_rightly=fmean(_values(judged, "answered_rightly")),
        declined=fmean(declined) if declined else None,
        correctness=fmean(_values(judged, "correctness")),
        wrong=sum(score.verdict is Verdict.WRONG for score in judged) / len(judged),
        cited=fmean(_values(judged, "citation_precision") or [0.0]),
        words=median(lengths or [0]),
        ahead=ahead,
    )


def _values(judged: Sequence[CaseScore], measure: str) -> list[float]:
    return [score.measures[measure] for score in judged if measure in score.measures]
