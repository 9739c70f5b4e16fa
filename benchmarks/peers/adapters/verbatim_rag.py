"""verbatim-rag's index: dense vectors in Milvus Lite.

Set up as in the README of https://github.com/KRLabsOrg/verbatim-rag (VerbatimIndex over LocalMilvusStore), with its provider for
sentence-transformers, since SPLADE, which the README shows, has weights of its own, and BM25 needs a Milvus server. Its
Markdown chunker with pieces of at most 1,000 characters: without a limit an article without headings is one piece, and the
chunker of chonkie fetches its recipe from the network. Its extractor has weights of its own and is not run.
"""

from pathlib import Path
from typing import Any

import sentence_transformers  # noqa: F401 - it is loaded late, and an environment in which it can't be is none
from verbatim_rag import VerbatimIndex
from verbatim_rag.chunker_providers import MarkdownChunkerProvider
from verbatim_rag.document import Document
from verbatim_rag.embedding_providers import DenseEmbeddingProvider, SentenceTransformersProvider
from verbatim_rag.vector_stores import LocalMilvusStore

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve


class LentProvider(DenseEmbeddingProvider):
    """Vectors from the command that measures."""

    def __init__(self, lend: Lend) -> None:
        self._lend = lend

    def embed_text(self, text: str) -> list[float]:
        return self._lend([text])[0]

    def embed_batch(self, texts: list[str]) -> list[list[float]]:
        return self._lend(texts)

    def get_dimension(self) -> int:
        return 384


class VerbatimRag:
    """A ``System``."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._provider: Any = LentProvider(lend) if lend else SentenceTransformersProvider(str(model))
        self._index: Any = None
        if not lend:
            self._provider.embed_batch(["warm"] * 8)

    def prepare(self, articles: Path, store: Path) -> None:
        self._articles = articles
        self.open(store)

    def open(self, store: Path) -> None:
        milvus = LocalMilvusStore(db_path=str(store / "index.db"), enable_sparse=False, dense_dim=384)
        chunker = MarkdownChunkerProvider(max_chunk_size=1000)
        self._index = VerbatimIndex(vector_store=milvus, dense_provider=self._provider, chunker_provider=chunker)

    def index(self) -> int:
        documents = [Document(source=name, raw_content=text) for name, text in article_texts(self._articles)]
        self._index.add_documents_bulk(documents)
        store = self._index.vector_store
        return int(store.client.get_collection_stats(store.collection_name)["row_count"])

    def fill(self) -> int:
        return self.index()

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        return [Found(found.metadata["source"], found.text) for found in self._index.query(question, k=k)]

    def sync(self) -> int | None:
        return None


if __name__ == "__main__":
    serve(VerbatimRag)
