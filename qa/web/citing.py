"""The number of a citation drawn as a button, with what the card beside it shows."""

from qa.types import Citation
from qa.web.marks import day, headline, shortened, text

_CARD_CHARS = 400


def chip(citation: Citation, place: int) -> str:
    """A numbered button that opens the citation of the exchange at ``place``."""
    name = headline(citation.title, citation.article_id)
    label = ", ".join(filter(None, (citation.outlet, name, citation.part)))
    published = day(citation.published) if citation.published else None
    origin = " · ".join(filter(None, (citation.outlet, published, citation.part))) or citation.article_id
    # What the card beside the number shows (assets/cards.js).
    card = {"quote": f"“{shortened(citation.quote, chars=_CARD_CHARS)}”", "title": name, "source": origin}
    shown = " ".join(f'data-{key}="{text(value)}"' for key, value in card.items())
    return (
        f'<button type="button" class="qa-chip" data-exchange="{place}" data-citation="{citation.number}" '
        f'{shown} aria-label="[{citation.number}] {text(label)}">[{citation.number}]</button>'
    )
