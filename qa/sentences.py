"""Text to paragraphs and sentences, as spans: nothing is copied, trimmed or mended, so offsets stay exact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HEADING_MARK = re.compile(r"[ ]{0,3}#{1,6}[ \t]+\S")
LIST_MARK = re.compile(r"[ \t\xa0]*(?:[•‣◦▪●∙⁃■□➤►*+–—-]|\(?[0-9]{1,3}[.)])[ \t\xa0]+(?=\S)")
_CELL_GAP = re.compile(r"\S(?:\t| {3,})\S")
_NARROWEST_WRAP_CHARS = 50  # below this, lines are short because they are short, not because an editor broke them
_WIDEST_WRAP_CHARS = 132

_OPENERS = "\"'“‘«‹„([{*_¿¡"
_CLOSERS = r"[\"'”’»›)\]}*_]*(?:\[[\w ]{1,12}\])*"
_CANDIDATE = re.compile(
    rf"[.!?…؟۔।]+{_CLOSERS}(?=\s)"
    r"|[。！？｡]+[」』”’）]*"
    # Web text often loses the space between two sentences; only an unmistakable opening word is taken for that.
    r"|(?<=[a-z]{2})[.!?]+[”’]?(?=(?:The|This|He|She|It|They|We|In|But|However|According|Meanwhile)\s)"
)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|Ph\.D|[^\W\d_]{1,2}(?:\.[-‐‑]?[^\W\d_]{1,2})+")
_SHORT_NAME = re.compile(r"[B-DF-HJ-NP-TV-Z][bcdfghjklmnpqrstvwxz]{1,3}")  # Th., Chr., Wm.: no word is without a vowel
_AFTER_CLOCK = re.compile(
    r"[A-Z]{2,5}\b|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|(?:Eastern|Central|Mountain|Pacific|Moscow|London) "
)
_WORD = re.compile(r"[^\W\d_]+")
_LOWER_NAME = re.compile(r"[a-z]{1,3}[-’']?[A-Z]")  # eBay, iPhone, al-Nusra: names that keep their small letter
_ATTRIBUTION = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|added|adds|replied|wrote|writes|tweeted|shouted|continued|"
    r"exclaimed|cried|responded|answered|wondered|joked|recalled|explained)\b"
)
_LONGEST_CUT_CHARS = 20
_FEWEST_ITEMS = 2
_LONGEST_LIST_CHARS = 600  # a lead-in with its list; more is no sentence that anybody would quote
_CUT_OFF = re.compile(r"(?:…|\.\s?\.\s?\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\)|\[\+\d+ chars\])$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STARTERS = _words("""
    The A An This That These Those He She It They We I You His Her Its Their Our My In On At By For From With Without
    After Before During Since Until While When Where What Who Why How Which But And Or So Yet If Although Though Because
    As However Meanwhile Also Then There Here Now Earlier Later Some Many Most Several Both Each All Not Another Under
    Between Among According Despite Once Still Even Only More Instead Moreover Nor Thus Therefore Asked Such To
""")
_BEFORE_NAME = _words("""
    mr mrs ms mx dr prof gen lt col maj capt cmdr cdr cpt sgt cpl pvt pfc adm brig rep sen gov rev hon pres supt det
    insp amb messrs mme mlle msgr mt ft i.e e.g cf viz vs v spc ens cmdt lieut
""")
_BEFORE_NUMBER = _words("""
    no nos nr nrs fig figs art sec sect vol ch p pp par para approx ca c eq ver op pop ext tel est jan feb mar apr jun jul aug sep
    sept oct nov dec
""")
_MAY_END = _words("""
    bn bln mn mln tn mrd mio
    Inc Corp Co Ltd Jr Sr St Ave Blvd Rd Bros Dept Univ Assn Esq al Fr Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind
    Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo
""")


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """Where a sentence stands; ``complete`` is False where the source cuts it off (it ends in an ellipsis)."""

    start: int
    end: int
    complete: bool


def split_sentences(text: str, *, offset: int = 0) -> tuple[SentenceSpan, ...]:
    """The sentences of ``text`` in order, without surrounding white space; together they hold all other characters.

    A paragraph's end ends a sentence, so a heading without a full stop is one of its own; but what a list says goes on from
    the words that lead it in, so that a lead-in with a short list is one sentence. Where it can't be told whether an
    abbreviation ends a sentence, it does not: two sentences in one lose less than half a sentence.

    Args:
        text: any text.
        offset: added to every position, for a text that is a part of a longer one.
    """
    spans: list[SentenceSpan] = []
    paragraphs = split_paragraphs(text)
    position = 0
    while position < len(paragraphs):
        start, end = paragraphs[position]
        items = _items_led_in(text, paragraphs, position)
        *whole, (first, last) = _split_paragraph(text, start, end)
        spans += [SentenceSpan(one + offset, other + offset, True) for one, other in whole]
        if items and paragraphs[position + items][1] - first <= _LONGEST_LIST_CHARS:
            position += items
            last = paragraphs[position][1]
        complete = not is_cut_off(text[max(first, last - _LONGEST_CUT_CHARS) : last])
        spans.append(SentenceSpan(first + offset, last + offset, complete))
        position += 1
    return tuple(spans)


def _items_led_in(text: str, paragraphs: Sequence[tuple[int, int]], lead: int) -> int:
    """How many paragraphs after the one at ``lead`` are items of its list; 0 where an item is a sentence of its own."""
    start, end = paragraphs[lead]
    if text[end - 1] != ":" or LIST_MARK.match(text, start):
        return 0
    kind = ""
    count = 0
    for first, _ in paragraphs[lead + 1 :]:
        mark = LIST_MARK.match(text, first)
        # What is numbered below bullets, or once, is the next heading rather than an item.
        if not mark or (kind and kind != _kind_of(mark)):
            break
        kind = _kind_of(mark)
        count += 1
    # The last item may bear the full stop of the whole.
    ended = any(text[last - 1] in ".!?" for _, last in paragraphs[lead + 1 : lead + count])
    return 0 if ended or count < _FEWEST_ITEMS else count


def _kind_of(mark: re.Match[str]) -> str:
    return "number" if any(character.isdigit() for character in mark.group()) else "bullet"


def is_cut_off(paragraph: str) -> bool:
    """Whether a paragraph ends as a source that cuts it short leaves it: with an ellipsis, or a count of the rest."""
    return _CUT_OFF.search(paragraph) is not None


def split_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """The paragraphs of ``text`` as (start, end), without surrounding white space.

    A line is a paragraph, except in text that an editor or a mail program broke into lines of one width: there a
    paragraph ends at an empty line or a list mark.
    """
    blocks = list(_blocks(text))
    width = max((width for block in blocks if (width := _wrap_width(text, block))), default=0)
    paragraphs: list[tuple[int, int]] = []
    for block in blocks:
        wrapped = len(block) > 1 and width > 0 and _is_wrapped(text, block, width)
        start, end = block[0]
        for line in block[1:]:
            if not (wrapped or _continues(text, end, line[0])):
                paragraphs.append((start, end))
                start = line[0]
            end = line[1]
        paragraphs.append((start, end))
    return tuple(paragraphs)


def _blocks(text: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines without an empty line or a list mark between them; each line without surrounding white space."""
    block: list[tuple[int, int]] = []
    previous_end = 0
    after_heading = False
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        is_heading = _HEADING_MARK.match(line) is not None
        line_breaks = len(_LINE_BREAK.findall(text, previous_end, match.start()))
        if block and (is_heading or after_heading or LIST_MARK.match(line) or line_breaks > 1):
            yield block
            block = []
        block.append((start, start + len(stripped)))
        previous_end = match.end()
        after_heading = is_heading
    if block:
        yield block


def _wrap_width(text: str, block: list[tuple[int, int]]) -> int:
    """The width in characters that the lines of a block were broken to, or 0 where they were not."""
    if len(block) < 3:
        return 0
    width = max(end - start for start, end in block)
    if not _NARROWEST_WRAP_CHARS <= width <= _WIDEST_WRAP_CHARS or not _is_wrapped(text, block, width):
        return 0
    ended = sum(text[end - 1] in ".!?" for _, end in block[:-1])
    return width if ended * 2 < len(block) else 0


def _is_wrapped(text: str, block: list[tuple[int, int]], width: int) -> bool:
    """Whether no line had room for the first word of the next one, and they are no rows of a table."""
    if 2 * sum(_CELL_GAP.search(text, start, end) is not None for start, end in block) >= len(block):
        return False
    for (start, end), (next_start, next_end) in pairwise(block):
        if end - start > _WIDEST_WRAP_CHARS:
            return False
        space = text.find(" ", next_start, next_end)
        if end - start + 1 + (space if space > 0 else next_end) - next_start <= width:
            return False
    return True


def _continues(text: str, end: int, next_start: int) -> bool:
    """Whether a line goes on with the sentence of the line before it, which is long enough to have been broken off."""
    before = text[max(0, end - _NARROWEST_WRAP_CHARS) : end]
    return (
        len(before) == _NARROWEST_WRAP_CHARS
        and _LINE_BREAK.search(before) is None
        and before[-1] not in ".!?…:;"
        and text[next_start].islower()
        and not _CELL_GAP.search(before)
        and not _LOWER_NAME.match(text, next_start)
    )


def _split_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _CANDIDATE.finditer(text, start, end):
        after = match.end()
        while after < end and text[after].isspace():
            after += 1
        if after >= end:
            break
        if _ends_sentence(text, start, match, after, end):
            yield start, match.end()
            start = after
    yield start, end


def _ends_sentence(text: str, start: int, match: re.Match[str], after: int, end: int) -> bool:
    ending = match.group()
    if ending[0] in "。！？｡":
        return True
    opening = after
    while opening < end - 1 and text[opening] in _OPENERS:
        opening += 1
    first = text[opening]
    if first.islower() and not _LOWER_NAME.match(text, opening):
        return False
    if not (first.isalnum() or first in "$£€¥#@•"):
        return False
    mark = ending.rstrip("\"'”’»›)]}*_")
    if mark[-1:] == "…" or mark.endswith(".."):
        return not first.isdigit()
    if ending[0] != ".":
        quoted = any(closer in ending for closer in '"”’»')
        return not (quoted and _ATTRIBUTION.match(text, after, end))
    if ending != ".":  # a closing quote or bracket, or several full stops
        return True
    return _full_stop_ends(text, start, match.start(), opening, end)


def _full_stop_ends(text: str, start: int, stop: int, after: int, end: int) -> bool:
    """Whether the full stop at ``stop`` is more than the dot of an abbreviation, an initial or a list number."""
    word_start = stop
    while word_start > start and not text[word_start - 1].isspace() and text[word_start - 1] not in "\"'“‘([{—–/*_":
        word_start -= 1
    word = text[word_start:stop]
    if not word or len(word) > 12:
        return True
    following = _WORD.match(text, after, end)
    next_word = following.group() if following else ""
    is_initial = len(next_word) == 1 and text[after + 1 : after + 2] == "."
    starts = next_word in _STARTERS and not is_initial
    lower = word.lower()
    if word_start == start and (word.isdigit() or len(word) == 1):
        return False
    if lower in _BEFORE_NAME:
        return False
    if lower in _BEFORE_NUMBER:
        return not text[after].isdigit()
    if lower in ("a.m", "p.m"):
        return not _AFTER_CLOCK.match(text, after, end)
    if word in _MAY_END or _DOTTED.fullmatch(word) or _SHORT_NAME.fullmatch(word):
        return starts
    if len(word) == 1 and word.isupper():
        return starts
    return True
