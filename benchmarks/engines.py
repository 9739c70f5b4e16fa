"""The ranking by words alone, in SQLite and in a PostgreSQL database, over a public set: how good each is, and whether they agree.

    python -m benchmarks.engines BENCH postgresql://user:password@host/db [--set realtimeqa_2023] [--most 200]

The library is the schema ``benchmark_engines`` of the database. Vectors are random: they take no part in this.
"""

import argparse
import math
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.question_sets import NAMES, Query, read_set
from benchmarks.scale import RandomVectors
from qa.encoding import load_encoder
from qa.index import Index, open_index, read_address

DEPTH = 50
Ranked = dict[str, float]  # BM25 by chunk, best first


def ranked(index: Index, articles: Path, queries: Sequence[Query]) -> list[Ranked]:
    """What each question finds by its words."""
    index.sync(articles)
    return [dict(index.matching(query.question, k=DEPTH)) for query in queries]


def ndcg_at_10(queries: Sequence[Query], found: Sequence[Ranked]) -> float:
    """The mean over the questions, by article: one stands where its best chunk stands."""
    total = 0.0
    for query, chunks in zip(queries, found, strict=True):
        names = list(dict.fromkeys(chunk_id.rpartition("#")[0] for chunk_id in chunks))[:10]
        gain = sum(1 / math.log2(rank + 1) for rank, name in enumerate(names, start=1) if name in query.relevant)
        total += gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(query.relevant)) + 1))
    return total / len(queries)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("database", type=read_address)
    parser.add_argument("--set", choices=NAMES, default="realtimeqa_2023", dest="name")
    parser.add_argument("--most", type=int, default=200, help="questions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qa-engines-") as temporary:
        work = Path(temporary)
        encoder = RandomVectors(load_encoder("all-MiniLM-L6-v2", cache=work))
        queries = read_set(options.bench / options.name, work / "articles", most=options.most)
        found = []
        for name, database in (
            ("SQLite", None),
            ("PostgreSQL", replace(options.database, schema="benchmark_engines")),
        ):
            opened = open_index(
                work / name, encoder=encoder, chunk_tokens=256, overlap_sentences=1, rebuild=True, database=database
            )
            with opened as index:
                found.append(ranked(index, work / "articles", queries))
            print(f"{name}: nDCG@10 {ndcg_at_10(queries, found[-1]):.4f} over {len(queries)} questions", flush=True)
    alike = sum(list(one) == list(other) for one, other in zip(*found, strict=True))
    apart = max(abs(one[key] / other[key] - 1) for one, other in zip(*found, strict=True) for key in one.keys() & other)
    print(f"the same {DEPTH} chunks in the same order: {alike} of {len(queries)}; scores apart by {apart:.0e} at most")


if __name__ == "__main__":
    main()
