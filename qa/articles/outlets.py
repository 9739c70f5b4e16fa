"""Who publishes: names of outlets as articles print them."""

import re

from qa.articles.phrases import OUTLETS

_BY_NAME = {name.casefold(): name for name in OUTLETS}
_KIND_OF_OUTLET = (
    r"(?:News|Times|Post|Guardian|Press|Journal|Herald|Agency|Magazine|Tribune|Telegraph|Gazette|Chronicle|Observer|"
    r"Examiner|Standard|Courier|Globe|Mail|Express|Mirror|Bulletin|Review|Weekly|Daily|Today|Radio|TV|Television|Network"
    r"|Media|Newswire|Sentinel|Record|Argus|Echo|Dispatch|Inquirer|Enquirer|Register|Advertiser|Independent|Voice|Reporter|Ledger|"
    r"Citizen|Messenger|Monitor|Notes|Digest|Advocate|Mercury|Bugle|Beacon|Pioneer|Broadcasting)"
)
_NAMED_LIKE_ONE = re.compile(rf"(?:The |the )?(?:[A-Z][\w&.'’-]*\s+){{1,4}}{_KIND_OF_OUTLET}$")
_NAME = r"[A-Z][\w.&'’/-]*(?: [A-Z&][\w.&'’/-]*){0,4}"
_PLACE = r"[A-Z][A-Z .'’/-]{2,40}?"
_DAY = r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?)?"
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:,? [A-Z][\w.]+(?: [A-Z][\w.]+)?)?{_DAY},? ?\((?P<in_brackets>{_NAME})\)(?: ?[–—-]|:)"
    rf"|\((?P<alone>{_NAME})\) ?[–—-]"
    rf"|{_PLACE}{_DAY}[.,]? ?/(?P<in_slashes>[A-Z][\w-]*)/"
    rf"|(?P<bare>{_NAME}) ?—\s)"
)
_ANY_KNOWN = "|".join(sorted(map(re.escape, OUTLETS), key=len, reverse=True))
_PLACE_AND_OUTLET = re.compile(rf"(?:[A-Z][\w.’'-]*,? ){{1,6}}?\(?(?P<name>{_ANY_KNOWN})\)?\s*[–—-]+")
_OWN_SOURCE = re.compile(r"sources?\s?:\s*(?P<name>[^:;.]{2,30}?),? and (?:news )?agencies\.?", re.IGNORECASE)
_COPYRIGHT = re.compile(
    rf"(?i:©|\(c\)|copyright)[\s©,(c)]*(?:\d{{4}}\s*[-–]\s*)?\d{{4}}[,.]?\s+(?:by )?"
    rf"(?P<name>{_NAME}(?: (?:of|for|the|and) {_NAME})*)"
)
_RIGHTS = re.compile(r"(?i)\b(?:all rights(?: reserved)?|all)\b.?")
_BYLINE_OUTLET = re.compile(rf"^(?i:by)\s+[^,|]{{2,60}}(?:,|\||\s[–—-]|\sfor\s)\s*(?P<name>{_NAME})\s*$")


def known_outlet(text: str) -> str | None:
    """The outlet that ``text`` is the name of, as the outlet writes it, or None."""
    name = " ".join(text.split()).strip(" .,:;|·—–-()[]")
    found = _BY_NAME.get(name.casefold())
    # A word such as "time" is a name only in the letters that the outlet uses.
    return found if found and (len(name.split()) > 1 or name == found or name.isupper()) else None


def outlet_like(text: str) -> str | None:
    """The outlet that ``text`` is or may be the name of: known, or called as one ("Springfield Herald"); else None."""
    name = " ".join(text.split()).strip(" .,:;|·—–-()[]")
    return known_outlet(name) or (name if _NAMED_LIKE_ONE.fullmatch(name) else None)


def dateline_outlet(paragraph: str) -> str | None:
    """The agency in the dateline that opens a paragraph, as in ``PARIS (Agency) –``; or None.

    A name in the middle of a paragraph is somebody that the article speaks of, not its publisher.
    """
    match = _DATELINE.match(paragraph)
    if not match:
        return None
    bare = match["bare"]
    if bare:  # a place can stand there too ("PARIS —")
        return known_outlet(bare)
    name = match["in_brackets"] or match["alone"] or match["in_slashes"]
    return known_outlet(name) or name


def outlet_of_line(line: str) -> str | None:
    """The outlet that a whole line names, alone or behind a place as in ``Lagos, Nigeria CNN —``; or None."""
    alone = known_outlet(line)
    if alone:
        return alone
    match = _PLACE_AND_OUTLET.fullmatch(line)
    return known_outlet(match["name"]) if match else None


def copyright_outlet(line: str) -> str | None:
    """The holder in a line such as ``© 2017 The Daily. All rights reserved``, or None."""
    match = _COPYRIGHT.match(line)
    if not match or re.search(r"\b(?:photo|image|getty)", match["name"], re.IGNORECASE):
        return None
    name = _RIGHTS.sub("", match["name"]).strip(" .,")
    return (known_outlet(name) or name) if name else None


def source_outlet(line: str) -> str | None:
    """The outlet in a line such as ``Source: The Daily and news agencies``, by which a site credits itself; or None.

    A single name behind "Source" is where the story came from, which may be another house.
    """
    match = _OWN_SOURCE.fullmatch(line)
    return known_outlet(match["name"]) or match["name"] if match else None


def byline_outlet(line: str) -> str | None:
    """The outlet in a line such as ``By Jane Roe, The Guardian``, or None."""
    match = _BYLINE_OUTLET.match(line)
    return outlet_like(match["name"]) if match else None
