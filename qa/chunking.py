"""Articles to chunks: whole sentences of one section, none of the clutter, offsets exact."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.sentences import split_sentences
from qa.types import Article, Chunk, Span

_WORD = re.compile(r"\S{1,48}\s*")  # a longer run without white space is a script without spaces, or an address
_MOST_CHARS_A_TOKEN = 16  # of prose; a word that is too long for the tokenizer is one token, whatever its length
_CLAUSE_END = re.compile(r"[,;:)”’\"»、，；：–—-]\s*$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long, with the white space after it counted in ``tokens``."""

    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Sentences that may share a chunk: one section, one kept span."""

    heading: str | None
    sentences: tuple[Span, ...]


def chunk_article(
    article: Article,
    *,
    count_tokens: Callable[[Sequence[str]], Sequence[int]],
    max_tokens: int,
    overlap_sentences: int,
) -> tuple[Chunk, ...]:
    """The chunks of an article in reading order; always ``article.raw[chunk.start:chunk.end] == chunk.text``.

    Sentences are shared out evenly, so that a section does not end in a scrap. A sentence longer than a chunk is cut at
    the end of a clause, else of a word.

    Args:
        article: what is to be cut up.
        count_tokens: tokens of each text, special tokens not counted; called once with all sentences (and once more
            where some are too long).
        max_tokens: most tokens of a chunk's ``embedding_text``.
        overlap_sentences: how many sentences a chunk repeats from the one before it, room permitting.
    """
    stretches = tuple(_stretches(article))
    texts = [_embedded_line(article.title, max_tokens), *(_embedded_line(s.heading, max_tokens) for s in stretches)]
    first_sentence = len(texts)
    texts += [text for stretch in stretches for text in _texts_with_gaps(article.raw, stretch)]
    counts = count_tokens(texts)
    budgets = [max(max_tokens - counts[0] - heading, max_tokens // 4) for heading in counts[1:first_sentence]]
    sentence_counts = iter(counts[first_sentence:])
    lines = [[_Piece(s.start, s.end, next(sentence_counts)) for s in stretch.sentences] for stretch in stretches]
    lines = _cut_long_sentences(article.raw, lines, budgets, count_tokens)
    return tuple(
        Chunk(article.article_id, start, end, article.raw[start:end], stretch.heading)
        for stretch, pieces, budget in zip(stretches, lines, budgets, strict=True)
        for start, end in _pack(pieces, budget, overlap_sentences)
    )


def widen(chunk: Chunk, article: Article, *, sentences: int) -> Chunk:
    """The chunk with up to so many sentences more on either side, of the same section; exact offsets as ever.

    The chunk itself is given where there are none, or where it is not of this version of the article.
    """
    if article.raw[chunk.start : chunk.end] != chunk.text:
        return chunk
    for stretch in _stretches(article):
        before = [sentence.start for sentence in stretch.sentences if sentence.start < chunk.start]
        after = [sentence.end for sentence in stretch.sentences if sentence.end > chunk.end]
        if stretch.sentences[0].start <= chunk.start and chunk.end <= stretch.sentences[-1].end:
            start = before[-sentences:][0] if before and sentences else chunk.start
            end = after[:sentences][-1] if after and sentences else chunk.end
            return Chunk(chunk.article_id, start, end, article.raw[start:end], chunk.heading)
    return chunk


def embedding_text(chunk: Chunk, title: str | None, *, max_tokens: int = 256) -> str:
    """What is embedded for a chunk: title, heading and text, a line each.

    Args:
        chunk: the chunk.
        title: of its article.
        max_tokens: as given to ``chunk_article``; a title or heading that would take most of it is left out.
    """
    return _embedded_line(title, max_tokens) + _embedded_line(chunk.heading, max_tokens) + chunk.text


def _embedded_line(heading: str | None, max_tokens: int) -> str:
    """A title or heading as it is embedded: empty where there is none or it is too long.

    The length is taken in UTF-8 bytes, since no encoder is at hand wherever this is asked: a token has two bytes or
    more on average in every script, so that what passes has at most half of the tokens.
    """
    if not heading or len(heading.encode(errors="replace")) > max_tokens:
        return ""
    return heading + "\n"


def _stretches(article: Article) -> Iterator[_Stretch]:
    for section in article.sections:
        for kept in article.kept:
            start, end = max(section.span.start, kept.start), min(section.span.end, kept.end)
            if start >= end:
                continue
            spans = split_sentences(article.raw[start:end], offset=start)
            sentences = tuple(Span(span.start, span.end) for span in spans)
            if any(character.isalnum() for character in article.raw[start:end]):
                yield _Stretch(section.heading, sentences)


def _texts_with_gaps(raw: str, stretch: _Stretch) -> Iterator[str]:
    """Each sentence up to the start of the next, so that white space that makes tokens is counted."""
    for sentence, following in pairwise(stretch.sentences):
        yield raw[sentence.start : following.start]
    last = stretch.sentences[-1]
    yield raw[last.start : last.end]


def _cut_long_sentences(
    raw: str,
    lines: list[list[_Piece]],
    budgets: list[int],
    count_tokens: Callable[[Sequence[str]], Sequence[int]],
) -> list[list[_Piece]]:
    long = [
        (piece, budget)
        for line, budget in zip(lines, budgets, strict=True)
        for piece in line
        if piece.tokens > budget or piece.end - piece.start > budget * _MOST_CHARS_A_TOKEN
    ]
    if not long:
        return lines
    words = [_words(raw, piece, budget) for piece, budget in long]
    counts = iter(count_tokens([raw[word.start : word.end] for sentence in words for word in sentence]))
    parts = {
        (piece, budget): _cut(raw, [_Piece(word.start, word.end, next(counts)) for word in sentence], budget)
        for (piece, budget), sentence in zip(long, words, strict=True)
    }
    return [
        [part for piece in line for part in parts.get((piece, budget), (piece,))]
        for line, budget in zip(lines, budgets, strict=True)
    ]


def _words(raw: str, piece: _Piece, budget: int) -> list[Span]:
    """The words of a sentence with the white space after each; one that may not fit by itself in short steps."""
    step = max(1, budget // 8)  # a character has at most a few tokens
    words: list[Span] = []
    for match in _WORD.finditer(raw, piece.start, piece.end):
        if match.end() - match.start() <= budget:
            words.append(Span(*match.span()))
        else:
            end = match.start() + len(match.group().rstrip())
            words += [Span(start, min(start + step, end)) for start in range(match.start(), end, step)]
    return words


def _cut(raw: str, words: list[_Piece], budget: int) -> tuple[_Piece, ...]:
    """The words of one sentence in parts of at most ``budget`` tokens, cut at a clause where one ends late enough."""
    parts = []
    first = 0
    while first < len(words):
        last, tokens, clause = first, 0, 0
        while last < len(words) and (last == first or tokens + words[last].tokens <= budget):
            tokens += words[last].tokens
            last += 1
            if tokens * 3 > budget * 2 and _CLAUSE_END.search(raw, words[last - 1].start, words[last - 1].end):
                clause = last
        if clause and last < len(words):
            last = clause
        end = words[last - 1].end
        while raw[end - 1].isspace():
            end -= 1
        parts.append(_Piece(words[first].start, end, sum(word.tokens for word in words[first:last])))
        first = last
    return tuple(parts)


def _pack(pieces: list[_Piece], budget: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Runs of pieces, each within the budget, as evenly filled as whole sentences allow."""
    total = sum(piece.tokens for piece in pieces)
    runs = -(-total // budget)
    target = max(1, -(-total // max(1, runs)))
    first = fresh = 0
    while fresh < len(pieces):
        last = fresh
        tokens = sum(piece.tokens for piece in pieces[first:fresh])
        new_tokens = 0
        while last < len(pieces) and (
            last == fresh or (tokens + pieces[last].tokens <= budget and new_tokens < target)
        ):
            tokens += pieces[last].tokens
            new_tokens += pieces[last].tokens
            last += 1
        yield pieces[first].start, pieces[last - 1].end
        if last == len(pieces):
            return
        first, fresh = last, last
        room = budget - pieces[fresh].tokens
        while first > 0 and fresh - first < overlap and pieces[first - 1].tokens <= room:
            first -= 1
            room -= pieces[first].tokens
