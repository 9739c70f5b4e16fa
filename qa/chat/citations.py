"""From a chat model's text with markers to sentences whose citations are exact spans, checked against the sources."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qa.encoding import Encoder
from qa.reading.candidates import Candidate, cite, gather_candidates
from qa.sentences import split_sentences
from qa.types import Article, Citation, Passage, Sentence, Support
from qa.words import FUNCTION_WORDS, stem, words

_MARKERS = re.compile(r"\s*((?:\[\d+(?:\s*,\s*\d+)*\]\s*)+)")
_NUMBER = re.compile(r"\d[\d,.]*")
_SUPPORTED_COSINE = 0.55
_PARTLY_COSINE = 0.35


@dataclass(frozen=True, slots=True)
class Checked:
    """A chat model's answer after the check.

    Attributes:
        sentences: those with at least one citation, in order.
        citations: numbered from 1 in order of first use.
        dropped: sentences left out because no marker of theirs names a passage.
        invalid_markers: markers outside 1..n that were removed.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[str, ...]
    invalid_markers: int


def split_markers(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Sentences and the marker numbers that stand in or right after each."""
    # A marker after the full stop belongs to the sentence before it.
    moved = re.sub(
        r"([.!?][”\"']?)\s*((?:\[\d+(?:\s*,\s*\d+)*\]\s*)+)", lambda m: f" {m.group(2).strip()}{m.group(1)} ", text
    )
    found = []
    for span in split_sentences(moved):
        sentence = moved[span.start : span.end]
        numbers = tuple(
            dict.fromkeys(int(n) for group in _MARKERS.findall(sentence) for n in re.findall(r"\d+", group))
        )
        plain = " ".join(re.sub(r"\s+([.,!?])", r"\1", _MARKERS.sub(" ", sentence)).split())
        if plain:
            found.append((plain, numbers))
    return found


class CitationCheck:
    """Narrows markers to the sentence spans that bear a sentence out, and says how well they do."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def check(self, text: str, passages: Sequence[Passage], article: Callable[[str], Article]) -> Checked:
        """The sentences of ``text`` with exact citations; ``[n]`` means ``passages[n - 1]``."""
        sentences: list[Sentence] = []
        citations: dict[tuple[str, int, int], Citation] = {}
        dropped: list[str] = []
        invalid = 0
        for plain, numbers in split_markers(text):
            cited = [passages[number - 1] for number in numbers if 1 <= number <= len(passages)]
            invalid += len(numbers) - len(cited)
            if not cited:
                dropped.append(plain)
                continue
            spans = [self._closest(plain, gather_candidates([passage], article)) for passage in cited]
            own: list[int] = []
            for candidate in spans:
                key = (candidate.article_id, candidate.start, candidate.end)
                if key not in citations:
                    citations[key] = cite(len(citations) + 1, candidate)
                own.append(citations[key].number)
            quotes = " ".join(candidate.text for candidate in spans)
            sentences.append(Sentence(plain, tuple(dict.fromkeys(own)), None, self._support(plain, quotes)))
        return Checked(tuple(sentences), tuple(citations.values()), tuple(dropped), invalid)

    def _closest(self, sentence: str, candidates: Sequence[Candidate]) -> Candidate:
        vectors = self._encoder.encode_documents([candidate.text for candidate in candidates])
        return candidates[int(np.argmax(vectors @ self._encoder.encode_query(sentence)))]

    def _support(self, sentence: str, quotes: str) -> Support:
        """By nearness in meaning; a number or name that the quotes lack rules support out."""
        if not _figures(sentence) <= _figures(quotes):
            return Support.UNSUPPORTED
        cosine = float(self._encoder.encode_documents([quotes])[0] @ self._encoder.encode_query(sentence))
        if cosine >= _SUPPORTED_COSINE:
            return Support.SUPPORTED if _names(sentence) <= _all_stems(quotes) else Support.PARTLY
        return Support.PARTLY if cosine >= _PARTLY_COSINE else Support.UNSUPPORTED


def _figures(text: str) -> set[str]:
    return {figure.strip(".,").replace(",", "") for figure in _NUMBER.findall(text)}


def _names(text: str) -> set[str]:
    capitalised = re.findall(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Þ][\w’'\-]+", text)
    return {stem(word) for name in capitalised for word in words(name) if word not in FUNCTION_WORDS}


def _all_stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
