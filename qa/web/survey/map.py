"""The map drawn: chunks as dots on a plane, with the last question and its passages lit up, and the same as lists."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gradio.components.plot import PlotData

from qa.survey.landscape import Landscape, Place
from qa.types import ArticleFacts, Chunk
from qa.web.marks import headline, shortened, text
from qa.web.survey.figures import chart_text, colour_of, figure, outlet_names, trace
from qa.web.survey.rows import count, opening
from qa.words import fold_name

ROWS_SHOWN = 100
_FIRST_WORDS_CHARS = 90
_LIT = {"color": "#ffd24a", "size": 14, "line": {"width": 2, "color": "#1d1b18"}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its place, and the passages that were found for it with theirs, best first."""

    question: str
    place: Place
    passages: Sequence[tuple[Chunk, Place]]


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn: chunks with their places, what is known of their articles by id, and what was asked last."""

    landscape: Landscape
    chunks: Mapping[str, Chunk]
    articles: Mapping[str, ArticleFacts]
    asked: Asked | None = None


def map_figure(drawn: Map) -> PlotData:
    """A dot for each chunk in the colour of its outlet; the question a star, its passages rings of their own colour."""
    outlets = {key: _outlet(drawn, chunk) for key, chunk in drawn.chunks.items()}
    names = outlet_names(outlets.values())
    colours = colour_of(list(names.values()))
    points: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, chunk in drawn.chunks.items():
        points[names[outlets[key]]].append(_point(drawn, chunk, drawn.landscape.places[key]))
    traces = [trace(name, colours[name], "circle", own, opacity=0.75) for name, own in sorted(points.items())]
    if drawn.asked is not None:
        found = [_point(drawn, chunk, place) for chunk, place in drawn.asked.passages]
        traces.append(trace("passages of the question", "", "circle", found, marker=_LIT))
        x, y = drawn.asked.place
        star = {"x": x, "y": y, "text": chart_text(drawn.asked.question), "opens": None}
        traces.append(trace("the question", "", "star", [star], marker=_LIT | {"symbol": "star", "size": 20}))
    axis = {"showticklabels": False, "zeroline": False}
    across, up = (f"{share:.0%} of the variance" for share in drawn.landscape.plane.shares)
    return figure(
        traces,
        height=560,
        margin={"l": 40, "r": 10, "t": 30, "b": 40},
        xaxis={**axis, "title": {"text": across}},
        yaxis={**axis, "title": {"text": up}},
    )


def render_map(drawn: Map, words: str) -> str:
    """How the map is made, the passages of the last question, and the chunks with all words that are looked for."""
    landscape = drawn.landscape
    one, other = landscape.plane.shares
    notes = [
        "Chunks that say like things lie near each other, as far as two dimensions can show it: these are the first two "
        f"principal components (PCA) of the chunks’ vectors, with {one:.0%} and {other:.0%} of their variance.",
    ]
    if landscape.total > len(landscape.places):
        notes.append(f"Of {landscape.total:,} chunks {len(landscape.places):,} are drawn, a sample.")
    lines = [f'<p class="qa-note">{text(note)}</p>' for note in notes]
    if drawn.asked is not None:
        lines.append(
            f'<h2>Lit up: the passages of “{text(shortened(drawn.asked.question))}”</h2><ol class="qa-map-rows">'
        )
        lines += [
            f"<li>{_opening(chunk)} <span>{text(_title(drawn, chunk))}</span></li>" for chunk, _ in drawn.asked.passages
        ]
        lines.append("</ol>")
    wanted = fold_name(words).split()
    found = [
        chunk
        for chunk in sorted(drawn.chunks.values(), key=lambda each: (each.article_id, each.start))
        if all(word in fold_name(f"{_title(drawn, chunk)} {chunk.text}") for word in wanted)
    ]
    lines.append(f"<h2>{count(len(found), 'chunk')}</h2>")
    for article_id, own in groupby(found[:ROWS_SHOWN], key=lambda each: each.article_id):
        chunks = list(own)
        rows = "".join(f"<li>{_opening(chunk)}</li>" for chunk in chunks)
        lines.append(
            f'<h3>{text(_title(drawn, chunks[0]))}</h3><ul class="qa-map-rows" data-of="{text(article_id)}">{rows}</ul>'
        )
    if len(found) > ROWS_SHOWN:
        lines.append(f'<p class="qa-note">and {len(found) - ROWS_SHOWN:,} more; search for words</p>')
    return "\n".join(lines)


def render_no_map() -> str:
    """What stands there where no chunk is."""
    return '<p class="qa-note">No articles yet.</p>'


def _point(drawn: Map, chunk: Chunk, place: Place) -> dict[str, Any]:
    words = shortened(chunk.text, chars=_FIRST_WORDS_CHARS)
    return {
        "x": round(place[0], 4),
        "y": round(place[1], 4),
        "text": chart_text(_title(drawn, chunk), words),
        "opens": [chunk.article_id, chunk.start, chunk.end],
    }


def _opening(chunk: Chunk) -> str:
    first = shortened(chunk.text, chars=_FIRST_WORDS_CHARS)
    return opening(chunk.article_id, (chunk.start, chunk.end), first)


def _title(drawn: Map, chunk: Chunk) -> str:
    facts = drawn.articles.get(chunk.article_id)
    return headline(facts.title if facts else None, chunk.article_id)


def _outlet(drawn: Map, chunk: Chunk) -> str | None:
    facts = drawn.articles.get(chunk.article_id)
    return facts.outlet if facts else None
