"""Drafts of cases from answers that people have rated: the questions are real, what is right is for a person to settle."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.evaluation.cases import DRAFT_MARK, EvalCase, GoldQuote, case_faults
from qa.types import Answer, Fault, Rated, Thumb

_KIND, _KIND_DECLINED, _KIND_DISPUTE = "single_fact", "unanswerable", "disputed_claim"
_WHAT = {
    Fault.WRONG: "the answer was found wrong; fill in gold, and see whether wrong_answers holds",
    Fault.INCOMPLETE: "something was missing; add what else has to be found to gold",
    Fault.CITATION: "the citation did not bear the answer out; fill in gold",
    Fault.DECLINED: "it was declined, and the articles answer it; fill in gold",
    None: "the answer was found bad; fill in gold, or make it unanswerable",
}


def cases_from_feedback(rated: Sequence[Rated], texts: Mapping[str, str]) -> tuple[EvalCase, ...]:
    """A case for each rated answer, in their order.

    A good answer gives a case that can be used as it stands: its citations are the gold, or it was right to decline. A bad
    one gives a draft whose question starts with ``EDIT:`` and says what was found wrong, unless the articles do not hold
    the answer: then the case is whole as well. So is marked what quotes articles that are no longer as they were.

    Args:
        rated: what people rated.
        texts: the raw text of every article by its id.
    """
    return tuple(_case(each, texts) for each in rated)


def _case(rated: Rated, texts: Mapping[str, str]) -> EvalCase:
    case = _good(rated) if rated.rating.thumb is Thumb.UP else _bad(rated)
    stale = [fault for fault in case_faults(case, texts) if fault.startswith(("not in", "there is no article"))]
    return _marked(case, f"{stale[0]}; choose another quote", rated) if stale and not _is_marked(case) else case


def _good(rated: Rated) -> EvalCase:
    if rated.answer.abstention is not None:
        return _base(rated, _KIND_DECLINED, answerable=False)
    return _base(rated, _KIND_DISPUTE if rated.answer.conflicts else _KIND, gold=_gold(rated.answer))


def _bad(rated: Rated) -> EvalCase:
    fault = rated.rating.fault
    if fault is Fault.NOT_IN_ARTICLES:
        return _base(rated, _KIND_DECLINED, answerable=False)
    case = _base(
        rated,
        _KIND,
        gold=_gold(rated.answer) if fault is Fault.INCOMPLETE else (),
        wrong_answers=_short_answers(rated.answer) if fault is Fault.WRONG else (),
    )
    return _marked(case, _WHAT[fault], rated)


def _base(
    rated: Rated,
    kind: str,
    *,
    answerable: bool = True,
    gold: tuple[tuple[GoldQuote, ...], ...] = (),
    wrong_answers: tuple[str, ...] = (),
) -> EvalCase:
    return EvalCase(
        case_id=f"rated-{rated.key}",
        question=rated.question,
        kind=kind,
        answerable=answerable,
        split="dev",
        # A question that was read as it was typed leans on nothing before it.
        history=rated.history if rated.answer.standalone_question != rated.question.strip() else (),
        gold=gold,
        wrong_answers=wrong_answers,
        today=rated.day,
        sources=rated.filters.sources,
    )


def _marked(case: EvalCase, what: str, rated: Rated) -> EvalCase:
    said = f" (“{rated.rating.words}”)" if rated.rating.words else ""
    return replace(case, question=f"{DRAFT_MARK} {what}{said}, then leave only the question: {case.question}")


def _is_marked(case: EvalCase) -> bool:
    return case.question.startswith(DRAFT_MARK)


def _gold(answer: Answer) -> tuple[tuple[GoldQuote, ...], ...]:
    """All that the answer cites, the sides of a dispute as well."""
    return tuple((GoldQuote(each.article_id, each.quote),) for each in answer.citations)


def _short_answers(answer: Answer) -> tuple[str, ...]:
    found = (
        each.text[each.short_answer.start : each.short_answer.end] for each in answer.sentences if each.short_answer
    )
    return tuple(dict.fromkeys(found))
