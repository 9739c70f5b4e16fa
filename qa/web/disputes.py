"""A dispute drawn as HTML: who asserts and who denies, side by side, each with its citation."""

from qa.types import Answer, Conflict, Position, Stance
from qa.web.citing import chip
from qa.web.marks import byline, headline, text


def render_dispute(conflict: Conflict, answer: Answer, place: int) -> str:
    """What the sources disagree on, a column for each side; ``place`` is that of the exchange."""
    asserting = [each for each in conflict.positions if each.stance is Stance.ASSERTS]
    denying = [each for each in conflict.positions if each.stance is Stance.DENIES]
    # Without a denial they give different answers to the same thing: each is a side of its own.
    sides = [asserting, denying] if asserting and denying else [[each] for each in conflict.positions]
    drawn = "".join(_side(positions, answer, place) for positions in sides)
    return (
        f'<section class="qa-conflict"><h3>Sources disagree<span class="qa-unseen">: </span>'
        f'<span class="qa-topic">{text(conflict.topic)}</span></h3><div class="qa-sides">{drawn}</div></section>'
    )


def _side(positions: list[Position], answer: Answer, place: int) -> str:
    drawn = "".join(_position(each, answer, place) for each in positions)
    return f'<ul class="qa-side qa-{positions[0].stance}">{drawn}</ul>'


def _position(position: Position, answer: Answer, place: int) -> str:
    citation = next((each for each in answer.citations if each.number == position.citation), None)
    marker = f" {chip(citation, place)}" if citation else ""
    # Where neither outlet nor day is known, the title says in which article the side is given.
    source = ""
    if citation:
        title = text(headline(citation.title, citation.article_id))
        source = byline(citation.outlet, citation.published) or title
    return (
        f'<li><p class="qa-holder"><strong>{text(position.speaker)}</strong> '
        f'<span class="qa-stance">{position.stance}</span></p>'
        f"<p>{text(position.claim)}{marker}</p>" + (f'<p class="qa-source">{source}</p>' if source else "") + "</li>"
    )
