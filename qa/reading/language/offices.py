"""Offices and who is named as holding them: "who is the mayor?", "Mayor Ada Lund opened it", "the mayor, Ada Lund, said"."""

from qa.reading.language.parser import Parsed, parse

_NOT_IN_OFFICE = frozenset(
    """former ex late deputy vice then future outgoing incoming onetime interim would-be previous first last ousted
    assistant associate shadow""".split()  # noqa: SIM905 - a word a line would fill a screen
)


def office_asked(question: str) -> tuple[str, ...]:
    """The words of the office whose holder a question asks for, in small letters, the noun last; none where it asks for none.

    Only of the present: "who is the finance minister of Norland?" gives finance and minister.
    """
    parsed = parse(question)
    for i, token in enumerate(parsed.tokens):
        verb = parsed.tokens[token.head]
        if token.text.lower() == "who" and verb.lemma == "be" and verb.tag in {"VBZ", "VBP"}:
            nouns = [
                child
                for child in parsed.children(token.head, "nsubj", "attr")
                if child != i and parsed.tokens[child].part in {"NOUN", "PROPN"} and parsed.tokens[child].text.islower()
            ]
            return _words(parsed, nouns[0]) if nouns else ()
    return ()


def _words(parsed: Parsed, noun: int) -> tuple[str, ...]:
    before = [child for child in parsed.children(noun, "compound") if parsed.tokens[child].text.islower()]
    return tuple(parsed.tokens[i].text.lower() for i in (*before, noun))


def holder_in(sentence: str, office: tuple[str, ...]) -> tuple[int, int] | None:
    """Where in a sentence somebody is named as holding the office, as half-open offsets; None where nobody is."""
    parsed = parse(sentence)
    for i, token in enumerate(parsed.tokens):
        before = [each.text.lower() for each in parsed.tokens[max(0, i - len(office)) : i]]
        if token.text.lower() != office[-1] or (len(office) > 1 and before[1 - len(office) :] != list(office[:-1])):
            continue
        qualified = {*before, *(parsed.tokens[child].text.lower() for child in parsed.children(i, "amod", "compound"))}
        name = _name_behind(parsed, i) or _name_of_the_subject(parsed, i)
        if name is not None and _NOT_IN_OFFICE.isdisjoint(qualified - {*office}):
            return name
    return None


def _name_behind(parsed: Parsed, noun: int) -> tuple[int, int] | None:
    """The name right behind a noun, or in apposition to it behind a comma."""
    tokens = parsed.tokens
    first = noun + 1
    apposed = [child for child in parsed.children(noun, "appos") if tokens[child].part == "PROPN"]
    if apposed and apposed[0] > noun:
        first = min([apposed[0], *(child for child in parsed.children(apposed[0], "compound") if child > noun)])
    last = first
    while last < len(tokens) and tokens[last].part == "PROPN":
        last += 1
    return (tokens[first].start, tokens[last - 1].end) if last > first else None


def _name_of_the_subject(parsed: Parsed, noun: int) -> tuple[int, int] | None:
    """Whose office it becomes: "Ada Lund becomes rector", "her deputy, Ada Lund, has become rector"."""
    token = parsed.tokens[noun]
    becomes = parsed.tokens[token.head].lemma == "become" and not parsed.children(token.head, "neg")
    if token.role not in {"attr", "oprd"} or not becomes:
        return None
    inside = [i for child in parsed.children(token.head, "nsubj") for i in parsed.subtree(child)]
    names = [i for i in inside if parsed.tokens[i].part == "PROPN"]
    if not names:
        return None
    first = last = names[-1]
    while first - 1 in names:
        first -= 1
    return parsed.tokens[first].start, parsed.tokens[last].end
