"""qa as it is shipped, without a chat model."""

import time
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.peers.adapters.serving import Found, Lend, serve
from qa import Settings, open_pipeline
from qa.types import Answer, Turn


class Ours:
    """A ``System`` that also answers."""

    def __init__(self, model: Path, lend: Lend | None) -> None:  # noqa: ARG002
        self._models = model  # folder of the converted models, not of the weights: it finds those
        self._pipeline: Any = None

    def prepare(self, articles: Path, store: Path) -> None:
        if self._pipeline is not None:
            self._pipeline.close()
        self._articles = articles
        self._pipeline = open_pipeline(Settings(articles=articles, index=store, models=self._models))

    def index(self) -> int:
        return int(self._pipeline.sync().chunks)

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

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer as JSON, the seconds until its first words stood there, and those of the whole."""
        today = date.fromisoformat(request["day"]) if request.get("day") else None
        history = tuple(Turn(*turn) for turn in request.get("history", ()))
        started, first = time.perf_counter(), None
        answer: Answer | None = None
        for answer in self._pipeline.stream(request["question"], history=history, today=today):
            if first is None and answer.text:
                first = time.perf_counter() - started
        assert answer is not None
        seconds = time.perf_counter() - started
        return {"answer": answer.to_json(), "first": first or seconds, "seconds": seconds}


if __name__ == "__main__":
    serve(Ours)
