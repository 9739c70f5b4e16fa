"""What a server shows instead of an article: bot checks, denied access, missing pages, walls.

Such a page speaks to its visitor about the page itself and tells nothing else. So it is known by the share of its sentences
that do so, not by a phrase: an article about a blocked page, or one that ends in a cookie notice, tells more than it.
"""

import re
from itertools import chain

from qa.articles.page import comparable
from qa.sentences import split_sentences

_MOST_WORDS = 700  # as long as the walls of consent are; a page with more is read in any case
_FEWEST_PROSE_WORDS = 4
_MOST_HEADLINES_WORDS = 3  # times as many in lines that are no sentences: a missing page lists others
_VISITOR = re.compile(r"\b(?:you|your|please|sorry|we|our|oops)\b")
_ENDS = (".", "!", "?", "…", '"', "'")

# Phrases that only a page uses that speaks of itself, and what such a page is. Each is looked for in one sentence.
_KINDS = (
    (
        "a check that its visitor is human",
        r"(?:verif|confirm|prove|make sure|check)\w*\b.{0,40}\b(?:you are|you're|are|is) (?:a |not a )?(?:human|real person|robot|bot)\b"
        r"|are you (?:a )?(?:human|robot)|(?:not|aren't|are|you're) a (?:robot|bot|real person)\b|captcha|press (?:&|and) hold|just a moment"
        r"|(?:checking|verifying|review(?:ing)?)\b.{0,30}\b(?:browser|connection|device|human)\b|\bray id\b"
        r"|(?:unusual|suspicious|automated|abnormal)\b.{0,20}\b(?:traffic|activity|requests?|queries|access|behaviou?r)\b.{0,60}"
        r"\b(?:your|you|network|ip)\b|security (?:check|verification|service)\b.{0,40}\b(?:itself|online|attacks|human|continue)"
        r"|complete the (?:action|challenge|check|puzzle|security)|characters (?:you see|shown|in the image)|bots use"
        r"|something about your browser made us think|(?:performance|protected|security).{0,12}\bby [a-z]+\W*$|attention required",
    ),
    (
        "a notice that access is denied",
        r"access (?:to (?:this|the) .{1,40})?\s?(?:is |has been |was )?(?:temporarily )?(?:denied|blocked|forbidden|restricted|limited)\b"
        r"|you (?:don't|do not) have (?:permission|access|authori[sz]ation)|(?:you|your (?:ip|request|access|visit)\b.{0,40}) "
        r"(?:have|has) been (?:blocked|rated|banned|limited|refused)|\b40[136]\b.{0,5}(?:forbidden|unauthori[sz]ed|not acceptable)"
        r"|request (?:was |has been |could not be )?(?:blocked|unsuccessful|refused|rejected|satisfied)|\breference (?:#|id)"
        r"|(?:not|un)\s?available (?:in|from|to .{0,30}\bin) your (?:country|region|location|area)|legal reasons"
        r"|european economic area|incident id|unable to access|(?:site|website) (?:owner|administrator)|your ip\b|request id\b"
        r"|(?:action|request)\b.{0,60}\b(?:triggered|blocked|rejected|threats?)\b|too many requests|blocked in error"
        r"|why have i been blocked|what can i do to resolve",
    ),
    (
        "a notice that the page was not found",
        r"(?:page|url|address|link|article|story|content|file|document|resource|what)\b.{0,60}(?:\bnot|n't|\bcannot|\bno longer|\bnothing)\b"
        r".{0,15}\b(?:found|exists?|available|here|there|find|valid)\b|(?:\bnot|n't|\bcannot)\b.{0,20}\bfind\b.{0,25}\b(?:page|looking for)"
        r"|\b4(?:04|10)\b|(?:looking for|requested|asked for).{0,50}\b(?:moved|removed|deleted|renamed|expired|unavailable|gone)\b"
        r"|^not found|nothing (?:was )?found|(?:page|link).{0,40}\b(?:moved|removed|deleted|renamed|broken|outdated|mistyped)\b|mistyped"
        r"|(?:try|use|using) (?:the |our |a )?search|(?:back|return|go) to (?:the |our )?(?:home|front|main|previous|start)|has not archived that"
        r"|check the (?:url|address|spelling|link)",
    ),
    (
        "a notice that the page needs JavaScript",
        r"(?:enabl|turn|activat|requir|need|without|disabl|allow|support|works?)\w*\b.{0,60}\b(?:javascript|js)\b"
        r"|(?:javascript|js)\b.{0,60}\b(?:enabl|disabl|requir|turned|blocked|support|need|off)|browser.{0,50}\b(?:un|not |no longer )"
        r"\s?supported|(?:upgrad|updat)\w* (?:your|to a).{0,20}\bbrowser|reload (?:the|this) page|refresh (?:the|this|your) (?:page|browser)"
        r"|^(?:please wait|loading|redirecting)|being redirected|ad.?block|\byour (?:web )?browser\b",
    ),
    (
        "a wall of cookies or consent",
        r"\bcookies?\b.{0,80}\b(?:site|device|browser|settings|consent|agree|accept|use|policy|our|partners)\b|legitimate interest"
        r"|\b(?:site|device|browser|accept|store|manage|use|uses|using|consent to|our|disabled)\b.{0,80}\bcookies?\b"
        r"|(?:accept|reject|manage|allow|necessary|functional|agree)\b.{0,30}\b(?:cookies|all|preferences|settings|consent)\W*$"
        r"|(?:your|withdraw|give|refuse|manage)\b.{0,30}\b(?:consent|privacy|choices)\b|partners\b.{0,60}\b(?:data|device|store|process)"
        r"|(?:your|personal) data\b.{0,100}|personali[sz]ed (?:ads|advertising|content)|before you continue|privacy (?:policy|settings|matters)",
    ),
    (
        "a wall that asks to log in or pay",
        r"(?:log|sign) ?in\b.{0,40}\b(?:continue|view|read|see|access|account)|subscribe (?:now )?to (?:continue|keep|read|unlock)"
        r"|(?:reached|used).{0,30}\b(?:limit|free articles)|already (?:a |have an )?(?:subscriber|member|account|registered)"
        r"|(?:for|to) (?:our )?(?:subscribers|members) only|create (?:a |your )(?:free )?account|forgot(?:ten)? (?:your )?password"
        r"|confirm (?:that )?you are\b.{0,20}\b(?:18|21|age)|you must be\b.{0,30}\b(?:years|older|age|logged)",
    ),
    (
        "a notice that the server failed",
        r"\b5\d\d\b.{0,5}(?:internal|bad|service|gateway|server|error)|internal (?:server )?error|(?:unable to|not) complete your request|bad gateway|gateway time.?out"
        r"|(?:service|site|page|server)\b.{0,30}\b(?:unavailable|down|offline|overloaded|maintenance)\b|can(?:'t|not) be reached"
        r"|took too long|(?:something|things?) went wrong|try again\b|be (?:right )?back (?:soon|shortly)|err_[a-z_]+|\bdns\b"
        r"|domain\b.{0,40}\b(?:for sale|expired|parked)|about this domain|under construction|apologi[sz]e for (?:any|the) inconvenience|error (?:code|occurred|establishing)"
        r"|your connection is not (?:private|secure)",
    ),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def refusal(text: str, *, title: str | None = None) -> str | None:
    """What a page is instead of an article, or None where it may be one.

    It is no article where at least as many words of its sentences speak to the visitor about the page as tell anything
    else. Of 3,000 news articles and 753 saved and pasted pages none is taken for one; docs/articles.md says how many of
    those that are none are known.

    Args:
        text: all that was found.
        title: of the page.
    """
    if len(text.split(None, _MOST_WORDS)) > _MOST_WORDS:
        return None
    told: dict[str, int] = {}
    prose = headlines = 0
    addressed = False
    sentences = (text[span.start : span.end] for span in split_sentences(text))
    for sentence in chain([title] if title else [], sentences):
        even = comparable(sentence)
        words = len(even.split())
        kind = next((kind for kind, pattern in _PATTERNS if pattern.search(even)), None)
        if kind:
            told[kind] = told.get(kind, 0) + words
            addressed = addressed or _VISITOR.search(even) is not None
        elif words >= _FEWEST_PROSE_WORDS and sentence.rstrip().endswith(_ENDS):
            prose += words
        else:
            headlines += words
    whole = sum(told.values())
    if not whole or whole < prose or _MOST_HEADLINES_WORDS * whole < headlines or (prose and not addressed):
        return None
    return max(told, key=lambda kind: told[kind])
