"""What a question takes for granted, as claims that can be held against the articles."""

import re

_AUXILIARY = r"(?:did|does|do|has|have|had|is|are|was|were|will|would|can|could|should|must)"
# Forms of the English question, and the claim that each takes for granted; the verb keeps its form, which the network
# that judges the claim does not mind.
_WHOLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), claim)
    for pattern, claim in (
        # "Why did the mayor resign": the mayor resign
        (rf"^(?:why|when|where|how|since when|until when)\s+{_AUXILIARY}\s+(?P<clause>.+)", "{clause}"),
        # "Who praised the plan": somebody praised the plan
        (rf"^who\s+(?P<clause>(?!{_AUXILIARY}\b).+)", "Somebody {clause}"),
        # "Which general announced it": some general announced it
        (
            rf"^(?:which|what)\s+(?P<noun>(?!{_AUXILIARY}\b)[\w’'-]+(?:\s(?!{_AUXILIARY}\b)[\w’'-]+)?)\s+(?P<clause>\w+ed\b.+)",
            "Some {noun} {clause}",
        ),
        # "How many jets did they lose", "What proof did she show": they lose jets, she show proof
        (
            r"^(?:how many|what|which)\s+(?P<noun>.+?)\s+(?:did|does|do|has|have|had)\s+(?P<clause>.+)",
            "{clause} {noun}",
        ),
    )
)
# "… when the city agreed to it": the city agreed to it; "before the vote" and "after Easter" claim nothing
_SUBORDINATE = re.compile(
    r"\b(?i:when|after|because|once|since|before|now that|given that|although)\s+"
    r"(?P<clause>(?:(?:the|its|his|her|their|an?)(?:\s+\S+){3}|(?:it|he|she|they)\s|[A-ZÀ-Þ]\S*\s).*)"
)
_ASKS = re.compile(r"\b(?:who|what|which|where|when|why|how)$", re.IGNORECASE)  # "after the rocket left from where"


def presuppositions(question: str) -> tuple[str, ...]:
    """The claims that a question takes for granted; none for one that does not, such as a yes-or-no question."""
    text = " ".join(question.split()).rstrip("?!. ")
    found = [
        claim.format(**match.groupdict())
        for match, claim in ((pattern.match(text), claim) for pattern, claim in _WHOLE)
        if match is not None
    ][:1]
    found.extend(match["clause"] for match in _SUBORDINATE.finditer(text) if match.start() > 0)
    return tuple(claim for claim in found if not _ASKS.search(claim))
