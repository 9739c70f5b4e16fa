"""The usual tutorial chain: LangChain's recursive splitter, sentence-transformers, Chroma, nearest chunks.

Set up as in https://docs.langchain.com/oss/python/langchain/rag (splitter 1000/200, add_start_index) with the embeddings of
https://docs.langchain.com/oss/python/integrations/embeddings/sentence_transformers and the store of
https://docs.langchain.com/oss/python/integrations/vectorstores/chroma (persist_directory). It has no way to tell which
files changed: a sync is an index built anew.
"""

from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve


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

    def index(self) -> int:
        documents = [Document(text, metadata={"source": name}) for name, text in article_texts(self._articles)]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        splits = splitter.split_documents(documents)
        self._store = Chroma.from_documents(splits, self._embeddings, persist_directory=str(self._folder))
        return len(splits)

    def open(self, store: Path) -> None:
        self._store = Chroma(persist_directory=str(store), embedding_function=self._embeddings)

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        documents = self._store.as_retriever(search_kwargs={"k": k}).invoke(question)
        return [Found(document.metadata["source"], document.page_content) for document in documents]

    def sync(self) -> int | None:
        return None


if __name__ == "__main__":
    serve(TutorialChain)
