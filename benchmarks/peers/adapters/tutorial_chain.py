"""The usual tutorial chain: LangChain's recursive splitter, sentence-transformers, Chroma, nearest chunks.

Set up as in https://docs.langchain.com/oss/python/langchain/rag (splitter 1000/200, add_start_index) with the embeddings of
https://docs.langchain.com/oss/python/integrations/embeddings/sentence_transformers and the store of
https://docs.langchain.com/oss/python/integrations/vectorstores/chroma (persist_directory). What the tutorial builds has no way to
tell which files changed. ``fill`` and ``sync`` go through LangChain's indexing API instead, as in
https://reference.langchain.com/python/langchain-core/indexing (``index``, a record manager in SQLite, ``full``, which also removes
what is gone): it compares the hash of every chunk.
"""

from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_classic.indexes import SQLRecordManager
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.indexing import IndexingResult, index
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve

_RECORDS = "records.sql"


class LentEmbeddings(Embeddings):
    """Vectors from the command that measures."""

    def __init__(self, lend: Lend) -> None:
        self._lend = lend

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._lend(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._lend([text])[0]


class TutorialChain:
    """A ``System``."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._embeddings: Embeddings = LentEmbeddings(lend) if lend else HuggingFaceEmbeddings(model_name=str(model))
        self._store: Any = None
        if not lend:
            self._embeddings.embed_documents(["warm"] * 8)

    def prepare(self, articles: Path, store: Path) -> None:
        self._articles, self._folder = articles, store

    def _splits(self) -> list[Document]:
        documents = [Document(text, metadata={"source": name}) for name, text in article_texts(self._articles)]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        return splitter.split_documents(documents)

    def index(self) -> int:
        splits = self._splits()
        self._store = Chroma.from_documents(splits, self._embeddings, persist_directory=str(self._folder))
        return len(splits)

    def fill(self) -> int:
        self.open(self._folder)
        return int(self._update()["num_added"])

    def _update(self) -> IndexingResult:
        records = SQLRecordManager("chroma/articles", db_url=f"sqlite:///{self._folder / _RECORDS}")
        records.create_schema()
        return index(self._splits(), records, self._store, cleanup="full", source_id_key="source")

    def open(self, store: Path) -> None:
        self._folder = store
        self._store = Chroma(persist_directory=str(store), embedding_function=self._embeddings)

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        documents = self._store.as_retriever(search_kwargs={"k": k}).invoke(question)
        return [Found(document.metadata["source"], document.page_content) for document in documents]

    def sync(self) -> int | None:
        if not (self._folder / _RECORDS).exists():
            return None
        done = self._update()
        return int(done["num_added"] + done["num_deleted"] > 0)  # it counts chunks, not files


if __name__ == "__main__":
    serve(TutorialChain)
