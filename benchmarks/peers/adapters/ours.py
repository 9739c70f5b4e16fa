"""qa as it is shipped, without a chat model."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.adapters.serving import Found, Lend, serve
from qa import Settings, open_pipeline
from qa.encoding import Encoder, load_encoder
from qa.index import open_index
from qa.types import Answer, Turn

_PATIENCE = 3600.0  # seconds for the chat model: how long it takes is measured, not judged


class LentVectors:
    """An ``Encoder`` whose documents get vectors from the command that measures; everything else is the real one's."""

    def __init__(self, real: Encoder, lend: Lend) -> None:
        self._lend = lend
        self.name, self.fingerprint = real.name, real.fingerprint
        self.dimensions, self.max_tokens = real.dimensions, real.max_tokens
        self.count_tokens, self.encode_query = real.count_tokens, real.encode_query

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row a text."""
        return np.array(self._lend(texts), np.float32)


class Ours:
    """A ``System`` that also answers."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._lend = lend
        self._models = model  # folder of the converted models, not of the weights: it finds those
        self._pipeline: Any = None

    def prepare(self, articles: Path, store: Path) -> None:
        if self._pipeline is not None:
            self._pipeline.close()
        self._articles = articles
        self._pipeline = open_pipeline(Settings(articles=articles, index=store, models=self._models))

    def index(self) -> int:
        return int(self._pipeline.sync().chunks)

    def fill(self) -> int:
        """As ``index`` does it, but for the vectors, where they are lent."""
        if self._lend is None:
            return self.index()
        settings = self._pipeline.settings
        self._pipeline.close()
        encoder = LentVectors(load_encoder(settings.encoder, cache=self._models), self._lend)
        kept = {"chunk_tokens": settings.chunk_tokens, "overlap_sentences": settings.overlap_sentences}
        with open_index(settings.index, encoder=encoder, **kept) as index:
            return index.sync(self._articles).chunks

    def open(self, store: Path) -> None:
        self.prepare(store.parent / "articles", store)

    def search(self, question: str, k: int, day: str | None) -> list[Found]:
        today = date.fromisoformat(day) if day else None
        return [
            Found(name, passage.chunk.text)
            for passage in self._pipeline.retrieve(question, k=k, today=today)
            # An article that is named with a passage prints the same words.
            for name in (passage.chunk.article_id, *(other.article_id for other in passage.also_in))
        ]

    def sync(self) -> int | None:
        report = self._pipeline.sync()
        return len(report.changed) + len(report.added)

    def chat(self, address: str, model: str, tokens: int) -> None:
        """Has a chat model word the answers."""
        settings = self._pipeline.settings
        self._pipeline.close()
        waits = dict.fromkeys(("chat_timeout_seconds", "chat_token_timeout_seconds"), _PATIENCE)
        worded = {"chat_model": f"openai:{model}", "chat_base_url": address, "chat_reply_tokens": tokens, **waits}
        self._pipeline = open_pipeline(Settings(**{**settings.model_dump(), **worded}))

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer as JSON, the seconds until its first words stood there, and those of the whole; of a chat model's draft
        how many sentences were checked, and how many of them left out.
        """
        today = date.fromisoformat(request["day"]) if request.get("day") else None
        history = tuple(Turn(*turn) for turn in request.get("history", ()))
        started, first = time.perf_counter(), None
        answer: Answer | None = None
        for answer in self._pipeline.stream(request["question"], history=history, today=today):
            if first is None and answer.text:
                first = time.perf_counter() - started
        assert answer is not None
        seconds = time.perf_counter() - started
        draft = answer.check
        counts = {"drafted": draft.drafted if draft else 0, "left_out": draft.left_out if draft else 0}
        return {"answer": answer.to_json(), "first": first or seconds, "seconds": seconds, **counts}


if __name__ == "__main__":
    serve(Ours)
