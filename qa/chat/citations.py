"""From a chat model's sentence and its markers to the exact spans that bear it out, and how well they do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa.chat.markers import Marked
from qa.encoding import Encoder
from qa.reading.evidence.candidates import Candidate, cite, gather_candidates
from qa.reading.support.check import SupportCheck
from qa.reading.support.doubts import doubt
from qa.types import Article, Citation, Passage, Sentence, Support

_ORDER = (Support.UNSUPPORTED, Support.PARTLY, Support.SUPPORTED)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence after the check.

    Attributes:
        text: without markers.
        spans: the sentences of the articles that it cites; empty where no marker names a passage.
        support: how well they bear it out.
        removed_markers: markers of it that name no passage.
        doubt: why they do not wholly bear it out; None where they do, or nothing is cited.
    """

    text: str
    spans: tuple[Candidate, ...]
    support: Support
    removed_markers: int
    doubt: str | None = None


class CitationCheck:
    """Narrows the markers of one answer's sentences to spans of its passages; ``[n]`` means ``passages[n - 1]``."""

    def __init__(
        self,
        encoder: Encoder,
        support: SupportCheck,
        passages: Sequence[Passage],
        article: Callable[[str], Article],
    ) -> None:
        self._encoder = encoder
        self._support = support
        self._passages = passages
        self._article = article
        self._read: dict[int, tuple[list[Candidate], NDArray[np.float32]]] = {}

    def check(self, marked: Marked) -> Checked:
        """The sentence with the spans of the cited passages that say most nearly what it says, and the verdict on them."""
        valid = [number for number in marked.numbers if 1 <= number <= len(self._passages)]
        removed = len(marked.numbers) - len(valid)
        if not valid:
            return Checked(marked.text, (), Support.UNSUPPORTED, removed)
        nearest = [self._nearest(marked.text, number) for number in valid]
        spans = _distinct([each[0] for each in nearest])
        support = self._verdict(marked.text, spans)
        if support is not Support.SUPPORTED:
            # What a model says in one sentence may stand in two of the passage.
            wider = _distinct([span for each in nearest for span in each])
            with_more = self._verdict(marked.text, wider)
            if _ORDER.index(with_more) > _ORDER.index(support):
                spans, support = wider, with_more
        why = None if support is Support.SUPPORTED else doubt(marked.text, " ".join(span.text for span in spans))
        return Checked(marked.text, spans, support, removed, why)

    def _verdict(self, sentence: str, spans: Sequence[Candidate]) -> Support:
        return self._support.verdict(sentence, [span.text for span in spans])

    def _nearest(self, sentence: str, number: int) -> list[Candidate]:
        """The passage's two sentences nearest in meaning, the nearest first."""
        if number not in self._read:
            candidates = gather_candidates([self._passages[number - 1]], self._article)
            vectors = self._encoder.encode_documents([candidate.text for candidate in candidates])
            self._read[number] = (candidates, vectors)
        candidates, vectors = self._read[number]
        order = np.argsort(-(vectors @ self._encoder.encode_query(sentence)), kind="stable")
        return [candidates[int(position)] for position in order[:2]]


@dataclass(slots=True)
class Numbering:
    """Citations of an answer, numbered from 1 in order of first use."""

    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)

    def sentence(self, checked: Checked) -> Sentence:
        """The sentence with the numbers of its citations, which are taken in where they are new."""
        own = []
        for span in checked.spans:
            key = (span.article_id, span.start, span.end)
            if key not in self.citations:
                self.citations[key] = cite(len(self.citations) + 1, span)
            own.append(self.citations[key].number)
        return Sentence(checked.text, tuple(own), None, checked.support, doubt=checked.doubt)


def _distinct(spans: Sequence[Candidate]) -> tuple[Candidate, ...]:
    found = {(span.article_id, span.start, span.end): span for span in spans}
    return tuple(found.values())
