"""A run as tables for a terminal. What comes from cases and articles is shown as it is, and never obeyed."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from qa.evaluation.comparison import Comparison, Gate, compare
from qa.evaluation.measures.intervals import Estimate
from qa.evaluation.report import MEASURES, EvalReport, Timings
from qa.evaluation.scoring import Verdict
from qa.terminal import one_line

# Enough to see what is wrong when everything fails for the same reason.
_MOST_FAILURES = 5


def show_report(console: Console, report: EvalReport, timings: Timings, gate: Gate) -> None:
    """Writes the measures with intervals and floors, the verdicts per kind, and the times."""
    console.print(_measure_table(report, gate))
    console.print(_kind_table(report))
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items())
    console.print(f"{_shown(report.name)}: {len(report.cases)} cases: {counts}", highlight=False)
    failed = [row for row in report.cases if row.verdict is Verdict.FAILED]
    for row in failed[:_MOST_FAILURES]:
        console.print(f"failed: {_shown(row.case_id)}: {_shown(row.error or '')}", style="red", highlight=False)
    if len(failed) > _MOST_FAILURES:
        console.print(f"and {len(failed) - _MOST_FAILURES} more that failed", style="red")
    whole = timings.seconds_p50.get("ask (whole)")
    if whole is not None:
        slow = timings.seconds_p95["ask (whole)"]
        console.print(
            f"an answer takes {whole * 1000:.0f} ms (median), {slow * 1000:.0f} ms (95th percentile); "
            f"peak memory {timings.peak_memory_mb:.0f} MB",
            highlight=False,
        )


def show_comparison(console: Console, comparison: Comparison) -> None:
    """Writes the paired differences, and the cases won and lost."""
    table = Table(title=f"against the older run ({comparison.cases} shared cases)", title_justify="left")
    for heading in ("measure", "change", "95 % interval", "p", "better", "worse", "n"):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for change in comparison.changes:
        found = change.difference
        p_value = found.p_value if change.adjusted_p is None else change.adjusted_p
        mark = " significant loss" if change.is_significant_loss else ""
        table.add_row(
            change.measure + mark,
            f"{found.mean:+.3f}",
            f"{found.low:+.3f} … {found.high:+.3f}",
            f"{p_value:.4f}",
            str(found.wins),
            str(found.losses),
            str(found.n),
        )
    console.print(table)
    console.print(f"changed: {_shown(', '.join(comparison.differing)) or 'nothing'}", highlight=False)
    console.print(f"now right: {_shown(', '.join(comparison.wins)) or 'none'}", highlight=False)
    console.print(f"no longer right: {_shown(', '.join(comparison.losses)) or 'none'}", highlight=False)


def show_sides(console: Console, quoted: EvalReport, worded: EvalReport) -> None:
    """Writes the measures of quoted answers and of those that a chat model words, side by side over the same cases."""
    changes = {change.measure: change.difference for change in compare(quoted, worded, gated=()).changes}
    table = Table(
        title=f"{_shown(worded.name)}: quoted answers, and answers worded by the chat model", title_justify="left"
    )
    for heading in ("measure", "quoted", "worded", "change", "95 % interval", "n"):
        table.add_column(heading, justify="left" if heading == "measure" else "right")
    for name in MEASURES:
        both = (quoted.measures.get(name), worded.measures.get(name))
        if both == (None, None):
            continue
        found = changes.get(name)
        table.add_row(
            name,
            *(_mean(each) for each in both),
            f"{found.mean:+.3f}" if found else "",
            f"{found.low:+.3f} … {found.high:+.3f}" if found else "",
            str(found.n if found else next(each.n for each in both if each)),
        )
    console.print(table)


def show_sweep(console: Console, combinations: Sequence[Mapping[str, str]], reports: Sequence[EvalReport]) -> None:
    """Writes one line per combination of settings; the best of each measure is bold."""
    shown = ("correctness", "answered_rightly", "recall@5", "ndcg@10", "citation_precision", "abstention_recall")
    means = [[_mean(report.measures.get(name)) for name in shown] for report in reports]
    table = Table(title=f"{_shown(reports[0].name)}: {len(reports)} combinations", title_justify="left")
    for heading in (*combinations[0], *shown):
        table.add_column(heading, justify="right")
    for combination, row in zip(combinations, means, strict=True):
        best = [max(column) for column in zip(*means, strict=True)]
        cells = (f"[bold]{cell}[/bold]" if cell == top and cell else cell for cell, top in zip(row, best, strict=True))
        table.add_row(*map(_shown, combination.values()), *cells)
    console.print(table)


def show_faults(console: Console, faults: Sequence[str]) -> None:
    """Writes why the gate is shut, or that it is open."""
    for fault in faults:
        console.print(f"gate: {_shown(fault)}", style="red", highlight=False)
    if not faults:
        console.print("gate: open", style="green", highlight=False)


def _measure_table(report: EvalReport, gate: Gate) -> Table:
    table = Table(title=_shown(report.name), title_justify="left")
    for heading in ("measure", "mean", "95 % interval", "n", "floor", "what it says"):
        table.add_column(heading, justify="left" if heading in ("measure", "what it says") else "right")
    for name, found in report.measures.items():
        floor = gate.floors.get(name)
        below = floor is not None and found.mean < floor
        table.add_row(
            name,
            f"{found.mean:.3f}",
            f"{found.low:.3f} … {found.high:.3f}",
            str(found.n),
            "" if floor is None else f"{floor:.2f}",
            MEASURES[name],
            style="red" if below else None,
        )
    return table


def _kind_table(report: EvalReport) -> Table:
    table = Table(title="per kind", title_justify="left")
    table.add_column("kind")
    for heading in ("n", "correct", "recall@5", "citation precision", *Verdict):
        table.add_column(str(heading), justify="right")
    for kind, measures in report.kinds.items():
        rows = [row for row in report.cases if row.kind == kind]
        table.add_row(
            _shown(kind),
            str(len(rows)),
            *(_mean(measures.get(name)) for name in ("correctness", "recall@5", "citation_precision")),
            *(str(sum(row.verdict is verdict for row in rows)) for verdict in Verdict),
        )
    return table


def _shown(text: str) -> str:
    """The text as rich shows it letter by letter: neither the terminal's codes nor rich's own marks are obeyed."""
    return escape(one_line(text))


def _mean(found: Estimate | None) -> str:
    return "" if found is None else f"{found.mean:.3f}"
