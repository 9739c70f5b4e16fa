"""How much a word tells: rare words weigh more, both in the language at large and among the passages at hand."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from qa.words import stems


@cache
def background_frequencies() -> tuple[Mapping[str, int], int]:
    """Document frequency of stems in general English, and the number of documents counted.

    The table is made by ``training/word_frequencies.py`` from Wikipedia paragraphs.
    """
    lines = files("qa.reading.language").joinpath("word_frequencies.tsv").read_text(encoding="utf-8").splitlines()
    documents = int(lines[0].split("\t")[1])
    table = {stem: int(count) for stem, count in (line.split("\t") for line in lines[1:])}
    return table, documents


def rarity(stem: str) -> float:
    """Inverse document frequency in general English, scaled to 0..1; 1 for a stem that was never seen.

    ``log(N / df) / log(N)``, Spärck Jones 1972.
    """
    table, documents = background_frequencies()
    return math.log(documents / max(1, min(documents, table.get(stem, 1)))) / math.log(documents)


def local_rarity(texts: Iterable[str]) -> Mapping[str, float]:
    """For each stem of the texts, the share of texts that lack it: what all the passages hold tells none apart."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(set(stems(text)))
        total += 1
    return {stem: 1.0 - count / total for stem, count in counts.items()}
