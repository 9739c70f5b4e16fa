"""What is read out of real saved pages with gold text, beside other ways to read them.

    python -m benchmarks.pages BENCH/pages

A page is read as saved (``html``), as pasted whole (``pasted``) and as its main element pasted (``pasted_main``). Text:
runs of four words as multisets, precision, recall and F1 of each page and their means; lines that are the title, and a
standfirst that counts neither way, are left out on both sides. Title: exact after evening case, quotes and dashes; close
where one is inside the other or 70 % of the words are shared. Date: exact, off by a day, wrong or none; of pasted pages
only those whose text holds the day count. Prints Markdown; intervals are 95 %, by bootstrap over pages. With ``--show N``
the N pages that are read worst.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from qa.articles.extraction import extract_page
from qa.articles.parsing import Form, build_article, parse_article
from qa.evaluation.measures.intervals import Estimate, estimate, paired_difference
from qa.types import Article

SEED = 7
KINDS = ("html", "pasted", "pasted_main")
OURS = "this project"
RUN_WORDS = 4
_WORD = re.compile(r"\w+")
_EVEN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\xa0": " "})
_LONG_LINE_CHARS = 80
_SHARED = 0.7


@dataclass(frozen=True, slots=True)
class Page:
    """A page's gold: text, a standfirst that may be there or not, title and day where the set has them."""

    name: str
    text: str
    optional: str | None
    title: str | None
    published: date | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page, and how long that took."""

    text: str
    title: str | None = None
    published: date | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A reading against its page's gold: text measures in 0 to 1; title and day as words, None where these do not count."""

    name: str
    precision: float
    recall: float
    f1: float
    title: str | None
    published: str | None
    seconds: float


Way = Callable[[bytes], Reading]


def read_gold(folder: Path) -> list[Page]:
    """The pages of ``gold.jsonl``."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [
        Page(
            row["name"],
            row["text"],
            row["optional"],
            row["title"],
            date.fromisoformat(row["published"]) if row["published"] else None,
            row["url"],
        )
        for row in rows
    ]


def read_content(folder: Path, kind: str, name: str) -> bytes | None:
    """The bytes of a page's file of a kind, or None where there is none."""
    path = folder / kind / (f"{name}.html.gz" if kind == "html" else f"{name}.txt")
    if not path.is_file():
        return None
    return gzip.decompress(path.read_bytes()) if kind == "html" else path.read_bytes()


def read_html(content: bytes) -> Reading:
    """A saved page as this project reads it."""
    raw, stated = extract_page(content)
    article = build_article("page.html", raw, content_hash="", stated=stated, form=Form.LAID_OUT)
    return Reading(_kept(article), article.title, article.published)


def read_paste(content: bytes) -> Reading:
    """A pasted page as this project reads it."""
    article = parse_article("page.txt", content.decode("utf-8"), content_hash="")
    return Reading(_kept(article), article.title, article.published)


def read_by_trafilatura(content: bytes) -> Reading:
    """A saved page as trafilatura reads it with its defaults."""
    from trafilatura import bare_extraction

    document = bare_extraction(content, with_metadata=True)
    if document is None or isinstance(document, dict):
        return Reading("")
    published = date.fromisoformat(document.date) if document.date else None
    return Reading(document.text or "", document.title or None, published)


def keep_all(content: bytes) -> Reading:
    """Every line."""
    return Reading(content.decode("utf-8"))


def keep_long_lines(content: bytes) -> Reading:
    """Lines of more than 80 characters."""
    lines = content.decode("utf-8").splitlines()
    return Reading("\n".join(line for line in lines if len(line.strip()) > _LONG_LINE_CHARS))


def keep_densest_block(content: bytes) -> Reading:
    """The run of lines with the greatest sum: a long line adds its words, another takes away 1 and 0.3 a word."""
    lines = [line for line in content.decode("utf-8").splitlines() if line.strip()]
    best, best_start, best_end = 0.0, 0, 0
    total, start = 0.0, 0
    for i, line in enumerate(lines):
        words = len(line.split())
        total += words if len(line.strip()) > _LONG_LINE_CHARS else -(1 + 0.3 * words)
        if total <= 0:
            total, start = 0.0, i + 1
        elif total > best:
            best, best_start, best_end = total, start, i + 1
    return Reading("\n".join(lines[best_start:best_end]))


WAYS: dict[str, dict[str, Way]] = {
    "html": {OURS: read_html, "trafilatura": read_by_trafilatura},
    "pasted": {OURS: read_paste, "keep all": keep_all, "lines > 80": keep_long_lines, "densest block": keep_densest_block},
}  # fmt: skip
WAYS["pasted_main"] = WAYS["pasted"]


def score(page: Page, reading: Reading, *, days_in: str | None) -> Score:
    """A reading's measures. ``days_in``: the text in which the gold day has to stand to count; None counts every one."""
    apart = frozenset(filter(None, (_even(page.title or ""), _even(page.optional or ""))))
    gold, found = _runs(page.text, apart), _runs(reading.text, apart)
    shared = (gold & found).total()
    precision = shared / found.total() if found else 0.0
    recall = shared / gold.total() if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    counts = page.published is not None and (days_in is None or holds_day(days_in, page.published))
    title = judge_title(page.title, reading.title) if page.title else None
    published = judge_day(page.published, reading.published) if counts and page.published else None
    return Score(page.name, precision, recall, f1, title, published, reading.seconds)


def judge_title(gold: str, found: str | None) -> str:
    """exact, close, wrong or none."""
    if not found:
        return "none"
    one, other = _even(gold), _even(found)
    if one == other:
        return "exact"
    words, others = set(_WORD.findall(one)), set(_WORD.findall(other))
    shared = len(words & others) / max(len(words), len(others), 1)
    return "close" if one in other or other in one or shared >= _SHARED else "wrong"


def judge_day(gold: date, found: date | None) -> str:
    """exact, off (by a day, as between time zones), wrong or none."""
    if found is None:
        return "none"
    if found == gold:
        return "exact"
    return "off" if abs(found - gold) <= timedelta(days=1) else "wrong"


def holds_day(text: str, day: date) -> bool:
    """Whether a text names a day in one of the usual ways, year included."""
    name = day.strftime("%B")
    month = rf"(?:{name}|{name[:3]}|{name[:4]})\.?"
    number, year = rf"0?{day.day}(?:st|nd|rd|th)?", str(day.year)
    numbers = rf"0?{day.month}[/.-]0?{day.day}|0?{day.day}[/.-]0?{day.month}"
    ways = (
        rf"\b{month}\s*{number},?\s*{year}",
        rf"(?<!\d){number}(?:\s+of)?[\s./-]*{month},?[\s./-]*{year}",
        rf"(?<!\d)(?:{numbers})[/.-](?:{year}|{year[2:]})(?!\d)",
        rf"(?<!\d){year}[/.-]0?{day.month}[/.-]0?{day.day}(?!\d)",
    )
    return any(re.search(way, text, re.IGNORECASE) for way in ways)


def compare(folder: Path, kind: str, pages: Sequence[Page], ways: dict[str, Way]) -> dict[str, list[Score]]:
    """The scores of each way over the pages that exist in a kind; the ways take turns, so that times can be compared."""
    scores: dict[str, list[Score]] = {name: [] for name in ways}
    for page in pages:
        content = read_content(folder, kind, page.name)
        if content is None:
            continue
        days_in = None if kind == "html" else content.decode("utf-8")
        for name, way in ways.items():
            started = time.process_time()
            reading = way(content)
            spent = time.process_time() - started
            timed = Reading(reading.text, reading.title, reading.published, spent)
            scores[name].append(score(page, timed, days_in=days_in))
    return scores


def table(kind: str, scores: dict[str, list[Score]]) -> Iterator[str]:
    """Rows of Markdown: text and time of every way, then titles and days of those that give them."""
    ours = [each.f1 for each in scores[OURS]]
    yield f"| {kind}, n = {len(ours)} | precision | recall | F1 | F1 of {OURS} less this | ms, p50 / p95 |"
    yield "|---" * 6 + "|"
    for name, each in scores.items():
        values = [estimate([getattr(one, part) for one in each], seed=SEED) for part in ("precision", "recall", "f1")]
        difference = paired_difference([one.f1 for one in each], ours, seed=SEED)
        less = "" if name == OURS else f"{difference.mean:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
        spent = sorted(1000 * one.seconds for one in each)
        times = f"{spent[len(spent) // 2]:.1f} / {spent[len(spent) * 19 // 20]:.1f}"
        yield f"| {name} | {' | '.join(map(_with_interval, values))} | {less} | {times} |"
    for part, verdicts in (("title", ("exact", "close", "wrong", "none")), ("published", ("exact", "off", "wrong", "none"))):  # fmt: skip
        yield ""
        yield f"| {kind}, {part} | n | {' | '.join(verdicts)} |"
        yield "|---" * 6 + "|"
        for name, each in scores.items():
            judged = [verdict for one in each if (verdict := getattr(one, part))]
            if set(judged) <= {"none"}:
                continue
            shares = [estimate([float(one == verdict) for one in judged], seed=SEED) for verdict in verdicts]
            cells = [_with_interval(shares[0]), *(f"{share.mean:.3f}" for share in shares[1:])]
            yield f"| {name} | {len(judged)} | {' | '.join(cells)} |"
    yield ""


def _with_interval(value: Estimate) -> str:
    return f"{value.mean:.3f} ({value.low:.3f} to {value.high:.3f})"


def _runs(text: str, apart: frozenset[str]) -> Counter[tuple[str, ...]]:
    lines = [line for line in text.splitlines() if _even(line.lstrip("# ")) not in apart]
    words = _WORD.findall("\n".join(lines).lower())
    return Counter(zip(*(words[i:] for i in range(RUN_WORDS)), strict=False))


def _even(text: str) -> str:
    return " ".join(text.translate(_EVEN).casefold().split())


def _kept(article: Article) -> str:
    return "\n".join(article.raw[span.start : span.end] for span in article.kept)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="folder with gold.jsonl, html, pasted and pasted_main")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--only", default="", help="pages whose name starts so")
    parser.add_argument("--show", type=int, default=0, help="name so many of the pages that are read worst")
    options = parser.parse_args()
    pages = [page for page in read_gold(options.pages) if page.name.startswith(options.only)]
    for kind in options.kinds:
        scores = compare(options.pages, kind, pages, WAYS[kind])
        print("\n".join(table(kind, scores)), flush=True)
        for each in sorted(scores[OURS], key=lambda one: one.f1)[: options.show]:
            print(
                f"{each.f1:.3f} = {each.precision:.3f} x {each.recall:.3f}  {each.name}  {each.title}  {each.published}"
            )


if __name__ == "__main__":
    main()
