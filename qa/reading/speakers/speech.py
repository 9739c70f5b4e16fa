"""Which words of a sentence name the one who says it: the subject of a verb of speech, or what follows "according to"."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qa.reading.language.denials import DENY
from qa.reading.language.parser import Parsed, parse
from qa.reading.speakers.naming import is_spoken, name_at
from qa.reading.speakers.quotations import MASK, Marked, Opened, mark_quotations
from qa.words import stem, words

# Verbs of speech, by lemma. Alone these tell who says the sentence:
_SAY = frozenset(
    """say tell state add note argue insist warn explain admit acknowledge deny reject refute rebut dispute reply
    respond stress emphasize emphasise tweet allege accuse caution complain lament reiterate testify comment
    remark counter joke vow pledge promise condemn concede maintain assert contend suggest predict estimate
    conclude declare announce report reveal disclose claim confirm believe dismiss""".split()  # noqa: SIM905 - a word a line would fill a screen
)
# These only where a clause says what ("agrees that …") or a quotation stands beside them.
_WITH_WORDS = frozenset(
    """think expect fear hope agree recommend urge post write recall find show indicate ask call read describe praise
    begin continue offer shout quip laugh put speak propose demand answer hint whisper advise""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_BIDS = frozenset({"urge", "recommend", "demand", "advise", "ask"})  # "urged the council to wait" says what
_FOR = frozenset({"ask", "call", "plead", "appeal"})  # "called for a vote"
_DEEDS = frozenset({"concede", "claim", "declare"})  # with an object: "conceded the race"
_TELLS_WHO_RELAYS = frozenset(
    """announce report reveal claim confirm post expect urge agree recommend find show""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_TO_SAY = frozenset({"continue", "go", "seek", "decline", "refuse", "come", "want"})
_DOCUMENT = frozenset(
    """study research survey poll report analysis review datum data figure investigation audit paper statement memo
    document researcher scientist court jury judge""".split()  # noqa: SIM905 - a word a line would fill a screen
)
_FORMS = {"said", "told", "wrote", "written", "thought", "found", "shown", "spoke", "began", "according", "per", "citing"}  # fmt: skip
_STEMS = frozenset(stem(verb) for verb in _SAY | _WITH_WORDS) | {stem(form) for form in _FORMS}
# Conjunctions of clauses that tell when, or on what condition, somebody speaks, and not what the sentence says.
_BESIDE = frozenset({"if", "unless", "whether", "after", "before", "until", "since", "once", "with"})
_SUBJECTS = ("nsubj", "csubj")
_REMOTE = {"advcl": 1, "acl": 2, "relcl": 2}  # how far from the main clause a verb stands


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that name who says a sentence.

    Attributes:
        text: without what is said about the one who is named.
        verb: the index of the verb of speech, or of the word that introduces a source.
        head: the index of the noun or pronoun.
    """

    text: str
    verb: int
    head: int
    is_weak: bool
    is_aside: bool


@lru_cache(maxsize=4096)  # an article's sentences are looked at again for each of their neighbours
def speaker_mention(sentence: str, *, opened: Opened = "") -> str | None:
    """The words by which a sentence names its speaker ("The colonel", "said the ministry": the ministry), or None.

    Args:
        sentence: one sentence.
        opened: the kind of quotation that the sentences before it left open. What is spoken inside one is not looked at:
            it names whom its speaker talks about.
    """
    marked = mark_quotations(sentence, opened)
    if not tells_speech(marked.narrated):
        return None
    parsed = parse(sentence)
    named = list(_speakers(parsed, marked))
    sources = list(_sources(parsed, marked))
    cited = list(_introduced(parsed, marked, "cite"))
    plain = [mention for mention in named if not mention.is_aside]
    relayed = cited + [mention for mention in named if mention.is_aside]
    if sources and (not plain or plain[0].is_weak):
        plain = sources + plain
    elif cited and plain and parsed.tokens[plain[0].verb].lemma == "report":
        plain = []
    return next((mention.text for mention in [*plain, *sources, *relayed]), None)


def tells_speech(text: str) -> bool:
    """Whether a text holds a word that can tell that somebody speaks; costs no grammar."""
    return not _STEMS.isdisjoint(map(stem, words(text)))


def _speakers(parsed: Parsed, marked: Marked) -> Iterator[Mention]:
    """Who is the subject of a verb of speech, or does it in a passive clause ("told by"); those in a main clause first."""
    found: list[tuple[int, Mention]] = []
    for verb, token in enumerate(parsed.tokens):
        if (
            token.part not in {"VERB", "AUX"}
            or is_spoken(marked, token.start)
            or not _reports_speech(parsed, marked, verb)
        ):
            continue
        head = _subject(parsed, marked, verb)
        if head is None or is_spoken(marked, parsed.tokens[head].start):
            continue
        text = name_at(parsed, head, marked)
        if text is None:
            continue
        lemma = token.lemma.casefold()
        if lemma in {"find", "show", "indicate"} and parsed.tokens[head].lemma.casefold() not in _DOCUMENT:
            continue
        aside = lemma == "report" and head > verb
        rank = 1 if _trails(parsed, verb) else 3 if _is_embedded(parsed, verb) else _REMOTE.get(token.role, 0)
        found.append((rank, Mention(text, verb, head, lemma in _TELLS_WHO_RELAYS, aside)))
    found.sort(key=lambda pair: pair[0])
    return (mention for _, mention in found)


def _is_embedded(parsed: Parsed, verb: int) -> bool:
    """Whether what a verb tells is itself told by somebody else ("X announced it, Y adds"); what X said outright or denied is X's."""
    token = parsed.tokens[verb]
    return token.lemma not in DENY | {"say"} and any(
        parsed.tokens[above].role == "ccomp" and parsed.tokens[parsed.tokens[above].head].lemma in _SAY
        for above in (verb, *parsed.ancestors(verb))
    )


def _reports_speech(parsed: Parsed, marked: Marked, verb: int) -> bool:
    token = parsed.tokens[verb]
    lemma = token.lemma.casefold()
    if lemma not in _SAY and lemma not in _WITH_WORDS:
        return False
    if parsed.children(verb, "nsubjpass") and not parsed.children(verb, "agent"):
        return False
    if any(parsed.tokens[child].lemma.casefold() in _BESIDE for child in parsed.children(verb, "mark")):
        return False
    if token.role in {"pcomp", "csubj", "amod", "compound"} or not _is_finite(parsed, verb):
        return False
    if lemma in _SAY and token.role != "relcl":
        return lemma not in _DEEDS or not parsed.children(verb, "dobj") or _beside_quotation(parsed, marked, verb)
    if lemma in _FOR and any(parsed.tokens[child].text == "for" for child in parsed.children(verb, "prep")):
        return token.role not in {"relcl", "acl"}
    is_clause = token.role not in {"relcl", "acl"} or _is_misread(parsed, verb)
    clauses = parsed.children(
        verb, "ccomp", *(["xcomp"] if lemma in _BIDS else []), *(["oprd"] if lemma == "call" else [])
    )
    says_what = any(parsed.tokens[child].part in {"VERB", "AUX", "ADJ"} for child in clauses)
    return (is_clause and says_what) or (token.role != "acl" and _beside_quotation(parsed, marked, verb))


def _is_misread(parsed: Parsed, verb: int) -> bool:
    """Whether the verb of a sentence was taken for a participle beside its subject."""
    token = parsed.tokens[verb]
    return token.role == "acl" and token.tag == "VBD" and parsed.tokens[token.head].role == "ROOT"


def _is_finite(parsed: Parsed, verb: int) -> bool:
    """Whether a verb tells what was said ("said", "has said", "told by", "saying"), and is no bare participle ("noted for")."""
    token = parsed.tokens[verb]
    if token.tag == "VB":
        return _is_said_anyway(parsed, verb)
    helpers = {parsed.tokens[child].lemma.casefold() for child in parsed.children(verb, "aux")}
    return token.tag != "VBN" or "have" in helpers or bool(parsed.children(verb, "agent", "nsubj"))


def _is_said_anyway(parsed: Parsed, verb: int) -> bool:
    """Whether a bare verb tells what was said: "continues to say", "did say"; not "may say", "did not say", "wants to say"."""
    helpers = {parsed.tokens[child].lemma.casefold() for child in parsed.children(verb, "aux", "neg")}
    if "to" in helpers:
        return parsed.tokens[verb].role == "xcomp" and parsed.tokens[parsed.tokens[verb].head].lemma in _TO_SAY
    return helpers <= {"do", "will"} and bool(helpers or parsed.children(verb, *_SUBJECTS))


def _beside_quotation(parsed: Parsed, marked: Marked, verb: int) -> bool:
    """Whether a quotation follows the verb's clause, or stands right before it or its subject."""
    inside = parsed.subtree(verb)
    start, end = parsed.tokens[inside[0]].start, parsed.tokens[inside[-1]].end
    return MASK in marked.narrated[max(0, start - 3) : end + 3]


def _subject(parsed: Parsed, marked: Marked, verb: int) -> int | None:
    """The head of the phrase that names who does it: its own subject, or that of the verb that it hangs on."""
    agents = [noun for by in parsed.children(verb, "agent") for noun in parsed.children(by, "pobj")]
    own = agents or [
        head for head in parsed.children(verb, *_SUBJECTS) if not is_spoken(marked, parsed.tokens[head].start)
    ]
    if own:
        who = parsed.tokens[own[-1]].lemma.casefold()
        is_relative = who in {"who", "which", "that"} and parsed.tokens[verb].role == "relcl"
        return parsed.tokens[verb].head if is_relative else _after_commas(parsed, own[-1])
    token = parsed.tokens[verb]
    if token.role == "acl":
        return token.head
    if _trails(parsed, verb):
        root = list(parsed.ancestors(verb))[-1:] or [verb]
        return _subject(parsed, marked, root[0]) if root[0] != verb else None
    hangs_on = token.role in {"conj", "xcomp"} or (token.role == "advcl" and token.tag == "VBG")
    if hangs_on and token.head != verb:
        above = parsed.tokens[token.head]
        return _subject(parsed, marked, token.head) if above.part in {"VERB", "AUX"} else None
    return _beside(parsed, marked, verb)


def _after_commas(parsed: Parsed, head: int) -> int:
    """Of "north, south, the mayor said" the mayor: what is joined to a subject by a comma alone is the subject itself."""
    last = head
    while joined := parsed.children(last, "conj"):
        last = joined[-1]
    return last if last != head and parsed.tokens[parsed.subtree(last)[0] - 1].text == "," else head


def _beside(parsed: Parsed, marked: Marked, verb: int) -> int | None:
    """Who stands where the subject of a finite verb would, though the grammar found none: right after it, or before an aside."""
    after = parsed.children(verb, "dobj")
    follows_clause = any(clause < verb for clause in parsed.children(verb, "ccomp"))
    if after and follows_clause and not any(clause > verb for clause in parsed.children(verb, "ccomp")):
        return after[0]  # "…, reported the agency"
    if verb == 0 or parsed.tokens[verb - 1].text != ",":
        return None
    people = [entity for entity in parsed.entities if entity.kind == "PERSON" and entity.last < verb]
    named = [entity for entity in people if not is_spoken(marked, parsed.tokens[entity.first].start)]
    return named[-1].last - 1 if named and parsed.tokens[named[-1].last].text == "," else None


def _trails(parsed: Parsed, verb: int) -> bool:
    """Whether a participle follows a comma ("…, adding that"): it is the main clause's, whatever stands between."""
    return parsed.tokens[verb].tag == "VBG" and verb > 0 and parsed.tokens[verb - 1].text == ","


def _sources(parsed: Parsed, marked: Marked) -> Iterator[Mention]:
    """Whom the sentence gives as its source: "according to …", "per …", "as stated by …"."""
    for index, token in enumerate(parsed.tokens):
        if is_spoken(marked, token.start):
            continue
        if token.text.casefold() == "according":
            places = [noun for to in parsed.children(index, "prep") for noun in parsed.children(to, "pobj")]
        elif token.text.casefold() == "per" and token.role == "prep":
            places = [noun for noun in parsed.children(index, "pobj") if parsed.tokens[noun].part == "PROPN"]
        else:
            continue
        for head in places:
            if (text := name_at(parsed, head, marked)) is not None:
                yield Mention(text, index, head, is_weak=False, is_aside=False)


def _introduced(parsed: Parsed, marked: Marked, lemma: str) -> Iterator[Mention]:
    for index, token in enumerate(parsed.tokens):
        if token.lemma.casefold() == lemma and token.tag == "VBG" and not is_spoken(marked, token.start):
            for head in parsed.children(index, "dobj"):
                if (text := name_at(parsed, head, marked)) is not None:
                    yield Mention(text, index, head, is_weak=False, is_aside=False)
