"""The page of many runs: each measure over time."""

from collections.abc import Sequence

from qa.evaluation.page.frame import page, table
from qa.evaluation.page.plots import history_plot
from qa.evaluation.report import MEASURES, EvalReport


def history_page(runs: Sequence[tuple[str, EvalReport]]) -> str:
    """Runs with their labels, oldest first, as one HTML page: a plot per measure, and a table.

    Raises:
        ValueError: there are no runs.
    """
    if not runs:
        raise ValueError("a history needs at least one run")
    labels = [label for label, _ in runs]
    names = [name for name in MEASURES if name != "answer_words" and any(name in run.measures for _, run in runs)]
    drawn = [history_plot(name, [run.measures.get(name) for _, run in runs], labels) for name in names]
    rows = [
        (label, *(f"{run.measures[name].mean:.3f}" if name in run.measures else "" for name in names))
        for label, run in reversed(runs)
    ]
    name = runs[-1][1].name
    return page(
        f"History of {name}",
        [
            f"<h1>History of {name}</h1>",
            f"<p>{len(runs)} runs. A dot is a mean, its line the 95 % interval.</p>",
            f'<div class="plots">{"".join(drawn)}</div>',
            "<h2>Runs, newest first</h2>",
            table("Means", ("run", *names), rows),
        ],
    )
