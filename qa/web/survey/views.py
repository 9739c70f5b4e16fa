"""What the views of the library show, drawn from what is read of it in the background."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gradio.components.plot import PlotData

from qa.pipeline import Pipeline
from qa.survey.disputed import Denial, denials_among
from qa.survey.events import events_of
from qa.survey.gathering import Gathering
from qa.survey.landscape import Landscape, landscape_of
from qa.survey.speakers import Speaker, speakers_of
from qa.survey.statements import statements_of
from qa.survey.timeline import Stretch, marks_of
from qa.types import Answer
from qa.web.survey.map import Asked, Map, map_figure, render_map, render_no_map
from qa.web.survey.speakers import Sought, render_speakers
from qa.web.survey.timeline import timeline_figure, timeline_table


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view: its list as HTML, its chart where it has one, and whether all that it shows has been read."""

    listed: str
    chart: PlotData | None
    is_whole: bool


class Views:
    """The views of one pipeline's library.

    Args:
        pipeline: whose articles they are.
        is_busy: whether somebody waits for an answer; nothing is read meanwhile.
    """

    def __init__(self, pipeline: Pipeline, *, is_busy: Callable[[], bool]) -> None:
        self._pipeline = pipeline
        index = pipeline.index
        # A function each time: where the index is built anew, what answers is another one.
        gathering = partial(
            Gathering,
            articles=pipeline.articles,
            versions=index.versions,
            article=pipeline.article,
            is_busy=is_busy,
        )
        self._events = gathering(events_of)
        self._statements = gathering(statements_of)
        self._landscape: tuple[dict[str, int], Landscape | None] | None = None
        self._told: tuple[object, tuple[tuple[Speaker, ...], tuple[Denial, ...]]] | None = None
        self._lock = threading.Lock()

    def timeline(self, stretch: Stretch) -> Drawn:
        """The articles and dated events, those of the stretch as a table."""
        gathered = self._events.look()
        marks = marks_of(gathered)
        return Drawn(timeline_table(marks, gathered, stretch), timeline_figure(marks), gathered.is_whole)

    def speakers(self, sought: Sought) -> Drawn:
        """The speakers that are looked for, with their statements."""
        gathered = self._statements.look()
        statements = [each for facts in gathered.articles for each in gathered.found.get(facts.article_id, ())]
        known = self._told
        if known is None or known[0] != statements:
            published = {each.article_id: each.published for each in gathered.articles}
            known = self._told = statements, (speakers_of(statements), denials_among(statements, published))
        return Drawn(render_speakers(*known[1], gathered, sought), None, gathered.is_whole)

    def map(self, answer: Answer | None, words: str) -> Drawn:
        """The chunks, those with the words as a list, and an answer's question and passages lit up."""
        landscape = self._landscape_now()
        if landscape is None:
            return Drawn(render_no_map(), None, is_whole=True)
        index = self._pipeline.index
        chunks = index.chunks(list(landscape.places))
        articles = {each.article_id: each for each in self._pipeline.articles()}
        drawn = Map(landscape, chunks, articles, self._asked(landscape, answer) if answer else None)
        return Drawn(render_map(drawn, words), map_figure(drawn), is_whole=True)

    def _landscape_now(self) -> Landscape | None:
        index = self._pipeline.index
        with self._lock:
            versions = index.versions()
            if self._landscape is None or self._landscape[0] != versions:
                self._landscape = versions, landscape_of(index.chunk_ids(), index.vectors)
            return self._landscape[1]

    def _asked(self, landscape: Landscape, answer: Answer) -> Asked | None:
        question = answer.standalone_question
        if not question.strip() or not answer.passages:
            return None
        index = self._pipeline.index
        vectors = index.vectors([passage.chunk.chunk_id for passage in answer.passages])
        found = [passage.chunk for passage in answer.passages if passage.chunk.chunk_id in vectors]
        own = index.encoder.encode_query(question)
        place, *places = landscape.place([own, *(vectors[chunk.chunk_id] for chunk in found)])
        return Asked(question, place, tuple(zip(found, places, strict=True)))
