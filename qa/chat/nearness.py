"""A support check by nearness in meaning, and by figures and names that the source has to have."""

import re
from collections.abc import Sequence

from qa.encoding import Encoder
from qa.types import Support
from qa.words import FUNCTION_WORDS, stem, words

_NUMBER = re.compile(r"\d[\d,.]*")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-ZÀ-Þ][\w’'\-]+")
_SUPPORTED_COSINE = 0.55
_PARTLY_COSINE = 0.35


class NearnessCheck:
    """A ``SupportCheck``: a figure that the source lacks rules support out, a name that it lacks makes it partial."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def verdict(self, sentence: str, sources: Sequence[str]) -> Support:
        """See ``SupportCheck.verdict``."""
        source = " ".join(sources)
        if not source or not _figures(sentence) <= _figures(source):
            return Support.UNSUPPORTED
        cosine = float(self._encoder.encode_documents([source])[0] @ self._encoder.encode_query(sentence))
        if cosine >= _SUPPORTED_COSINE:
            return Support.SUPPORTED if _names(sentence) <= _all_stems(source) else Support.PARTLY
        return Support.PARTLY if cosine >= _PARTLY_COSINE else Support.UNSUPPORTED


def _figures(text: str) -> set[str]:
    return {figure.strip(".,").replace(",", "") for figure in _NUMBER.findall(text)}


def _names(text: str) -> set[str]:
    return {stem(word) for name in _NAME.findall(text) for word in words(name) if word not in FUNCTION_WORDS}


def _all_stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
