"""Ranking beside other libraries: a tutorial chain, LlamaIndex and txtai, on the same questions, with the same weights.

    python -m benchmarks.peers BENCH

All use the same vectors: our encoder stands in for each library's own way to run all-MiniLM-L6-v2, so that what differs is
chunks, word index and fusion. Each is given its documented defaults, its ranking cut at 50 chunks:

* tutorial chain: recursive splitter 1000/200, langchain-chroma, nearest chunks;
* LlamaIndex: VectorStoreIndex and BM25Retriever (English stemmer) in a QueryFusionRetriever, reciprocal_rerank, no
  generated questions;
* txtai: hybrid index, half dense and half BM25 with normalised scores.

LlamaIndex and txtai are run over the tutorial's chunks and over ours (title and heading with the text). Measures are by
article: an article stands where its best chunk stands; one that is named with a passage because it prints the same stands
right behind it. The interval is of the paired difference of nDCG@10, ours minus
theirs, where ours has its weights fitted without the set.
"""

import argparse
import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.question_sets import NAMES, Query, read_set
from benchmarks.ranking import ask_all, fit
from qa.articles import find_files, read_article
from qa.chunking import chunk_article, embedding_text
from qa.encoding import Encoder, load_encoder
from qa.evaluation.measures.intervals import paired_difference
from qa.evaluation.measures.ranking import ndcg_at, recall_at, reciprocal_rank_at
from qa.index import open_index
from qa.retrieval import HybridRetriever
from qa.retrieval.fusion import FITTED, FusionWeights

DEPTH = 50
MEASURES = ("hit@1", "hit@5", "MRR@10", "nDCG@10", "recall@5")
Search = Callable[[str], Sequence[str]]
"""A question to article ids, best first; an id may come again with each of its chunks."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Chunks of a corpus as a library is given them, each with its article and its vector."""

    articles: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: NDArray[np.float32]


class KnownVectors:
    """An encoder that looks up what it has encoded before, kept in a file between runs."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self._encoder = encoder
        self._file = file
        self._known: dict[str, NDArray[np.float32]] = {}
        if file.exists():
            with np.load(file) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def take_from(self, index: Path) -> None:
        """Takes over what an index of the same encoder holds, by the hash that it keeps with each vector."""
        with sqlite3.connect(index / "articles.sqlite3") as connection:
            for key, vector in connection.execute("SELECT lower(hex(embedded_hash)), vector FROM vectors"):
                self._known[key] = np.frombuffer(vector, "<f4")

    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row a text."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known |= zip(new, self._encoder.encode_documents(list(new.values())), strict=True)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._file, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
        return np.stack([self._known[key] for key in keys])

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question."""
        return self._encoder.encode_query(text)


def tutorial_texts(articles: Path, vectors: KnownVectors) -> Texts:
    """The files as they are, in pieces of 1,000 characters with 200 of overlap."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = [
        (path.name, piece)
        for path in sorted(articles.glob("*.txt"))
        for piece in splitter.split_text(path.read_text("utf-8"))
    ]
    return _with_vectors(pieces, vectors)


def our_texts(articles: Path, encoder: Encoder, vectors: KnownVectors) -> Texts:
    """What our index embeds."""
    pieces = []
    for file in find_files(articles)[0]:
        article = read_article(file)
        chunks = chunk_article(article, count_tokens=encoder.count_tokens, max_tokens=256, overlap_sentences=1)
        pieces += [(article.article_id, embedding_text(chunk, article.title)) for chunk in chunks]
    return _with_vectors(pieces, vectors)


def _with_vectors(pieces: Sequence[tuple[str, str]], vectors: KnownVectors) -> Texts:
    names, texts = zip(*pieces, strict=True)
    return Texts(names, texts, vectors.documents(texts))


def tutorial_chain(given: Texts, vectors: KnownVectors) -> Search:
    """langchain-chroma over the chunks, as ``Chroma.from_texts(...).as_retriever()``."""
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

    class Same(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return vectors.documents(texts).tolist()  # type: ignore[no-any-return]

        def embed_query(self, text: str) -> list[float]:
            return vectors.query(text).tolist()  # type: ignore[no-any-return]

    name = hashlib.sha256("\0".join(given.texts).encode()).hexdigest()[:32]
    store = Chroma(collection_name=name, embedding_function=Same())
    for first in range(0, len(given.texts), 5000):
        part = slice(first, first + 5000)
        store.add_texts(list(given.texts[part]), [{"source": source} for source in given.articles[part]])
    retriever = store.as_retriever(search_kwargs={"k": DEPTH})
    return lambda question: [document.metadata["source"] for document in retriever.invoke(question)]


def llama_index(given: Texts, vectors: KnownVectors) -> Search:
    """LlamaIndex's vectors and BM25, fused by reciprocal ranks."""
    import Stemmer
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    class Same(BaseEmbedding):
        def _get_query_embedding(self, query: str) -> list[float]:
            return vectors.query(query).tolist()  # type: ignore[no-any-return]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return vectors.documents([text])[0].tolist()  # type: ignore[no-any-return]

    nodes = [
        TextNode(id_=f"{place}", text=text, metadata={"source": source}, embedding=row.tolist())
        for place, (source, text, row) in enumerate(zip(given.articles, given.texts, given.vectors, strict=True))
    ]
    for node in nodes:  # the file's name is no part of the text
        node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = ["source"]
    dense = VectorStoreIndex(nodes, embed_model=Same()).as_retriever(similarity_top_k=DEPTH)
    words = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=min(DEPTH, len(nodes)), stemmer=Stemmer.Stemmer("english"), language="english"
    )
    fused = QueryFusionRetriever(
        [dense, words],
        llm=MockLLM(),
        similarity_top_k=DEPTH,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=False,
    )
    return lambda question: [found.node.metadata["source"] for found in fused.retrieve(question)]


def txtai(given: Texts, vectors: KnownVectors) -> Search:
    """txtai's hybrid index."""
    from txtai import Embeddings

    known = dict(zip(given.texts, given.vectors, strict=True))

    def transform(inputs: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([known[text] if text in known else vectors.query(text) for text in inputs])

    index = Embeddings(method="external", transform=transform, hybrid=True, content=False)
    index.index(enumerate(given.texts))
    return lambda question: [given.articles[place] for place, _ in index.search(question, DEPTH)]


def measures_of(ranked: Sequence[str], relevant: frozenset[str]) -> tuple[float, ...]:
    """The measures of one question, in the order of ``MEASURES``."""
    articles = list(dict.fromkeys(ranked))
    grades = dict.fromkeys(relevant, 1)
    first = next((rank for rank, name in enumerate(articles, start=1) if name in relevant), DEPTH + 1)
    reciprocal, gain = reciprocal_rank_at(articles, grades, 10), ndcg_at(articles, grades, 10)
    return float(first == 1), float(first <= 5), reciprocal, gain, recall_at(articles, grades, 5)


def compare(name: str, queries: Sequence[Query], searches: Mapping[str, Search]) -> str:
    """The rows of the table for one set; the first search is ours, all others are compared with it."""
    found = {
        label: np.array([measures_of(search(query.question), query.relevant) for query in queries])
        for label, search in searches.items()
    }
    ours = next(iter(found.values()))
    rows = []
    for label, values in found.items():
        means = " / ".join(f"{mean:.3f}" for mean in values.mean(axis=0))
        difference = paired_difference(values[:, 3].tolist(), ours[:, 3].tolist(), seed=20)
        ahead = f"{difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]" if values is not ours else ""
        rows.append(f"| {name}, n {len(queries)} | {label} | {means} | {ahead} |")
    return "\n".join(rows)


def left_out_weights(bench: Path, names: Sequence[str], work: Path, encoder: Encoder, most: int) -> dict[str, Any]:
    """For each set our weights as fitted on the others."""
    settings = {"chunk_tokens": 256, "overlap": 1, "most": most}
    asked = {name: ask_all(bench / name, work, encoder, **settings, dated=True) for name in NAMES}
    fitted = {name: fit([one for other, one in asked.items() if other != name]) for name in names}
    return {name: FusionWeights(*(round(float(weight), 3) for weight in fitted[name][1:4])) for name in names}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("--sets", nargs="+", default=NAMES)
    parser.add_argument("--most", type=int, default=300, help="questions of a set")
    place = Path(tempfile.gettempdir()) / "qa-ranking"
    parser.add_argument("--work", type=Path, default=place, help="kept between runs")
    options = parser.parse_args()
    encoder = load_encoder("all-MiniLM-L6-v2", cache=options.work)
    weights = left_out_weights(options.bench, options.sets, options.work, encoder, options.most)
    print(f"| set | {'system'} | {' / '.join(MEASURES)} | ours minus it, nDCG@10 |\n|---|---|---|---|", flush=True)
    for name in options.sets:
        articles = options.work / "articles" / name
        queries = read_set(options.bench / name, articles, most=options.most)
        path = options.work / f"index-{name}-256-1"
        vectors = KnownVectors(encoder, options.work / f"vectors-{name}.npz")
        vectors.take_from(path)
        theirs, ours = tutorial_texts(articles, vectors), our_texts(articles, encoder, vectors)
        with open_index(path, encoder=encoder, chunk_tokens=256, overlap_sentences=1) as index:

            def with_weights(
                given: FusionWeights, days: Mapping[str, date | None] = MappingProxyType({}), index: Any = index
            ) -> Search:
                retriever = HybridRetriever(index, encoder, candidates=DEPTH, weights=given)
                return lambda question: [
                    name
                    for passage in retriever.retrieve(question, k=DEPTH, today=days.get(question))
                    for name in (passage.chunk.article_id, *(other.article_id for other in passage.also_in))
                ]

            searches = {
                "ours, fitted without this set": with_weights(weights[name]),
                "ours, as shipped": with_weights(FITTED),
                "ours, told the day": with_weights(FITTED, {query.question: query.asked for query in queries}),
                "tutorial chain": tutorial_chain(theirs, vectors),
                "LlamaIndex, tutorial's chunks": llama_index(theirs, vectors),
                "LlamaIndex, our chunks": llama_index(ours, vectors),
                "txtai, tutorial's chunks": txtai(theirs, vectors),
                "txtai, our chunks": txtai(ours, vectors),
            }
            print(compare(name, queries, searches), flush=True)


if __name__ == "__main__":
    main()
