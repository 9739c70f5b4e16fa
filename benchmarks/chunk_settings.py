"""Chunk sizes, overlaps and what is embedded with the text, measured.

    python -m benchmarks.chunk_settings BENCH sizes       # by the shipped ranking
    python -m benchmarks.chunk_settings BENCH embedded    # by vectors alone, over chunks of the shipped size
    python -m benchmarks.chunk_settings BENCH precisions  # the same for the precisions of the encoder

chroma_chunking: recall, precision and IoU of the first five passages by characters of the gold spans. The news and squad2
sets: hit@1, hit@5, MRR@10 and nDCG@10 by article. Of a corpus of news the relevant articles and 300 others are taken.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.ranking import measures_of
from benchmarks.question_sets import Query, read_set
from qa.articles import find_files, read_article
from qa.chunking import chunk_article
from qa.encoding import Encoder, Precision, load_encoder
from qa.evaluation.measures.spans import Place, span_scores
from qa.index import Index, open_index
from qa.retrieval import HybridRetriever
from qa.types import Article, Chunk, Span

SIZES = ((64, 0), (128, 0), (128, 1), (256, 0), (256, 1), (256, 2))
WIDER = (0, 1, 3)  # sentences added on either side of the passages, for the spans
RANKED = ("realtimeqa_2023", "squad2_half")
OTHERS = 300
PRECISIONS: tuple[Precision, ...] = ("f32", "auto", "int8")  # auto is bf16 where the processor has it
SHIPPED = "title, heading, text"
Vectors = NDArray[np.float32]
Embedded = Callable[[Article, Chunk], str]
VARIANTS: dict[str, Embedded] = {
    "text": lambda _, chunk: chunk.text,
    "heading, text": lambda _, chunk: _lines(chunk.heading, chunk.text),
    "title, heading, text": lambda article, chunk: _lines(article.title, chunk.heading, chunk.text),
    "title, date, heading, text": lambda article, chunk: _lines(
        article.title, f"{article.published:%d %B %Y}" if article.published else None, chunk.heading, chunk.text
    ),
}


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def span_questions(bench: Path, most: int) -> list[tuple[str, tuple[str, ...]]]:
    """The questions of chroma_chunking with their gold quotes."""
    rows = (bench / "chroma_chunking" / "questions.jsonl").read_text("utf-8").split("\n")
    questions = [json.loads(row) for row in rows if row]
    return [(row["question"], tuple(row["evidence"])) for row in questions[:: max(1, len(questions) // most)]]


def spans_row(index: Index, retriever: HybridRetriever, questions: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Recall, precision and IoU of the first five passages, in per cent."""
    raws = {facts.article_id: index.article(facts.article_id).raw for facts in index.articles()}
    scores = []
    for question, quotes in questions:
        gold = [
            Place(name, Span(raw.index(quote), raw.index(quote) + len(quote)))
            for quote in quotes
            for name, raw in raws.items()
            if quote in raw
        ]
        passages = [passage.chunk for passage in retriever.retrieve(question, k=5)]
        found = span_scores([Place(chunk.article_id, Span(chunk.start, chunk.end)) for chunk in passages], gold)
        scores.append((found.recall, found.precision, found.iou))
    return " / ".join(f"{100 * mean:.1f}" for mean in np.mean(scores, axis=0))


def ranked_row(search: Callable[[str], Sequence[str]], queries: Sequence[Query]) -> str:
    """The measures by article."""
    means = np.mean([measures_of(search(query.question), query.relevant)[:4] for query in queries], axis=0)
    return " / ".join(f"{mean:.3f}" for mean in means)


def print_sizes(
    bench: Path, work: Path, encoder: Encoder, most: int, ranked: Sequence[str], sizes: Sequence[tuple[int, ...]]
) -> None:
    """A row for each size and overlap."""
    questions = span_questions(bench, most)
    read_set(bench / "chroma_chunking", work / "chroma_chunking", most=1)
    queries = {name: read_set(bench / name, work / name, most=most, others=OTHERS) for name in ranked}
    print(f"| tokens, overlap | chroma_chunking, n {len(questions)} | with 1 sentence more | with 3 more", end="")
    print(
        "".join(f" | {name}, n {len(asked)}" for name, asked in queries.items()),
        "|\n" + "|---" * (4 + len(ranked)) + "|",
    )
    for tokens, overlap in sizes:
        cells = []
        for name in ("chroma_chunking", *ranked):
            with (
                tempfile.TemporaryDirectory() as folder,
                open_index(Path(folder), encoder=encoder, chunk_tokens=tokens, overlap_sentences=overlap) as index,
            ):
                index.sync(work / name)
                retrievers = [
                    HybridRetriever(index, encoder, candidates=50, neighbour_sentences=count) for count in WIDER
                ]

                def search(question: str, retriever: HybridRetriever = retrievers[0]) -> list[str]:
                    return [passage.chunk.article_id for passage in retriever.retrieve(question, k=50)]

                if name in queries:
                    cells.append(ranked_row(search, queries[name]))
                else:
                    cells += [spans_row(index, retriever, questions) for retriever in retrievers]
        print(f"| {tokens}, {overlap} | {' | '.join(cells)} |", flush=True)


def print_embedded(bench: Path, work: Path, encoder: Encoder, most: int, ranked: Sequence[str]) -> None:
    """A row for each way to make the text that is embedded."""
    queries = {name: read_set(bench / name, work / name, most=most, others=OTHERS) for name in ranked}
    chunks = {name: list(_chunks(work / name, encoder)) for name in ranked}
    print(
        "| embedded",
        *(f"| {name}, n {len(queries[name])}" for name in ranked),
        "|\n" + "|---" * (1 + len(ranked)) + "|",
    )
    for label, text_of in VARIANTS.items():
        cells = [vectors_row(encoder, chunks[name], text_of, queries[name])[0] for name in ranked]
        print(f"| {label} | {' | '.join(cells)} |", flush=True)


def print_precisions(bench: Path, work: Path, most: int, ranked: Sequence[str]) -> None:
    """A row for each precision, with the least cosine of its vectors with those of f32."""
    queries = {name: read_set(bench / name, work / name, most=most, others=OTHERS) for name in ranked}
    print(
        "| precision",
        *(f"| {name}, n {len(queries[name])} | least cosine" for name in ranked),
        "|\n" + "|---" * (1 + 2 * len(ranked)) + "|",
    )
    exact: dict[str, Vectors] = {}
    for precision in PRECISIONS:
        encoder = load_encoder("all-MiniLM-L6-v2", cache=work, precision=precision)
        cells = []
        for name in ranked:
            row, vectors = vectors_row(encoder, _chunks(work / name, encoder), VARIANTS[SHIPPED], queries[name])
            exact.setdefault(name, vectors)
            cells += [row, f"{(vectors * exact[name]).sum(axis=1).min():.5f}"]
        print(f"| {precision} | {' | '.join(cells)} |", flush=True)


def vectors_row(
    encoder: Encoder, chunks: Iterable[tuple[Article, Chunk]], text_of: Embedded, queries: Sequence[Query]
) -> tuple[str, Vectors]:
    """The measures by article of the vectors alone, and the vectors; shape (chunks, dimensions)."""
    owned = [(article.article_id, text_of(article, chunk)) for article, chunk in chunks]
    vectors = encoder.encode_documents([text for _, text in owned])

    def search(question: str) -> list[str]:
        order = np.argsort(-(vectors @ encoder.encode_query(question)), kind="stable")
        return [owned[place][0] for place in order[:50]]

    return ranked_row(search, queries), vectors


def _chunks(folder: Path, encoder: Encoder) -> Iterable[tuple[Article, Chunk]]:
    for file in find_files(folder)[0]:
        article = read_article(file)
        for chunk in chunk_article(
            article, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens, overlap_sentences=1
        ):
            yield article, chunk


def main() -> None:
    """Prints the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("what", choices=("sizes", "embedded", "precisions"))
    parser.add_argument("--ranked", nargs="*", default=RANKED, help="sets that are measured by article")
    parser.add_argument("--sizes", nargs="+", default=[f"{tokens},{overlap}" for tokens, overlap in SIZES])
    parser.add_argument("--most", type=int, default=300, help="questions of a set")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-chunk-settings")
    options = parser.parse_args()
    if options.what == "precisions":
        print_precisions(options.bench, options.work, options.most, options.ranked)
        return
    encoder = load_encoder("all-MiniLM-L6-v2", cache=options.work)
    if options.what == "embedded":
        print_embedded(options.bench, options.work, encoder, options.most, options.ranked)
        return
    sizes = [tuple(int(number) for number in size.split(",")) for size in options.sizes]
    print_sizes(options.bench, options.work, encoder, options.most, options.ranked, sizes)


if __name__ == "__main__":
    main()
