"""What must hold for any folder and any history of it."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.encoding import Encoder
from qa.index import Index, open_index
from qa.retrieval import HybridRetriever

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORDS = ["bridge", "harbour", "mayor", "euros", "closed", "Al-Tanf", "Su-30", "ministry", "river", "Monday", "tunnel"]
sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(
    lambda words: " ".join(words).capitalize() + "."
)
texts = st.lists(sentences, min_size=1, max_size=12).map("\n\n".join)
folders = st.dictionaries(st.sampled_from([f"{name}.txt" for name in "abcdefgh"]), texts, max_size=6)


@contextmanager
def new_index(encoder: Encoder) -> Iterator[tuple[Index, Path]]:
    with tempfile.TemporaryDirectory() as place:
        articles = Path(place) / "articles"
        articles.mkdir()
        with open_index(Path(place) / "index", encoder=encoder, chunk_tokens=32, overlap_sentences=1) as index:
            yield index, articles


def write(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def everything(index: Index, encoder: Encoder) -> tuple[object, ...]:
    """All that can be asked of an index, in an order that does not depend on how it came about."""
    question = "Which bridge near Al-Tanf was closed by the ministry?"
    passages = HybridRetriever(index, encoder, candidates=50).retrieve(question, k=20)
    articles = index.articles()
    return (
        articles,
        [index.article(facts.article_id) for facts in articles],
        passages,
        index.nearest(encoder.encode_query(question), k=1000),
        index.matching(" ".join(WORDS), k=1000),
    )


@SLOW
@given(history=st.lists(folders, min_size=1, max_size=4))
def test_whatever_happened_to_a_folder_its_index_is_that_of_a_fresh_start(
    encoder: Encoder, history: Sequence[dict[str, str]]
) -> None:
    with new_index(encoder) as (old, folder):
        for files in history:
            write(folder, files)
            old.sync(folder, accept_deletions=True)
        with new_index(encoder) as (fresh, other_folder):
            write(other_folder, history[-1])
            fresh.sync(other_folder)
            assert everything(old, encoder) == everything(fresh, encoder)


@SLOW
@given(files=folders)
def test_syncing_twice_changes_nothing(encoder: Encoder, files: dict[str, str]) -> None:
    with new_index(encoder) as (index, folder):
        write(folder, files)
        index.sync(folder)
        before = everything(index, encoder)
        report = index.sync(folder)
        assert (report.added, report.changed, report.deleted) == ((), (), ())
        assert everything(index, encoder) == before


@SLOW
@given(files=folders, order=st.randoms(use_true_random=False))
def test_the_order_in_which_articles_come_does_not_change_the_ranking(
    encoder: Encoder, files: dict[str, str], order: Random
) -> None:
    names = sorted(files)
    order.shuffle(names)
    with new_index(encoder) as (one_by_one, folder), new_index(encoder) as (at_once, other_folder):
        for count in range(1, len(names) + 1):
            write(folder, {name: files[name] for name in names[:count]})
            one_by_one.sync(folder, accept_deletions=True)
        write(other_folder, files)
        at_once.sync(other_folder)
        assert everything(one_by_one, encoder) == everything(at_once, encoder)
