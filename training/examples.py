"""Rows to token ids with labels: where the answer starts and ends, which sentences hold it, cut to a short window."""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

from qa.sentences import SentenceSpan, split_sentences
from qa.words import stems
from training.claims import Claim
from training.rows import Row
from training.teaching import Taught

QUESTION_TOKENS = 48
CLAIM_TOKENS = 80
SPECIAL = (("[CLS]", "[SEP]"), ("<s>", "</s>"))  # what BERT's and MPNet's tokenizers begin and end a text with


@dataclass(frozen=True, slots=True)
class SentenceTokens:
    """A sentence's token range in the pair, half-open; ``holds_answer`` is None where that is not known."""

    first: int
    last: int
    holds_answer: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """One pair, ready for the network.

    Attributes:
        ids: token ids: [CLS] question [SEP] passage [SEP].
        passage_first: index of the passage's first token.
        starts, ends: all tokens at which an answer starts or ends (inclusive); (0,) each where there is none; empty
            where no span is known.
        sentences: of the passage, in order.
        question: of which the pairs of one question are told.
        verdicts: for a claim and its source, the labels that are right; empty for a question and a passage.
        taught: a teacher's logits for the tokens between ``passage_first`` and the last one.
        labelled: False where the teacher's word is all there is.
    """

    ids: tuple[int, ...]
    passage_first: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    answerable: bool
    sentences: tuple[SentenceTokens, ...]
    weight: float
    question: str
    verdicts: tuple[int, ...] = ()
    taught: Taught | None = None
    labelled: bool = True


def claim_examples(claims: Sequence[Claim], tokenizer: Tokenizer, *, longest: int) -> Iterator[Example]:
    """The claims as examples of at most ``longest`` tokens; a source that is too long loses its end."""
    texts = tokenizer.encode_batch([claim.text for claim in claims], add_special_tokens=False)
    sources = tokenizer.encode_batch([claim.source for claim in claims], add_special_tokens=False)
    first, between = _special(tokenizer)
    for claim, text, source in zip(claims, texts, sources, strict=True):
        told = text.ids[:CLAIM_TOKENS]
        ids = (first, *told, between, *source.ids[: longest - len(told) - 3], between)
        yield Example(ids, len(told) + 2, (), (), False, (), claim.weight, claim.text, claim.verdicts)


def make_examples(
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    *,
    longest: int,
    seed: int,
    teacher: Callable[[Row], Taught | None] | None = None,
) -> Iterator[Example]:
    """The rows as examples of at most ``longest`` tokens, with what the teacher says of each.

    Left out are rows whose answer no window can hold; with a teacher those that it has not read, without one those
    without a label.
    """
    chance = random.Random(seed)
    questions = tokenizer.encode_batch([row.question for row in rows], add_special_tokens=False)
    passages = tokenizer.encode_batch([row.passage for row in rows], add_special_tokens=False)
    special = _special(tokenizer)
    for row, question, passage in zip(rows, questions, passages, strict=True):
        taught = teacher(row) if teacher is not None else None
        example = make_example(row, question.ids[:QUESTION_TOKENS], passage, special, longest, chance, taught)
        if example is not None and (example.labelled if teacher is None else example.taught is not None):
            yield example


def _special(tokenizer: Tokenizer) -> tuple[int, int]:
    for begins, ends in SPECIAL:
        first, between = tokenizer.token_to_id(begins), tokenizer.token_to_id(ends)
        if first is not None and between is not None:
            return first, between
    raise ValueError(f"the tokenizer has none of {SPECIAL}")


def make_example(
    row: Row,
    question: Sequence[int],
    passage: Encoding,
    special: tuple[int, int],
    longest: int,
    chance: random.Random,
    taught: Taught | None = None,
) -> Example | None:
    """One row's example, or None where the answer does not fit into a window of ``longest`` tokens."""
    sentences = split_sentences(row.passage)
    places = answer_places(row, sentences)
    offsets: list[tuple[int, int]] = passage.offsets
    spans = [_token_span(offsets, start, end) for start, end in places]
    if row.answers and row.span_known and not spans:
        return None
    room = longest - len(question) - 3
    low, high = _window([_token_span(offsets, s.start, s.end) for s in sentences], spans, len(offsets), room, chance)
    kept = [(first - low, last - low) for first, last in spans if first >= low and last < high]
    if spans and not kept:
        return None
    shift = len(question) + 2
    held = places if row.span_known else [(0, len(row.passage))] if row.answers else []
    return Example(
        ids=(special[0], *question, special[1], *passage.ids[low:high], special[1]),
        passage_first=shift,
        starts=_labels(row, [first + shift for first, _ in kept]),
        ends=_labels(row, [last + shift for _, last in kept]),
        answerable=bool(row.answers),
        sentences=tuple(_sentence_tokens(row, sentences, held, offsets, low, high, shift)),
        weight=row.weight,
        question=row.question,
        # A teacher that cuts its text into other tokens, or saw less of it, can't be followed token by token.
        taught=taught.window(low, high) if taught is not None and len(taught.start) == len(offsets) else None,
        labelled=row.labelled,
    )


def answer_places(row: Row, sentences: Sequence[SentenceSpan]) -> list[tuple[int, int]]:
    """Where the answer stands: character spans, overlapping wordings of it together.

    An answer's words often occur several times; the occurrence in the sentence that shares most with the question is
    taken, the sentence before it counting half.
    """
    if not row.answers or not row.span_known:
        return []
    found = [(start, start + len(answer)) for answer in row.answers for start in _occurrences(row.passage, answer)]
    asked = set(stems(row.question))
    shared = [len(asked & set(stems(row.passage[span.start : span.end]))) for span in sentences]

    def likeness(place: tuple[int, int]) -> float:
        index = max(0, bisect_right([span.start for span in sentences], place[0]) - 1)
        return shared[index] + (shared[index - 1] / 2 if index else 0.0)

    if row.all_spans:
        return [max(_occurring(row.passage, answer), key=likeness) for answer in row.answers]
    best = max(found, key=likeness)
    return [place for place in dict.fromkeys(found) if place[0] < best[1] and best[0] < place[1]]


def _occurring(text: str, part: str) -> list[tuple[int, int]]:
    return [(start, start + len(part)) for start in _occurrences(text, part)]


def _occurrences(text: str, part: str) -> Iterator[int]:
    """Offsets at which the part stands as whole words; all offsets where it never does."""
    found = []
    start = text.find(part)
    while start >= 0:
        found.append(start)
        start = text.find(part, start + 1)
    whole = [start for start in found if _is_whole(text, start, start + len(part))]
    yield from whole or found


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not before and not after


def _token_span(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """First and last token (inclusive) that overlap the characters."""
    first = bisect_right([offset[1] for offset in offsets], start)
    last = bisect_right([offset[0] for offset in offsets], end - 1) - 1
    return min(first, len(offsets) - 1), max(min(first, len(offsets) - 1), last)


def _window(
    sentences: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int]],
    tokens: int,
    room: int,
    chance: random.Random,
) -> tuple[int, int]:
    """The tokens that are kept, half-open: from the start of a sentence where one will do, the answer inside."""
    if tokens <= room:
        return 0, tokens
    first, last = (spans[0][0], max(last for _, last in spans)) if spans else (0, 0)
    starts = [start for start, _ in sentences if start + 8 < tokens]
    if spans:
        starts = [start for start in starts if last - room < start <= min(first for first, _ in spans)]
    low = chance.choice(starts) if starts else max(0, min(first - room // 4, tokens - room))
    return low, min(low + room, tokens)


def _labels(row: Row, kept: Iterable[int]) -> tuple[int, ...]:
    if not row.answers:
        return (0,)
    return tuple(dict.fromkeys(kept)) if row.span_known else ()


def _sentence_tokens(
    row: Row,
    sentences: Sequence[SentenceSpan],
    held: Sequence[tuple[int, int]],
    offsets: Sequence[tuple[int, int]],
    low: int,
    high: int,
    shift: int,
) -> Iterator[SentenceTokens]:
    for span in sentences:
        first, last = _token_span(offsets, span.start, span.end)
        first, last = max(first, low), min(last + 1, high)
        if first >= last:
            continue
        holds: bool | None = any(start < span.end and span.start < end for start, end in held)
        if not holds and any(answer in row.passage[span.start : span.end] for answer in row.answers):
            holds = None  # the same words elsewhere: they may or may not answer
        yield SentenceTokens(first - low + shift, last - low + shift, holds)
