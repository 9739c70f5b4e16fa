"""What marks a paragraph as page furniture, whatever page it stands on.

Each rule here looks at one paragraph alone. A rule fires only where the whole paragraph is furniture, so that a
sentence which merely mentions sharing, photographs or cookies stays.
"""

import re
from functools import lru_cache

from qa.articles.credits import credit_at_end, is_credit
from qa.articles.phrases import CONTROLS, LINK_LISTS, PAGE_WORDS, SECTION_NAMES, TAG_LISTS

_REMEMBERED = 2048  # menus are printed twice, and several rules ask of the same line
_LONGEST_NOTICE_CHARS = 700
_LONGEST_FURNITURE_CHARS = 300
_MOST_KICKER_WORDS = 5
_KICKER_MARK = re.compile(r"[|/>»›]")
_LONGEST_LINE_CHARS = 120  # of a bar of controls


def _alternatives(phrases: tuple[str, ...]) -> str:
    escaped = (re.escape(phrase).replace("'", "['’]").replace(r"\ ", r"\s+") for phrase in phrases)
    return "|".join(sorted(escaped, key=len, reverse=True))


_GAP = r"(?:[\s|·•/>»›,.…()\[\]!+→←▶►▼▲✕×✓*_:-]|\(\d+\))"


def _only(phrases: tuple[str, ...], *, at_least: int = 1) -> re.Pattern[str]:
    """Matches a line of nothing but these phrases, also run together ("Print articleCopy link").

    Possessive, so that a line which starts with many of them and ends otherwise is given up at once.
    """
    return re.compile(rf"{_GAP}*+(?:(?i:{_alternatives(phrases)})(?![a-z]){_GAP}*+){{{at_least},}}+")


_ONLY_CONTROLS = _only(CONTROLS)
_PAGE_WORDS_TOGETHER = _only((*CONTROLS, *PAGE_WORDS), at_least=2)
_ONLY_PAGE_WORDS = _only((*CONTROLS, *PAGE_WORDS))
_MENU_LINE = _only((*CONTROLS, *PAGE_WORDS, *SECTION_NAMES), at_least=3)
_SECTION_NAME = _only(SECTION_NAMES)
_LINK_LIST_LABEL = re.compile(
    rf"\W*(?:{_alternatives(LINK_LISTS)}|more (?:from|in|on|about)\s.{{2,40}})\s*[:>»…\d()|]*", re.IGNORECASE
)
_TAG_LIST_LABEL = re.compile(rf"\W*(?:{_alternatives(TAG_LISTS)})\s*(?::.*|\W*)", re.IGNORECASE)

_PLAYER_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\s*/\s*(?:\d{1,2}:)?\d{1,2}:\d{2})?")
_COUNT = re.compile(
    r"[\d.,]+\s?[km]?\s(?:comments?|shares?|views?|likes?|reactions?|retweets?|followers?)"
    r"|(?:reading time\W+|read time\W+)?\d+[\s-]?min(?:ute)?s?(?: to)?\s(?:read|listen)"
    r"|reading time\W+\d+\s?min(?:ute)?s?"
    r"|(?:(?:updated|published|posted)\s)?(?:\d+|an?)\s(?:second|minute|hour|day|week|month|year)s?\sago",
    re.IGNORECASE,
)
_LINK_LEAD = re.compile(
    r"(?:(?i:also read|read also|read more|read next|see also|related(?: story| article| news| video)?|up next"
    r"|must read|"
    r"don['’]t miss|more from [^:]{2,40}|recommended for you)|READ|MORE|WATCH|LISTEN|VIDEO|PHOTOS|GALLERY|Read|Watch"
    r"|Listen)"
    r"\s?[:>»›|]\s?\S"
)
_FOLLOW = re.compile(r"follow (?P<name>[\w .'’&-]{2,30}?) on\b", re.IGNORECASE)
_LETTERS = r"newsletter|inbox|alerts?\b|e-?mails?\b|updates\b|briefing|digest|podcast|channel|series|\bour\b"
_INVITATION = re.compile(
    r"(?:(?:did you )?(?:like|enjoy|love)d? (?:this|our) (?:story|article|post|piece|content|report|page|video"
    r"|episode|site)\b"
    r"|liked what you|(?:like|follow|find|join) us (?:on|at)\b|follow @\w+"
    r"|follow \S+(?: \S+)? on (?:facebook|twitter|instagram|x\b|telegram|tiktok|linkedin|youtube)"
    rf"|sign up (?:for|to|here)\b.*(?:{_LETTERS})|subscribe (?:to|for)\b.*(?:{_LETTERS}|today|now)|subscribe (?:here"
    rf"|now)\b"
    r"|click here\b|click on the (?:link|image|photo|picture)|download (?:our|the) (?:\S+ )?app\b"
    rf"|get (?:the latest|our|unlimited|breaking|more stories|all the)\b.*(?:{_LETTERS}|unlimited access|\bapp\b"
    rf"|subscri)"
    r"|join our (?:channel|newsletter|mailing|telegram|whatsapp|community|facebook)"
    r"|(?:share (?:this (?:story|article|post|page|with)|your (?:thoughts|opinion|views|comments))"
    r"|tell us what you think"
    r"|let us know what you think|what do you think\?|have your say)(?=.{0,100}$)"
    r"|if you (?:like|enjoy|value|found|want)(?:d|ed)? (?:this|our|what|to (?:read|see) more)\b"
    r".*(?:share|subscrib|support|donat|follow|sign up)"
    r"|for more (?:news|stories|updates|from|on this story)\b.*(?:follow|visit|click|subscrib|sign up|download|app\b"
    r"|www|http)"
    r"|support (?:our|independent) journalism|your support\b.*(?:journalis|newsroom|reporting)"
    r"|get our free \S+ newsletter|you can share this|follow [\w .]{2,30} on:?$"
    r"|our standards:|the \S+ is not responsible for the content|read about our approach to).*",
    re.IGNORECASE | re.DOTALL,
)
_COOKIES = re.compile(
    r"(?:we (?:and our partners )?(?:use|store|value)\b|(?:this|our) (?:web)?sites? uses?\b"
    r"|by (?:continuing|clicking|using|browsing)\b.*\byou (?:agree|accept|consent)).*(?:cookies|privacy)",
    re.IGNORECASE | re.DOTALL,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright\b)\s*(?:©\s*|\(c\)\s*)?(?:\d{4}|by\b|all rights).*|.{0,160}\ball rights reserved\W*",
    re.IGNORECASE | re.DOTALL,
)
_BARE_LINK = re.compile(r"<?(?:https?://|www\.)\S+>?")
_SEPARATOR = re.compile(r"[-–—_=*~•·.+#|<>×✕✖❖§\s\u200b\ufeff\xad]+")
_LEADING_LABEL = re.compile(
    r"(?:(?:Image|Media|Photo) caption\s?[,:]?|Caption\s?:|Facebook\s?Twitter\s?Pinterest)\s*(?=[A-Z0-9“\"‘'])"
)
_READ_ON = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*"
    r"(?P<link>(?i:read (?:more|on|the (?:rest|full)[\w ]*)|continue reading[^.]{0,80}|more|full story)\s*[»>→…]*)\s*$"
)
# Each must match a whole paragraph; only the last ones can be long.
_FOR_LONG_LINES = -2
_WHOLE_LINE_RULES = (
    (_SEPARATOR, "separator"),
    (_ONLY_CONTROLS, "page control"),
    (_PAGE_WORDS_TOGETHER, "page control"),
    (_COUNT, "count of comments, readers or minutes"),
    (_INVITATION, "invitation to follow, share or subscribe"),
    (_COPYRIGHT, "copyright notice"),
)


def furniture_reason(text: str) -> str | None:
    """Why a paragraph is page furniture wherever it stands, or None."""
    if _is_icon_list(text):
        return "names of icons"
    if len(text) > _LONGEST_NOTICE_CHARS:
        return None
    if _COOKIES.match(text):
        return "cookie notice"
    if len(text) > _LONGEST_FURNITURE_CHARS:
        return None
    if is_credit(text):
        return "photo credit"
    if _LINK_LEAD.match(text) and not text.endswith("."):
        return "link to another article"
    whole = _WHOLE_LINE_RULES if len(text) <= _LONGEST_LINE_CHARS else _WHOLE_LINE_RULES[_FOR_LONG_LINES:]
    return next((reason for pattern, reason in whole if pattern.fullmatch(text)), None)


def outside_body_reason(text: str) -> str | None:
    """Why a paragraph is page furniture, given that it stands before the article starts or after it ends; or None."""
    if len(text) > _LONGEST_FURNITURE_CHARS:
        return None
    if is_page_word(text):
        return "page control"
    if _MENU_LINE.fullmatch(text):
        return "menu"
    if _BARE_LINK.fullmatch(text):
        return "bare link"
    return None


@lru_cache(maxsize=_REMEMBERED)
def is_page_word(text: str) -> bool:
    """Whether a line is the label of a control or a link of a page, which a subheading can be as well ("Comments")."""
    return len(text) < 60 and _ONLY_PAGE_WORDS.fullmatch(text) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_section_name(text: str) -> bool:
    """Whether a line is the name of a news section and nothing else, as in a menu."""
    return len(text) < 30 and _SECTION_NAME.fullmatch(text) is not None


def is_kicker(text: str) -> bool:
    """Whether a line names the section that the article stands in: ``Politics``, ``News | Europe``."""
    return len(text.split()) <= _MOST_KICKER_WORDS and any(
        is_section_name(part.strip()) for part in _KICKER_MARK.split(text)
    )


def followed_account(text: str) -> str | None:
    """Who a page invites its readers to follow, or None."""
    match = _FOLLOW.match(text)
    return match["name"] if match else None


def is_player_time(text: str) -> bool:
    """Whether a line is a time on a media player, such as ``26:13`` or ``0:00 / 2:35``."""
    return len(text) < 20 and _PLAYER_TIME.fullmatch(text) is not None


def is_link_list_label(text: str) -> bool:
    """Whether a line announces links to other articles."""
    return len(text) < 60 and _LINK_LIST_LABEL.fullmatch(text) is not None


def is_tag_list_label(text: str) -> bool:
    """Whether a line announces keywords, or is a list of them behind such a word."""
    return len(text) < 200 and _TAG_LIST_LABEL.fullmatch(text) is not None


def trims(text: str) -> tuple[tuple[int, int, str], ...]:
    """Furniture at the edges of a paragraph of content, as (start, end, reason) within ``text``, in order."""
    if len(text) > 1500:
        return ()
    found = []
    label = _LEADING_LABEL.match(text)
    if label:
        found.append((0, label.end(), "caption label"))
    read_on = _READ_ON.search(text, max(0, len(text) - 120))
    credit = credit_at_end(text)
    if read_on:
        found.append((*read_on.span("link"), "link to the whole article"))
    elif credit:
        found.append((*credit, "photo credit"))
    return tuple(found)


def _is_icon_list(text: str) -> bool:
    # "silicon" and "iconic" hold the letters too, but never in every third word.
    icons = text.lower().count("icon") if "icon" in text else 0
    return icons >= 3 and icons * 3 >= len(text.split()) and text[-1] not in ".!?"
