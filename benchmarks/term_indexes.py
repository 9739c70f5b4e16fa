"""The word index: SQLite's FTS5, as the index uses it, beside tantivy, at 10,000 to 1,000,000 chunks.

    python -m benchmarks.term_indexes BENCH [--chunks 10000 100000 1000000]

Chunks are made of sentences of the public sets, drawn until a chunk has 130 words, ten chunks and a title an article: words
are as frequent, and stand together as often, as in real text. Both get the same stems, so stemming is not timed. Questions
are eight telling words of one sentence. Building and asking are in processor time, which other programs on the machine do
not lengthen; updating and deleting an article by the clock, since they wait for the disk. Medians and 95th percentiles.
"First asked" is with nothing known of how many chunks hold a word, as after a sync.
"""

import argparse
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from benchmarks.question_sets import NAMES, read_texts
from qa.index.database import SqliteDatabase
from qa.index.terms import matching_chunks
from qa.sentences import split_sentences
from qa.words import stems

WORDS = 130
CHUNKS_OF_ARTICLE = 10
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk: its number, the article it belongs to, and the stems of title and text."""

    number: int
    article: int
    title: str
    text: str


class TermIndex(Protocol):
    """What is timed."""

    def add(self, rows: Sequence[Row]) -> None:
        """Stores rows and commits."""

    def delete(self, article: int) -> None:
        """Forgets an article and commits."""

    def search(self, question: str) -> list[int]:
        """The best ``DEPTH`` chunks."""

    def forget_counts(self) -> None:
        """Drops what is remembered between questions."""

    def size_mb(self) -> float:
        """On disk."""


class Fts5:
    """The tables and the search of ``qa.index``."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._database = SqliteDatabase(folder)
        self._connection = sqlite3.connect(folder / "articles.sqlite3", isolation_level=None)
        self._holding = cache(partial(self._database.words.count_holding, self._connection))

    def add(self, rows: Sequence[Row]) -> None:
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT INTO chunks (number, chunk_id, article_id, start, \"end\", text) VALUES (?, ?, ?, 0, 0, '')",
                [(row.number, str(row.number), str(row.article)) for row in rows],
            )
            connection.executemany(
                "INSERT INTO terms (rowid, title, heading, text) VALUES (?, ?, '', ?)",
                [(row.number, row.title, row.text) for row in rows],
            )

    def delete(self, article: int) -> None:
        with self._database.writing() as connection:
            for (number,) in connection.execute(
                "SELECT number FROM chunks WHERE article_id = ?", (str(article),)
            ).fetchall():
                connection.execute("DELETE FROM terms WHERE rowid = ?", (number,))
            connection.execute("DELETE FROM chunks WHERE article_id = ?", (str(article),))

    def search(self, question: str) -> list[int]:
        return self._search(question, self._holding)

    def search_all_words(self, question: str) -> list[int]:
        """The same with no word left out, however many chunks hold it."""
        return self._search(question, lambda _: 1)

    def _search(self, question: str, holding: Callable[[str], int]) -> list[int]:
        words = self._database.words
        found = matching_chunks(self._connection, question, k=DEPTH, search=words, holding=holding)
        return [int(chunk_id) for chunk_id, _ in found]

    def forget_counts(self) -> None:
        self._holding.cache_clear()

    def size_mb(self) -> float:
        return sum(path.stat().st_size for path in self._folder.iterdir()) / 1e6


class Tantivy:
    """tantivy with two fields, split at blanks, and its own BM25 over all words of a question."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir()
        self._folder = folder
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", stored=True)
        builder.add_text_field("article", tokenizer_name="raw")
        for field in ("title", "text"):
            builder.add_text_field(field, tokenizer_name="blanks")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("blanks", blanks)
        self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            document = self._tantivy.Document(article=str(row.article), title=row.title, text=row.text)
            document.add_unsigned("number", row.number)
            self._writer.add_document(document)
        self._commit()

    def delete(self, article: int) -> None:
        self._writer.delete_documents_by_term("article", str(article))
        self._commit()

    def search(self, question: str) -> list[int]:
        query, occur = self._tantivy.Query, self._tantivy.Occur.Should
        words = dict.fromkeys(stems(question))
        parts = [(occur, query.term_query(self._schema, f, word)) for word in words for f in ("title", "text")]
        searcher = self._index.searcher()
        found = searcher.search(query.boolean_query(parts), DEPTH).hits
        return [searcher.doc(address)["number"][0] for _, address in found]

    def forget_counts(self) -> None:
        pass

    def size_mb(self) -> float:
        return sum(path.stat().st_size for path in self._folder.iterdir()) / 1e6

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


class Sentences:
    """Sentences of the public sets, to make chunks and questions of."""

    def __init__(self, bench: Path, *, seed: int = 20) -> None:
        self._random = random.Random(seed)
        texts = [text for name in NAMES for text in self._random.sample(read_texts(bench / name), 400)]
        raw = [text[span.start : span.end] for text in texts for span in split_sentences(text)]
        self._raw = [sentence for sentence in raw if len(sentence) > 20]
        self._stems = [" ".join(stems(sentence, keep_function_words=True)) for sentence in self._raw]

    def rows(self, first: int, count: int) -> Iterator[Row]:
        """So many chunks, numbered from ``first``."""
        title = ""
        for number in range(first, first + count):
            if number % CHUNKS_OF_ARTICLE == 0 or not title:
                title = " ".join(self._random.choice(self._stems).split()[:10])
            parts, words = [], 0
            while words < WORDS:
                parts.append(self._random.choice(self._stems))
                words += parts[-1].count(" ") + 1
            yield Row(number, number // CHUNKS_OF_ARTICLE, title, " ".join(parts))

    def draw(self) -> str:
        """A sentence as it stands."""
        return self._random.choice(self._raw)

    def questions(self, count: int) -> list[str]:
        """Eight telling words each."""
        found: list[str] = []
        while len(found) < count:
            words = list(dict.fromkeys(word for word in self._random.choice(self._raw).split() if stems(word)))
            if len(words) >= 8:
                found.append(" ".join(self._random.sample(words, 8)))
        return found


def timed(runs: Sequence[Callable[[], object]], clock: Callable[[], float]) -> str:
    """Median and 95th percentile in milliseconds."""
    spent = []
    for run in runs:
        started = clock()
        run()
        spent.append(1000 * (clock() - started))
    return f"{statistics.median(spent):.1f} / {statistics.quantiles(spent, n=20)[-1]:.1f}"


def measure(index: TermIndex, sentences: Sentences, chunks: int, questions: Sequence[str]) -> str:
    """The cells of a row of the table."""
    spent = 0.0
    for first in range(0, chunks, 10_000):
        rows = list(sentences.rows(first, 10_000))
        started = time.process_time()
        index.add(rows)
        spent += time.process_time() - started
    asked = [partial(index.search, question) for question in questions]
    for run in asked[:5]:
        run()
    index.forget_counts()
    first_asked, again = timed(asked, time.process_time), timed(asked, time.process_time)
    articles = random.Random(1).sample(range(chunks // CHUNKS_OF_ARTICLE), 40)
    fresh = [
        list(sentences.rows(chunks + place * CHUNKS_OF_ARTICLE, CHUNKS_OF_ARTICLE)) for place in range(len(articles))
    ]

    def update(article: int, rows: Sequence[Row]) -> None:
        index.delete(article)
        index.add([Row(row.number, article, row.title, row.text) for row in rows])

    updates = timed(
        [partial(update, article, rows) for article, rows in zip(articles, fresh, strict=True)], time.perf_counter
    )
    deletions = timed([partial(index.delete, article) for article in articles], time.perf_counter)
    return f"{spent:.0f} | {updates} | {deletions} | {first_asked} | {again} | {index.size_mb():,.0f}"


def kept(index: Fts5, questions: Sequence[str]) -> float:
    """Share of the best ten over all words that are among the best fifty over the rarest."""
    shares = []
    for question in questions:
        best = index.search_all_words(question)[:10]
        shares.append(len({*best} & {*index.search(question)}) / len(best))
    return statistics.mean(shares)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--indexes", nargs="+", choices=("FTS5", "tantivy"), default=("FTS5", "tantivy"))
    options = parser.parse_args()
    print(
        "| chunks | index | build, s | update, ms | delete, ms | first asked, ms | asked, ms | MB |\n"
        + "|---" * 8
        + "|"
    )
    for chunks in options.chunks:
        kinds: dict[str, Callable[[Path], Any]] = {"FTS5": Fts5, "tantivy": Tantivy}
        for name, make in ((name, kinds[name]) for name in options.indexes):
            sentences = Sentences(options.bench)
            questions = sentences.questions(options.questions)
            folder = Path(tempfile.mkdtemp(prefix="qa-terms-"))
            try:
                index = make(folder / name)
                print(f"| {chunks:,} | {name} | {measure(index, sentences, chunks, questions)} |", flush=True)
                if isinstance(index, Fts5):
                    share = kept(index, questions[:20])
                    print(f"  of the best ten over all words, kept by looking up the rarest: {share:.2f}", flush=True)
            finally:
                shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
