"""Evaluation cases: a question, what the articles say about it, and how an answer is judged; kept as JSON lines.

A case file has one JSON object per line. ``docs/evaluation.md`` describes the fields for people who write cases.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from qa.errors import EvaluationError
from qa.types import Span, Stance, Turn

# A drafted question starts with it; a case file may not hold one.
DRAFT_MARK = "EDIT:"
_STRICT_FIELDS = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Characters of an article that bear on a question; without a quote the whole article does."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT_FIELDS

    article: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)] | None = None


@dataclass(frozen=True, slots=True)
class GoldPosition:
    """A side of a dispute: who says it, and the words that show it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT_FIELDS

    speaker: Annotated[str, Field(min_length=1)]
    stance: Stance
    article: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class EvalCase:
    """One question and how its answer is judged.

    Attributes:
        case_id: unique in its file (``id`` in JSON).
        question: as a person would ask it.
        kind: what it tries (``single_fact``, ``near_miss``, ...); results are also given per kind.
        answerable: whether the articles hold the answer.
        split: ``dev`` to work with, ``test`` to report.
        history: earlier turns of the conversation.
        gold: groups of quotes. Each group is something that has to be found; any member of a group will do.
        also_fine: quotes that are no part of the answer but may be cited without blame.
        answers: groups of short answers, as in ``gold``: all groups, any member.
        references: whole answers that someone wrote, for the measures of wording only.
        wrong_answers: strings that must not be given.
        positions: for a dispute, who asserts and who denies.
        enough: how many gold groups make an answer right; None means all.
        today: the day on which the question is asked.
        sources: articles that may be used; empty means all.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT_FIELDS

    case_id: Annotated[str, Field(alias="id", min_length=1)]
    question: Annotated[str, Field(min_length=1)]
    kind: Annotated[str, Field(min_length=1)]
    answerable: bool
    split: Literal["dev", "test"] = "test"
    history: tuple[Turn, ...] = ()
    gold: tuple[tuple[GoldQuote, ...], ...] = ()
    also_fine: tuple[GoldQuote, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    references: tuple[str, ...] = ()
    wrong_answers: tuple[str, ...] = ()
    positions: tuple[GoldPosition, ...] = ()
    enough: Annotated[int, Field(ge=1)] | None = None
    today: date | None = None
    sources: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(EvalCase)


def case_to_json(case: EvalCase) -> str:
    """The case as one line of a case file, without the fields that have their default."""
    return json.dumps(_ADAPTER.dump_python(case, mode="json", by_alias=True, exclude_defaults=True), ensure_ascii=False)


def load_cases(path: Path, texts: Mapping[str, str]) -> tuple[EvalCase, ...]:
    """The cases of a file, in its order.

    Args:
        path: a file of JSON lines; empty lines are passed over.
        texts: the raw text of every article by its id; each quote has to be in it.

    Raises:
        EvaluationError: the file can't be read, is empty, or has faults; the message names each with its line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: can't be read: {error}") from error
    cases: list[EvalCase] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case = _ADAPTER.validate_json(line)
        except ValidationError as error:
            faults.extend(f"{path}:{number}: {fault}" for fault in _schema_faults(error))
            continue
        if case.case_id in seen:
            faults.append(f"{path}:{number}: id {case.case_id!r} is already on line {seen[case.case_id]}")
        seen.setdefault(case.case_id, number)
        faults.extend(f"{path}:{number}: {fault}" for fault in case_faults(case, texts))
        cases.append(case)
    if faults:
        raise EvaluationError("\n".join(faults))
    if not cases:
        raise EvaluationError(f"{path}: holds no cases")
    return tuple(cases)


def case_faults(case: EvalCase, texts: Mapping[str, str]) -> tuple[str, ...]:
    """What is wrong with a case whose fields are well-formed; empty when nothing is."""
    faults = []
    if case.question.startswith(DRAFT_MARK):
        faults.append(f"the question is still a draft ({DRAFT_MARK})")
    if case.answerable and not (case.gold or case.answers):
        faults.append("answerable, but it has neither gold quotes nor answers")
    if not case.answerable and (case.gold or case.answers or case.positions):
        faults.append("not answerable, but it has gold quotes, answers or positions")
    if any(not group for group in (*case.gold, *case.answers)):
        faults.append("an empty group can't be found by any answer")
    if case.enough is not None and case.enough > len(case.gold):
        faults.append(f"enough is {case.enough}, but there are {len(case.gold)} gold groups")
    if case.positions and {position.stance for position in case.positions} != set(Stance):
        faults.append("positions need someone who asserts and someone who denies")
    for gold in _quotes(case):
        if gold.article not in texts:
            faults.append(f"there is no article {gold.article!r}")
        elif gold.quote is not None and gold.quote not in texts[gold.article]:
            faults.append(f"not in {gold.article}: {_shortened(gold.quote)!r}")
    return tuple(faults)


def find_spans(gold: GoldQuote, texts: Mapping[str, str]) -> tuple[Span, ...]:
    """Where the quote stands in its article, each time that it does; the whole article when there is no quote."""
    raw = texts[gold.article]
    if gold.quote is None:
        return (Span(0, len(raw)),)
    starts = []
    start = raw.find(gold.quote)
    while start >= 0:
        starts.append(start)
        start = raw.find(gold.quote, start + len(gold.quote))
    return tuple(Span(start, start + len(gold.quote)) for start in starts)


def _quotes(case: EvalCase) -> Iterable[GoldQuote]:
    for group in case.gold:
        yield from group
    yield from case.also_fine
    for position in case.positions:
        yield GoldQuote(position.article, position.quote)


def _schema_faults(error: ValidationError) -> Iterable[str]:
    for fault in error.errors():
        place = ".".join(str(part) for part in fault["loc"])
        yield f"{place}: {fault['msg']}" if place else fault["msg"]


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
