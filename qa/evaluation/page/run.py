"""The page of one run: measures, plots, and every case with its answer, citations and trace."""

import itertools
from collections.abc import Sequence

from qa.evaluation.comparison import Comparison
from qa.evaluation.page import plots
from qa.evaluation.page.frame import page, shown, table
from qa.evaluation.report import MEASURES, CaseRow, EvalReport, PassageRow, Timings
from qa.evaluation.scoring import Verdict

# A case shows this many passages of its ranking, so that the page of a large set stays a page.
_PASSAGES = 5


def run_page(report: EvalReport, timings: Timings, comparison: Comparison | None, faults: Sequence[str]) -> str:
    """The run as one HTML page.

    Args:
        report, timings: the run.
        comparison: with an older run, or None.
        faults: why the gate is shut; empty when it is open.
    """
    return page(
        f"Evaluation of {report.name}",
        [
            f"<h1>Evaluation of {shown(report.name)}</h1>",
            _summary(report, timings, faults),
            "<h2>Measures</h2>",
            _measures(report),
            *(_changes(comparison) if comparison else ()),
            "<h2>Plots</h2>",
            _plots(report, timings),
            "<h2>Cases</h2>",
            _filters(report),
            _cases(report),
            "<h2>What this run was made of</h2>",
            table("Fingerprint", ("part", "value"), report.fingerprint.items()),
        ],
        script=True,
    )


def _summary(report: EvalReport, timings: Timings, faults: Sequence[str]) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in report.counts.items())
    gate = "".join(f"<li>{shown(fault)}</li>" for fault in faults)
    return (
        f"<p>{len(report.cases)} cases: {counts}. Peak memory {timings.peak_memory_mb:.0f} MB.</p>"
        + (f'<div class="gate shut"><strong>The gate is shut.</strong><ul>{gate}</ul></div>' if faults else "")
        + ("" if faults else '<p class="gate open"><strong>The gate is open.</strong></p>')
    )


def _measures(report: EvalReport) -> str:
    rows = [
        (name, f"{found.mean:.3f}", f"{found.low:.3f} … {found.high:.3f}", str(found.n), MEASURES[name])
        for name, found in report.measures.items()
    ]
    return table(
        "Means over the cases to which they apply", ("measure", "mean", "95 % interval", "n", "what it says"), rows
    )


def _changes(comparison: Comparison) -> list[str]:
    rows = [
        (
            change.measure + (" (significant loss)" if change.is_significant_loss else ""),
            f"{change.difference.mean:+.3f}",
            f"{change.difference.low:+.3f} … {change.difference.high:+.3f}",
            f"{change.difference.p_value:.4f}",
            str(change.difference.wins),
            str(change.difference.losses),
            str(change.difference.n),
        )
        for change in comparison.changes
    ]
    lists = [
        f"<p>{title}: {shown(', '.join(names) or 'none')}.</p>"
        for title, names in (
            ("Changed", comparison.differing),
            ("Now right", comparison.wins),
            ("No longer right", comparison.losses),
        )
    ]
    headings = ("measure", "change", "95 % interval", "p", "better", "worse", "n")
    return ["<h2>Against the older run</h2>", table("Paired differences, new less old", headings, rows), *lists]


def _plots(report: EvalReport, timings: Timings) -> str:
    by_kind = {kind: measures["correctness"] for kind, measures in report.kinds.items() if "correctness" in measures}
    recall = {kind: measures["recall@5"] for kind, measures in report.kinds.items() if "recall@5" in measures}
    drawn = [
        plots.bars_with_intervals("Correctness per kind", by_kind),
        plots.bars_with_intervals("Recall@5 per kind", recall),
        plots.coverage_risk_plot(report.risk),
        plots.reliability_plot(report.reliability),
        plots.histogram("First rank that holds a gold group", report.first_ranks, across="rank"),
        plots.latency_plot(timings.seconds_p50, timings.seconds_p95),
    ]
    return f'<div class="plots">{"".join(drawn)}</div>'


def _filters(report: EvalReport) -> str:
    kinds = "".join(f"<option>{shown(kind)}</option>" for kind in report.kinds)
    verdicts = "".join(f"<option>{verdict}</option>" for verdict in Verdict)
    return (
        '<div id="filters" class="filters" hidden>'
        '<div><label for="filter-kind">Kind</label><select id="filter-kind"><option value="">all</option>'
        f"{kinds}</select></div>"
        '<div><label for="filter-verdict">Verdict</label><select id="filter-verdict"><option value="">all</option>'
        f"{verdicts}</select></div>"
        '<div><label for="filter-words">Words</label><input id="filter-words" type="search"></div>'
        '<p id="filter-count" role="status"></p></div>'
    )


def _cases(report: EvalReport) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("case", "kind", "question", "verdict", "confidence"))
    body = "".join(_case(row, number) for number, row in enumerate(report.cases))
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Cases"><table id="cases">'
        f"<caption>A question opens its answer, its gold quotes and its ranking</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _case(row: CaseRow, number: int) -> str:
    confidence = "" if row.confidence is None else f"{row.confidence:.2f}"
    opener = f'type="button" class="open-case" aria-expanded="true" aria-controls="detail-{number}"'
    return (
        f'<tr class="case" data-kind="{shown(row.kind)}" data-verdict="{row.verdict}">'
        f'<th scope="row">{shown(row.case_id)}</th><td>{shown(row.kind)}</td>'
        f"<td><button {opener}>{shown(row.question)}</button></td>"
        f'<td class="verdict {row.verdict}">{row.verdict}</td><td class="number">{confidence}</td></tr>'
        f'<tr class="detail" id="detail-{number}"><td colspan="5">{_detail(row)}</td></tr>'
    )


def _detail(row: CaseRow) -> str:
    parts = []
    if row.history:
        parts += ["<h3>Before</h3>", *(f"<blockquote>{shown(text)}</blockquote>" for text in row.history)]
        parts.append(f"<p>Read as: {shown(row.standalone_question)}</p>")
    parts.append("<h3>Answer</h3>")
    if row.error:
        parts.append(f"<p>Failed: {shown(row.error)}</p>")
    declined = f" <span class='place'>(declined: {shown(row.abstention)})</span>" if row.abstention else ""
    parts.append(f"<blockquote>{shown(row.answer) or '(none)'}{declined}</blockquote>")
    for position, cited in enumerate(row.citations, start=1):
        place = f"[{position}] {shown(cited.article)}, characters {cited.start} to {cited.end}"
        parts.append(
            f'<blockquote><mark>{shown(cited.quote)}</mark><br><span class="place">{place}</span></blockquote>'
        )
    parts.append("<h3>Gold</h3>")
    for position, group in enumerate(row.gold):
        quotes = " <em>or</em> ".join(shown(quote) for quote in group)
        parts.append(f'<blockquote><span class="place">group {position}:</span> {quotes}</blockquote>')
    if row.short_answers:
        parts.append(f"<p>Short answers: {shown('; '.join(' or '.join(group) for group in row.short_answers))}</p>")
    if not row.answerable:
        parts.append("<p>The articles do not answer this.</p>")
    parts.append(
        "<h3>Ranking</h3><p>Cited text is <mark>marked</mark>, gold text <span class='gold'>underlined</span>.</p>"
    )
    parts += [_passage(row, passage, rank) for rank, passage in enumerate(row.passages[:_PASSAGES], start=1)]
    measures = "; ".join(f"{name} {value:.3f}" for name, value in row.measures.items())
    parts.append(f"<h3>Measures</h3><p>{shown(measures)}</p>")
    return "".join(parts)


def _passage(row: CaseRow, passage: PassageRow, rank: int) -> str:
    holds = f"; first to hold gold group {', '.join(map(str, passage.holds))}" if passage.holds else ""
    trace = (
        f"{rank}. {passage.article}, characters {passage.start} to {passage.end}; similarity {passage.similarity:.3f} "
        f"(rank {passage.dense_rank or '–'}); terms {passage.term_score:.2f} (rank {passage.term_rank or '–'}){holds}"
    )
    return f'<blockquote>{_marked(row, passage)}<br><span class="place">{shown(trace)}</span></blockquote>'


def _marked(row: CaseRow, passage: PassageRow) -> str:
    """The passage with cited and gold characters marked; it is cut wherever one of them begins or ends."""
    cited = [
        (max(c.start - passage.start, 0), min(c.end - passage.start, len(passage.text)))
        for c in row.citations
        if c.article == passage.article
    ]
    quotes = {quote for group in row.gold for quote in group if quote in passage.text}
    gold = [(passage.text.index(quote), passage.text.index(quote) + len(quote)) for quote in quotes]
    cuts = sorted({0, len(passage.text), *(at for span in cited + gold for at in span if 0 <= at <= len(passage.text))})
    parts = []
    for start, end in itertools.pairwise(cuts):
        text = shown(passage.text[start:end])
        if any(low <= start and end <= high for low, high in gold):
            text = f'<span class="gold">{text}</span>'
        if any(low <= start and end <= high for low, high in cited):
            text = f"<mark>{text}</mark>"
        parts.append(text)
    return "".join(parts)
