"""The retriever over real articles, vectors and words."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from qa.encoding import Encoder
from qa.index import Index, open_index
from qa.retrieval import HybridRetriever
from qa.types import Filters

Write = Callable[[dict[str, str]], Path]
WIRE = (
    "The ministry said on Monday that the bridge over the Weser would stay closed until the end of March because the "
    "railing had been hit by a truck and engineers had found cracks in its piers."
)
OLD = (
    "---\ntitle: Prices rise\ndate: 2015-03-02\n---\n\nBread prices rose by four percent, the statistics office said.\n"
)
TEXTS = {
    "north.md": f"---\ntitle: Bridge to stay closed\noutlet: Northern Echo\ndate: 2017-03-01\n---\n\n{WIRE}\n",
    "south.md": f"---\ntitle: Weser bridge shut\noutlet: Southern Post\ndate: 2017-03-02\n---\n\n{WIRE}\n",
    "garrison.txt": "Rockets moved\n\nHIMARS launchers were moved from Jordan to a garrison at Al-Tanf, the army said.\n",
    "camps.txt": "Camps\n\nTroops in the desert live in camps; the army moved supplies and rockets to several of them.\n",
    "prices-2015.md": OLD,
    "prices-2017.md": OLD.replace("2015", "2017").replace("Bread prices", "Bread prices again"),
}


@pytest.fixture
def index(tmp_path: Path, encoder: Encoder, write_articles: Write) -> Iterator[Index]:
    with open_index(tmp_path / "index", encoder=encoder, chunk_tokens=128, overlap_sentences=0) as index:
        index.sync(write_articles(TEXTS))
        yield index


@pytest.fixture
def retriever(index: Index, encoder: Encoder) -> HybridRetriever:
    return HybridRetriever(index, encoder, candidates=50)


def test_a_name_is_found_by_its_letters(retriever: HybridRetriever) -> None:
    best = retriever.retrieve("Al-Tanf", k=3)[0]
    assert best.chunk.article_id == "garrison.txt"
    assert best.trace.term_rank == 1
    assert best.term_score > 0


def test_a_meaning_is_found_without_common_words(retriever: HybridRetriever) -> None:
    best = retriever.retrieve("Why can nobody cross the river?", k=3)[0]
    assert "bridge" in best.chunk.text


def test_a_passage_says_how_it_came_to_its_rank(retriever: HybridRetriever, index: Index, encoder: Encoder) -> None:
    question = "Where were HIMARS launchers moved?"
    passages = retriever.retrieve(question, k=4)
    assert [passage.rank for passage in passages] == [1, 2, 3, 4]
    vector = encoder.encode_query(question)
    for passage in passages:
        parts = dict(passage.trace.parts)
        assert list(parts)[:4] == ["cosine", "coverage", "proximity", "phrases"]
        assert passage.trace.fused_score == pytest.approx(sum(parts.values()))
        assert (
            parts["cosine"]
            == passage.similarity
            == index.cosines(vector, [passage.chunk.chunk_id])[passage.chunk.chunk_id]
        )
    scores = [passage.trace.fused_score for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_a_story_that_two_outlets_print_is_one_passage_and_both_are_named(retriever: HybridRetriever) -> None:
    passages = retriever.retrieve("How long will the Weser bridge stay closed?", k=6)
    stories = [passage for passage in passages if passage.outlet in {"Northern Echo", "Southern Post"}]
    assert len(stories) == 1
    (other,) = stories[0].also_in
    assert {stories[0].outlet, other.outlet} == {"Northern Echo", "Southern Post"}


def test_the_days_of_a_question_are_preferred_and_shown_but_leave_nothing_out(retriever: HybridRetriever) -> None:
    for year in ("2015", "2017"):
        passages = retriever.retrieve(f"How much did bread prices rise in March {year}?", k=6)
        assert passages[0].chunk.article_id == f"prices-{year}.md"
        assert dict(passages[0].trace.parts)["dates"] > 0
        assert {passage.trace.days for passage in passages} == {f"“March {year}”: {year}-03-01 to {year}-03-31"}
        assert {f"prices-{other}.md" for other in ("2015", "2017")} <= {
            passage.chunk.article_id for passage in passages
        }


def test_last_week_counts_from_the_day_given(retriever: HybridRetriever) -> None:
    question = "How much did bread prices rise this week?"
    assert retriever.retrieve(question, k=1, today=date(2015, 3, 4))[0].chunk.article_id == "prices-2015.md"
    undated = retriever.retrieve(question, k=1)[0].trace
    assert "dates" not in dict(undated.parts)
    assert undated.days is None


def test_filters_hold(retriever: HybridRetriever) -> None:
    passages = retriever.retrieve("bridge", k=9, filters=Filters(sources=("southern post",)))
    assert [passage.chunk.article_id for passage in passages] == ["south.md"]
    assert retriever.retrieve("bridge", k=9, filters=Filters(sources=("nobody",))) == []


def test_k_is_the_most(retriever: HybridRetriever) -> None:
    assert [len(retriever.retrieve("What did the army move?", k=k)) for k in (1, 2, 100)] == [1, 2, 5]


def test_the_same_question_gives_the_same_passages(retriever: HybridRetriever) -> None:
    assert retriever.retrieve("army", k=5) == retriever.retrieve("army", k=5)


def test_questions_without_letters_find_something_or_nothing_but_do_not_fail(retriever: HybridRetriever) -> None:
    for question in ("?", "   ", "\x00", "🚀", "a" * 5000):
        assert len(retriever.retrieve(question, k=2)) == 2


def test_an_empty_index_gives_nothing(tmp_path: Path, encoder: Encoder) -> None:
    with open_index(tmp_path / "empty", encoder=encoder, chunk_tokens=128, overlap_sentences=0) as index:
        assert HybridRetriever(index, encoder, candidates=50).retrieve("anything?", k=5) == []


def test_passages_take_in_neighbour_sentences_when_asked_to(
    tmp_path: Path, encoder: Encoder, write_articles: Write
) -> None:
    lines = [f"Sentence {number} of the report on bridges speaks of bridge {number}." for number in range(60)]
    with open_index(tmp_path / "wide", encoder=encoder, chunk_tokens=64, overlap_sentences=0) as index:
        index.sync(write_articles({"report.txt": "A report\n\n" + " ".join(lines) + "\n"}))
        narrow, wide = (
            HybridRetriever(index, encoder, candidates=50, neighbour_sentences=count)
            .retrieve("bridge 30", k=1)[0]
            .chunk
            for count in (0, 2)
        )
        raw = index.article("report.txt").raw
    assert raw[wide.start : wide.end] == wide.text
    before, after = wide.text.split(narrow.text)
    assert (before.count("Sentence"), after.count("Sentence")) == (2, 2)
