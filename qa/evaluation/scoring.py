"""One case and its outcome to measures. A measure that does not apply to a case has no value there; it is not 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from qa.evaluation.cases import EvalCase, GoldPosition, GoldQuote
from qa.evaluation.matching import as_ranking, finds, gold_ranks, nearest_members, place_of, touches
from qa.evaluation.measures.ranking import ndcg_at, reciprocal_rank_at
from qa.evaluation.measures.spans import span_scores
from qa.evaluation.measures.texts import contains, exact, normalised, rouge_l, token_f1, without_markers, word_count
from qa.evaluation.runner import Outcome
from qa.types import Answer, Citation, Mode, Position, Stance, Support


class Verdict(StrEnum):
    """What became of a case. Wrong, abstained and failed are three things."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CaseScore:
    """A case with its outcome, judged.

    Attributes:
        case: what was asked.
        outcome: what came of it.
        verdict: right (answered rightly, or declined rightly), wrong, abstained (declined, though the answer is there),
            or failed.
        measures: by name; only those that apply to the case.
        ranks: for each gold group, the rank of the first passage that holds it, or None.
    """

    case: EvalCase
    outcome: Outcome
    verdict: Verdict
    measures: Mapping[str, float]
    ranks: tuple[int | None, ...]


def score_case(case: EvalCase, outcome: Outcome, texts: Mapping[str, str]) -> CaseScore:
    """The case judged. ``texts`` holds the raw text of every article by its id."""
    ranks = gold_ranks(case.gold, outcome.passages, texts)
    verdict = _verdict(case, outcome.answer, texts)
    measures = {
        **_retrieval_measures(case, outcome, ranks, texts),
        **_verdict_measures(case, verdict),
        **_wording_measures(case, outcome.answer),
        **_citation_measures(case, outcome.answer, texts),
        **_draft_measures(outcome.answer),
        **_abstention_measures(case, outcome.answer),
        **_conflict_measures(case, outcome.answer, texts),
    }
    return CaseScore(case, outcome, verdict, measures, ranks)


def _verdict(case: EvalCase, answer: Answer | None, texts: Mapping[str, str]) -> Verdict:
    if answer is None:
        return Verdict.FAILED
    if answer.abstention is not None:
        return Verdict.ABSTAINED if case.answerable else Verdict.RIGHT
    return Verdict.RIGHT if case.answerable and _is_right(case, answer, texts) else Verdict.WRONG


def _is_right(case: EvalCase, answer: Answer, texts: Mapping[str, str]) -> bool:
    """Whether citations or short answers give what was wanted; of a dispute, whether both sides are cited."""
    text = without_markers(answer.text)
    if any(contains(text, [wrong]) for wrong in case.wrong_answers):
        return False
    says_it = bool(case.answers) and all(contains(text, group) for group in case.answers)
    # A gold article without a quote shows where the answer is, not what it is: short answers decide then, if given.
    by_citation = bool(case.gold) and (not case.answers or all(member.quote for group in case.gold for member in group))
    if by_citation:
        cited = _groups_cited(case.gold, answer.citations, texts)
        says_it = says_it or cited >= (case.enough or len(case.gold))
    return says_it and all(_cites_side(case, answer, stance, texts) for stance in Stance if case.positions)


def _groups_cited(
    groups: Sequence[Sequence[GoldQuote]], citations: Sequence[Citation], texts: Mapping[str, str]
) -> int:
    places = [place_of(citation) for citation in citations]
    return sum(any(finds(places, member, texts) for member in group) for group in groups)


def _cites_side(case: EvalCase, answer: Answer, stance: Stance, texts: Mapping[str, str]) -> bool:
    side = [GoldQuote(p.article, p.quote) for p in case.positions if p.stance is stance]
    return any(touches(place_of(citation), gold, texts) for citation in answer.citations for gold in side)


def _retrieval_measures(
    case: EvalCase, outcome: Outcome, ranks: Sequence[int | None], texts: Mapping[str, str]
) -> dict[str, float]:
    if not case.gold:
        return {}
    measures = {f"recall@{k}": sum(rank is not None and rank <= k for rank in ranks) / len(ranks) for k in (1, 5, 10)}
    ranking = as_ranking(ranks, len(outcome.passages))
    grades = {f"gold-{group}": 1 for group in range(len(ranks))}
    measures["mrr@10"] = reciprocal_rank_at(ranking, grades, 10)
    measures["ndcg@10"] = ndcg_at(ranking, grades, 10)
    if all(member.quote for group in case.gold for member in group):
        found = [place_of(passage) for passage in outcome.passages[:5]]
        scores = span_scores(found, nearest_members(case.gold, found, texts))
        measures["char_recall@5"] = scores.recall
        measures["char_precision@5"] = scores.precision
        measures["char_iou@5"] = scores.iou
    return measures


def _verdict_measures(case: EvalCase, verdict: Verdict) -> dict[str, float]:
    right = float(verdict is Verdict.RIGHT)
    measures = {"correctness": right}
    if case.answerable:
        measures["answered_rightly"] = right
    if case.history:
        measures["followup_correctness"] = right
    return measures


def _wording_measures(case: EvalCase, answer: Answer | None) -> dict[str, float]:
    text = without_markers(answer.text) if answer is not None and answer.abstention is None else ""
    measures = {"answer_words": float(word_count(text))} if text else {}
    if case.answers:
        measures["exact"] = fmean(exact(text, group) for group in case.answers)
        measures["contains"] = fmean(contains(text, group) for group in case.answers)
    if case.answerable and (case.answers or case.references):
        groups = case.answers or (case.references,)
        measures["f1"] = fmean(token_f1(text, group) for group in groups)
        measures["rouge_l"] = fmean(rouge_l(text, group) for group in groups)
    return measures


def _citation_measures(case: EvalCase, answer: Answer | None, texts: Mapping[str, str]) -> dict[str, float]:
    measures: dict[str, float] = {}
    if case.gold:
        # An answer that was declined or failed cites nothing of what it should have.
        citations = answer.citations if answer is not None and answer.abstention is None else ()
        measures["citation_recall"] = _groups_cited(case.gold, citations, texts) / len(case.gold)
    if answer is None or answer.abstention is not None:
        return measures
    places = [place_of(citation) for citation in answer.citations]
    if case.gold:
        wanted = [*(member for group in case.gold for member in group), *case.also_fine]
        fitting = sum(any(touches(place, gold, texts) for gold in wanted) for place in places)
        measures["citation_precision"] = fitting / len(places) if places else 0.0
        if all(gold.quote for gold in wanted):
            measures["citation_overlap"] = span_scores(places, nearest_members(case.gold, places, texts)).iou
    if places:
        verbatim = sum(texts.get(c.article_id, "")[c.start : c.end] == c.quote != "" for c in answer.citations)
        measures["citation_exact"] = verbatim / len(places)
    if answer.sentences:
        supported = sum(sentence.support is Support.SUPPORTED for sentence in answer.sentences)
        measures["support_rate"] = supported / len(answer.sentences)
    return measures


def _draft_measures(answer: Answer | None) -> dict[str, float]:
    """What the check made of a chat model's draft; nothing where no chat model was asked."""
    if answer is None or (answer.mode is not Mode.CHAT and answer.notice is None):
        return {}
    measures = {"chat_failed": float(answer.mode is not Mode.CHAT)}
    if answer.check is not None and answer.check.drafted:
        measures["unsupported_drafted"] = answer.check.unsupported / answer.check.drafted
        measures["unsupported_reworded"] = (answer.check.unsupported - answer.check.repaired) / answer.check.drafted
    if answer.mode is Mode.CHAT and answer.sentences:
        unsupported = sum(sentence.support is Support.UNSUPPORTED for sentence in answer.sentences)
        measures["unsupported_shown"] = unsupported / len(answer.sentences)
    return measures


def _abstention_measures(case: EvalCase, answer: Answer | None) -> dict[str, float]:
    abstained = answer is not None and answer.abstention is not None
    measures: dict[str, float] = {}
    if abstained:
        measures["abstention_precision"] = float(not case.answerable)
    if not case.answerable:
        measures["abstention_recall"] = float(abstained)
    return measures


def _conflict_measures(case: EvalCase, answer: Answer | None, texts: Mapping[str, str]) -> dict[str, float]:
    measures: dict[str, float] = {}
    answered = answer if answer is not None and answer.abstention is None else None
    stated = [position for conflict in answered.conflicts for position in conflict.positions] if answered else []
    if case.positions:
        measures["conflict_found"] = float(bool(stated))
        measures["both_sides_cited"] = float(
            answered is not None and all(_cites_side(case, answered, stance, texts) for stance in Stance)
        )
        if answered and stated:
            right = sum(_states_rightly(position, answered, case.positions, texts) for position in stated)
            measures["speaker_right"] = right / len(stated)
    if stated:
        measures["conflict_precision"] = float(bool(case.positions))
    return measures


def _states_rightly(
    position: Position, answer: Answer, wanted: Sequence[GoldPosition], texts: Mapping[str, str]
) -> bool:
    """Whether someone of that name takes that stance in the words that the position cites."""
    citation = next((citation for citation in answer.citations if citation.number == position.citation), None)
    return citation is not None and any(
        gold.stance is position.stance
        and _names_same(gold.speaker, position.speaker)
        and touches(place_of(citation), GoldQuote(gold.article, gold.quote), texts)
        for gold in wanted
    )


def _names_same(gold: str, given: str) -> bool:
    """Whether the words of one name are all in the other: "Dorrian" and "Colonel John Dorrian", "U.S." and "the US"."""
    first, second = set(normalised(gold).split()), set(normalised(given).split())
    return bool(first and second) and (first <= second or second <= first)
