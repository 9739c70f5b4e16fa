"""A run for other programs and pages: JUnit XML, and Markdown for a pull request or for the table of public sets."""

from collections.abc import Sequence
from xml.etree import ElementTree

from qa.evaluation.comparison import Comparison
from qa.evaluation.experiment import Run
from qa.evaluation.report import EvalReport, Timings, without_control_characters
from qa.evaluation.scoring import Verdict

_RESULT_MEASURES = (
    *("recall@5", "mrr@10", "ndcg@10", "char_recall@5", "char_precision@5", "char_iou@5"),
    *("correctness", "answered_rightly", "contains", "f1", "rouge_l"),
    *("citation_precision", "citation_recall", "citation_exact"),
    *("abstention_precision", "abstention_recall", "abstention_auroc"),
)


def as_junit(report: EvalReport, faults: Sequence[str]) -> str:
    """JUnit XML: a test per case (wrong or declined is a failure, failed is an error), and one for the gate."""
    failures = sum(row.verdict in (Verdict.WRONG, Verdict.ABSTAINED) for row in report.cases)
    errors = report.counts[Verdict.FAILED]
    suite = ElementTree.Element(
        "testsuite",
        name=f"qa eval {report.name}",
        tests=str(len(report.cases) + 1),
        failures=str(failures + bool(faults)),
        errors=str(errors),
    )
    for row in report.cases:
        case = ElementTree.SubElement(suite, "testcase", classname=f"{report.name}.{row.kind}", name=row.case_id)
        if row.verdict is Verdict.FAILED:
            ElementTree.SubElement(case, "error", message=row.error or "").text = row.question
        elif row.verdict is not Verdict.RIGHT:
            message = "declined, though the answer is there" if row.verdict is Verdict.ABSTAINED else "wrong answer"
            detail = f"question: {row.question}\nanswer: {row.answer}\ngold: {row.gold or 'no answer'}"
            ElementTree.SubElement(case, "failure", message=message).text = detail
    gate = ElementTree.SubElement(suite, "testcase", classname=f"{report.name}.gate", name="gate")
    if faults:
        ElementTree.SubElement(gate, "failure", message=faults[0]).text = "\n".join(faults)
    ElementTree.indent(suite)
    # XML has no way to write most control characters, and ElementTree lets them pass.
    return without_control_characters(ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)) + "\n"


def as_markdown(report: EvalReport, timings: Timings, comparison: Comparison | None, faults: Sequence[str]) -> str:
    """What a reviewer wants to see: the gate, the measures with intervals (and changes), and the cases that changed."""
    changes = {change.measure: change for change in comparison.changes} if comparison else {}
    lines = [f"## Evaluation: {report.name}", "", *(f"- ❌ {fault}" for fault in faults)]
    lines += [] if faults else ["- ✅ the gate is open"]
    lines += [f"- {len(report.cases)} cases: {', '.join(f'{n} {verdict}' for verdict, n in report.counts.items())}"]
    if "ask (whole)" in timings.seconds_p50:
        p50, p95 = timings.seconds_p50["ask (whole)"] * 1000, timings.seconds_p95["ask (whole)"] * 1000
        lines += [f"- {p50:.0f} ms per answer (p95 {p95:.0f} ms), peak memory {timings.peak_memory_mb:.0f} MB"]
    lines += ["", "| measure | mean | 95 % interval | n |" + (" change | p |" if changes else "")]
    lines += ["|---|---|---|---|" + ("---|---|" if changes else "")]
    for name, found in report.measures.items():
        row = f"| {name} | {found.mean:.3f} | {found.low:.3f} … {found.high:.3f} | {found.n} |"
        if changes:
            change = changes.get(name)
            row += f" {change.difference.mean:+.3f} | {change.difference.p_value:.4f} |" if change else "  |  |"
        lines.append(row)
    if comparison:
        lines += ["", f"Changed: {', '.join(comparison.differing) or 'nothing'}"]
        lines += _case_list("Now right", comparison.wins, report) + _case_list(
            "No longer right", comparison.losses, report
        )
    return "\n".join(lines) + "\n"


def as_results(runs: Sequence[Run], facts: Sequence[tuple[str, str]]) -> str:
    """The table of public sets; ``facts`` say on what machine, when, by what command and with what versions."""
    lines = [
        "# Results on public sets",
        "",
        "Written by `make eval-public`; what each measure means is in `docs/evaluation.md`.",
    ]
    lines += [
        "",
        "Each cell is the mean with its 95 % bootstrap interval, in per cent; empty where a set does not give it.",
        "",
    ]
    lines += [f"- {name}: {value}" for name, value in facts]
    lines += ["", "| set | questions (unanswerable) | right / wrong / abstained / failed | ms p50 / p95 |"]
    lines += ["|---|---|---|---|"]
    for run in runs:
        report, timings = run.report, run.timings
        unanswerable = sum(not row.answerable for row in report.cases)
        counts = " / ".join(str(report.counts[verdict]) for verdict in Verdict)
        p50, p95 = (s.get("ask (whole)", 0.0) * 1000 for s in (timings.seconds_p50, timings.seconds_p95))
        lines.append(f"| {report.name} | {len(report.cases)} ({unanswerable}) | {counts} | {p50:.0f} / {p95:.0f} |")
    lines += ["", f"| measure | {' | '.join(run.report.name for run in runs)} |", "|---|" + "---|" * len(runs)]
    lines += [f"| {name} | {' | '.join(_cell(run.report, name) for run in runs)} |" for name in _RESULT_MEASURES]
    return "\n".join(lines) + "\n"


def _cell(report: EvalReport, name: str) -> str:
    found = report.measures.get(name)
    return f"{found.mean:.1%} ({found.low:.1%}–{found.high:.1%})".replace("%", "") if found else ""


def _case_list(title: str, case_ids: Sequence[str], report: EvalReport) -> list[str]:
    if not case_ids:
        return []
    questions = {row.case_id: row.question for row in report.cases}
    lines = [f"- `{case_id}` {_escaped(questions[case_id])}" for case_id in case_ids]
    return ["", f"<details><summary>{title}: {len(case_ids)}</summary>", "", *lines, "", "</details>"]


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;").replace("|", "\\|")
