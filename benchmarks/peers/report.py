"""Results as Markdown tables, and as points for the plots."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers.answers import Answers
from benchmarks.peers.plots import Point
from benchmarks.peers.ranking import MEASURES
from benchmarks.peers.samples import FITTED_ON
from benchmarks.peers.sets import SetResult
from benchmarks.peers.speed import Figure, ratios
from benchmarks.peers.systems import OURS, System
from qa.evaluation.measures.intervals import Difference

_Pair = tuple[str, str, Difference]
_NDCG = MEASURES.index("nDCG@10")
_INSTRUCTIONS = (
    *(("amx_bf16", "AMX"), ("avx512_bf16", "AVX512-BF16 without AMX"), ("avx512_vnni", "AVX512-VNNI without BF16")),
    *(("avx512f", "AVX512 without VNNI"), ("avx2", "AVX2")),
)


def facts(command: str, systems: Sequence[System]) -> list[str]:
    """When, on what, by what command, and with what versions, as a list."""
    versions = ", ".join(f"{system.label} ({system.package}) {system.version()}" for system in systems)
    load = os.getloadavg()[0]
    return [
        f"- date: {datetime.now(UTC):%Y-%m-%d}",
        f"- command: `{command}`",
        f"- machine: {machine()}; load of the minute before the tables were written, the run itself counted in: {load:.1f}",
        f"- versions: Python {platform.python_version()}, {versions}",
    ]


def machine(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor, its cores and the instructions that decide how fast a network runs, as far as the system tells."""
    try:
        lines = cpuinfo.read_text("utf-8").splitlines()
    except OSError:
        lines = []
    values = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    flags = set(values.get("flags", "").split())
    instructions = next((label for flag, label in _INSTRUCTIONS if flag in flags), "instructions not known")
    return f"{values.get('model name') or platform.machine()}, {os.cpu_count()} cores, {instructions}"


def ranking_table(results: Sequence[SetResult]) -> str:
    """Every system on every set."""
    lines = [f"| set | system | {' / '.join(MEASURES)} | ours minus it: nDCG@10 | recall@1 |", "|---|---|---|---|---|"]
    for result in results:
        ranking = result.ranking
        mark = " *" if ranking.name in FITTED_ON else ""
        head = f"{ranking.name}{mark}, {ranking.questions} questions, {ranking.articles} articles"
        for row in ranking.rows:
            means = " / ".join(f"{mean:.3f}" for mean in row.means)
            ahead = f"{_interval(row.ahead[_NDCG])} | {_interval(row.ahead[0])}" if row.ahead else " | "
            lines.append(f"| {head} | {row.label} | {means} | {ahead} |")
        lines += [f"| {head} | {label} | failed: {why} | | |" for label, why in result.failed.items()]
    return "\n".join(lines)


def verdicts(results: Sequence[SetResult]) -> str:
    """How often ours is ahead, and every place where it is not, as a list."""
    ahead: list[_Pair] = []
    level: list[_Pair] = []
    behind: list[_Pair] = []
    for result in results:
        for row in result.ranking.rows:
            if row.ahead:
                difference = row.ahead[_NDCG]
                group = ahead if difference.low > 0 else behind if difference.high < 0 else level
                group.append((result.ranking.name, row.label, difference))
    whole = len(ahead) + len(level) + len(behind)
    lines = [
        f"By nDCG@10, over {whole} pairs of a set and a peer: ours is ahead in {len(ahead)} (the interval lies above 0), "
        f"level in {len(level)} (it holds 0), behind in {len(behind)} (it lies below)."
    ]
    lines += [f"- **{label} is ahead** on {name}: {_interval(difference)}" for name, label, difference in behind]
    means = [each for each in level if each[2].mean < 0]
    lines += [f"- {label} has the better mean on {name}: {_interval(difference)}" for name, label, difference in means]
    return "\n".join(lines)


def ranking_points(results: Sequence[SetResult]) -> list[Point]:
    """Ours minus each peer, by nDCG@10."""
    return [
        Point(result.ranking.name, row.label, row.ahead[_NDCG].mean, row.ahead[_NDCG].low, row.ahead[_NDCG].high)
        for result in results
        for row in result.ranking.rows
        if row.ahead
    ]


def answers_table(results: Sequence[SetResult]) -> str:
    """Every system's answers to every set where they are judged."""
    lines = [
        "| set | system | answered rightly | declined rightly | wrong | correct | ours minus it | citations right | words |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for answers in _answers(results):
        head = f"{answers.name}, {answers.questions} questions, {answers.unanswerable} without an answer"
        for row in answers.rows:
            declined = "" if row.declined is None else f"{row.declined:.0%}"
            shares = f"{row.answered_rightly:.0%} | {declined} | {row.wrong:.0%} | {row.correctness:.0%}"
            ahead = _interval(row.ahead) if row.ahead else ""
            lines.append(f"| {head} | {row.label} | {shares} | {ahead} | {row.cited:.0%} | {row.words:.0f} |")
    return "\n".join(lines)


def answered_more(results: Sequence[SetResult]) -> str:
    """Every place where a peer's passage holds the answer more often than ours gives it, as a list."""
    lines = []
    for answers in _answers(results):
        own = answers.rows[0].answered_rightly
        lines += [
            f"- **{row.label} answers more** of the questions of {answers.name} that have an answer: "
            f"{row.answered_rightly:.0%} for our {own:.0%}, in a median of {row.words:.0f} words for our {answers.rows[0].words:.0f}"
            for row in answers.rows[1:]
            if row.answered_rightly > own
        ]
    return "\n".join(lines) or "No peer's passage holds the answer more often than ours gives it."


def answers_points(results: Sequence[SetResult]) -> list[Point]:
    """Ours minus each peer, by correctness."""
    return [
        Point(answers.name, row.label, row.ahead.mean, row.ahead.low, row.ahead.high)
        for answers in _answers(results)
        for row in answers.rows
        if row.ahead
    ]


def _answers(results: Sequence[SetResult]) -> Iterator[Answers]:
    return (result.answers for result in results if result.answers)


def speed_table(figures: Sequence[Figure]) -> str:
    """A row a figure and system: median, spread, and how many times ours it is."""
    lines = [
        "| what | system | median | least to largest | times ours | over the rounds |",
        "|---|---|---|---|---|---|",
    ]
    for what in dict.fromkeys(figure.what for figure in figures):
        own = next((figure for figure in figures if (figure.what, figure.label) == (what, OURS.label)), None)
        for figure in (figure for figure in figures if figure.what == what):
            spread = f"{_amount(min(figure.values))} to {_amount(max(figure.values))}"
            times = " | "
            if own and figure is not own and len(own.values) == len(figure.values):
                middle, low, high = ratios(own, figure)
                times = f"{middle:.2f} | {low:.2f} to {high:.2f}"
            lines.append(f"| {what}, {figure.unit} | {figure.label} | {_amount(figure.median)} | {spread} | {times} |")
    return "\n".join(lines)


def speed_points(figures: Sequence[Figure]) -> list[Point]:
    """How many times ours a peer takes, of the figures that both have."""
    points = []
    for figure in figures:
        own = next((own for own in figures if (own.what, own.label) == (figure.what, OURS.label)), None)
        if own and figure is not own and len(own.values) == len(figure.values):
            points.append(Point(figure.what, figure.label, *ratios(own, figure)))
    return points


def slower(figures: Sequence[Figure]) -> str:
    """Every figure in which a peer needs less than ours, as a list."""
    points = [point for point in speed_points(figures) if point.value < 1]
    if not points:
        return "No peer needs less than ours of anything measured here."
    lines = [f"- **{point.series} needs less**: {point.group}, {point.value:.2f} times ours" for point in points]
    return "\n".join(lines)


def systems_table(systems: Sequence[System], absent: Mapping[str, str]) -> str:
    """Who takes part, how it is set up, and who does not and why."""
    lines = ["| system | set up as its documentation says |", "|---|---|"]
    lines += [
        f"| {system.label} | {system.set_up}; `benchmarks/peers/adapters/{system.name}.py` |" for system in systems
    ]
    lines += [f"| {label} | not measured: {why} |" for label, why in absent.items()]
    return "\n".join(lines)


def syncs_table(systems: Sequence[System]) -> str:
    """How each system finds out what changed, and which can't."""
    lines = ["| system | how it goes on from what it has |", "|---|---|"]
    without = "not measured: it has no way to, and a sync costs what indexing costs"
    return "\n".join(lines + [f"| {system.label} | {system.syncs or without} |" for system in systems])


def _interval(difference: Difference) -> str:
    return f"{difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
