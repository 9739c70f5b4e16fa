"""LlamaIndex: vectors and BM25, fused by reciprocal ranks.

Set up as in https://developers.llamaindex.ai/python/framework/integrations/retrievers/bm25_retriever (SentenceSplitter of 512,
English stemmer, persist) and https://developers.llamaindex.ai/python/framework/integrations/retrievers/reciprocal_rerank_fusion
(QueryFusionRetriever, ``reciprocal_rerank``; no generated questions, which would need a chat model). A sync is
``refresh_ref_docs``, which compares hashes, and BM25 made anew.
"""

from pathlib import Path
from typing import Any

import Stemmer
from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve

_DEPTH = 50


class LentEmbedding(BaseEmbedding):
    """Vectors from the command that measures."""

    _lend: Any = PrivateAttr()

    def __init__(self, lend: Lend) -> None:
        super().__init__(embed_batch_size=256)
        self._lend = lend

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._lend([query])[0]  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._lend(texts)  # type: ignore[no-any-return]


class LlamaIndex:
    """A ``System``."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._lent = lend is not None
        self._embedding: Any = (
            LentEmbedding(lend) if lend else HuggingFaceEmbedding(model_name=str(model), device="cpu")
        )
        self._splitter = SentenceSplitter(chunk_size=512)
        self._index: Any = None
        self._words: Any = None
        if not lend:
            self._embedding.get_text_embedding_batch(["warm"] * 8)

    def prepare(self, articles: Path, store: Path) -> None:
        self._articles, self._folder = articles, store

    def _documents(self) -> list[Any]:
        return [
            Document(
                text=text,
                doc_id=name,
                metadata={"file_name": name},
                excluded_embed_metadata_keys=["file_name"],  # as SimpleDirectoryReader does
                excluded_llm_metadata_keys=["file_name"],
            )
            for name, text in article_texts(self._articles)
        ]

    def _make_words(self) -> None:
        nodes = list(self._index.docstore.docs.values())
        self._words = BM25Retriever.from_defaults(
            nodes=nodes,
            similarity_top_k=min(_DEPTH, len(nodes)),
            stemmer=Stemmer.Stemmer("english"),
            language="english",
        )

    def _keep(self) -> None:
        self._index.storage_context.persist(str(self._folder))
        self._words.persist(str(self._folder / "bm25"))

    def index(self) -> int:
        self._index = VectorStoreIndex.from_documents(
            self._documents(), embed_model=self._embedding, transformations=[self._splitter]
        )
        self._make_words()
        if not self._lent:
            self._keep()
        return len(self._index.docstore.docs)

    def fill(self) -> int:
        chunks = self.index()
        self._keep()
        return chunks

    def open(self, store: Path) -> None:
        self._folder = store
        context = StorageContext.from_defaults(persist_dir=str(store))
        self._index = load_index_from_storage(context, embed_model=self._embedding, transformations=[self._splitter])
        self._words = BM25Retriever.from_persist_dir(str(store / "bm25"))

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        depth = min(k, len(self._index.docstore.docs))
        self._words.similarity_top_k = depth
        fused = QueryFusionRetriever(
            [self._index.as_retriever(similarity_top_k=depth), self._words],
            llm=MockLLM(),
            similarity_top_k=depth,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )
        return [Found(found.node.metadata["file_name"], found.node.get_content()) for found in fused.retrieve(question)]

    def sync(self) -> int | None:
        changed = self._index.refresh_ref_docs(self._documents())
        if any(changed):
            self._make_words()
            self._keep()
        return int(sum(changed))


if __name__ == "__main__":
    serve(LlamaIndex)
