"""Photo credits: lines of nothing else, and those behind a caption."""

import re

_AGENCY = (
    r"(?:Getty(?: Images)?|AP(?: Photo| Images)?|Reuters|REUTERS|AFP|EPA(?:-EFE)?|EFE|PA(?: Images| Wire| Media)?|"
    r"Shutterstock|Alamy|Corbis|iStock(?:photo)?|Unsplash|Pixabay|Pexels|Flickr|Wikimedia(?: Commons)?"
    r"|Rex(?: Features)?|"
    r"Anadolu(?: Agency)?|TASS|Sputnik|RIA Novosti|Xinhua|Bloomberg|CNN|BBC|NBC|CBS|ABC|NurPhoto|Z(?:uma"
    r"|UMA)(?: Press)?|"
    r"Imago|dpa|DPA|S(?:ipa|IPA)(?: USA)?|ANP|UPI|Instagram|Twitter|Facebook|YouTube|USA TODAY(?: Sports| Network)?"
    r"|NASA|"
    r"Handout|WireImage|FilmMagic)"
)
# A credit is made of names and little words; a sentence behind "Photo:" is a caption, which is content.
_NAMES = r"(?:©\s?)?[A-Z@©][\w.@&'’/-]*(?:,?\s(?:[A-Z@/|–-][\w.@&'’/-]*|of|for|via|by|the|and|de|van|von|al|/|\||©))*"
_WORD = (
    r"(?:(?:file |stock )?photo(?:graph|s)?(?: credits?)?|pictures?(?: credit)?|images?(?: credits?| source)?|"
    r"video(?: credit)?|credits?|illustration|graphic|screenshot)"
)
_BY = r"(?:Photo(?:graph)?s?|Image|Picture|Illustration|Video) (?:by|courtesy(?: of)?) "
_AGENCY_TAIL = r"(?:\s?(?:/|via|,|-|–)\s?[A-Z][\w .'’-]{1,40})*"
_CREDIT = (
    rf"(?:(?i:{_WORD})\s?[:,/]\s?{_NAMES}|{_BY}{_NAMES}"
    rf"|(?:[A-Z©][\w.'’-]*(?:\s+[\w.'’-]+){{0,4}}\s?)?(?:/|\bvia\b|©)\s?{_AGENCY}{_AGENCY_TAIL}"
    rf"|{_AGENCY}(?:/[A-Z][\w .'’-]{{1,40}})+"
    rf"|©\s?{_AGENCY}(?:\s?[/.]\s?[A-Z][\w .'’-]{{1,40}})*)"
    r"[\s.|]*"
)
_BRACKETED = (
    r"[(\[][^()\[\]]{0,80}(?:Photo|Getty|Images?\b|[Cc]ourtesy (?:of|photo)|photo (?:by|credit))[^()\[\]]{0,60}[)\]]"
)
_LINE = re.compile(rf"\s*(?:{_CREDIT}|{_BRACKETED})\s*")
_AT_END = re.compile(rf"(?:(?<=[.!?”\"’)])\s+|\s+(?=©))(?P<credit>{_CREDIT}|{_BRACKETED})\s*$")
_LONGEST_CREDIT_CHARS = 160


def is_credit(text: str) -> bool:
    """Whether a text is a photo credit and nothing else."""
    return len(text) <= _LONGEST_CREDIT_CHARS and _LINE.fullmatch(text) is not None


def credit_at_end(text: str) -> tuple[int, int] | None:
    """Where the photo credit behind the full stop of a caption stands in ``text``, or None.

    An agency in brackets is not taken for one: it can be the source of the sentence before.
    """
    match = _AT_END.search(text, max(0, len(text) - _LONGEST_CREDIT_CHARS))
    return match.span("credit") if match else None
