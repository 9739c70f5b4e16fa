"""Small plots as SVG text, drawn by hand so that a page needs no library and no network.

Every plot has a title and a description for people who do not see it; the colours are in the page's style sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from qa.evaluation.measures.confidence import ReliabilityBin, RiskPoint
from qa.evaluation.measures.intervals import Estimate

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 12, 44
_WIDTH, _HEIGHT = 460, 260
_ROW = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A named sequence of points, each an x and a y in 0..1."""

    name: str
    points: tuple[tuple[float, float], ...]


def bars_with_intervals(title: str, values: Mapping[str, Estimate]) -> str:
    """A horizontal bar per name from 0 to its mean (0..1), with the interval as a whisker."""
    label = 150
    width = _WIDTH - label - 90
    parts = []
    for row, (name, found) in enumerate(values.items()):
        top = row * _ROW + 4
        middle = top + 8
        parts.append(_text(label - 8, middle + 4, name, anchor="end"))
        parts.append(_bar(label, top, found.mean * width, 16))
        low, high = label + found.low * width, label + found.high * width
        parts.append(f'<path class="whisker" d="M{_number(low)} {middle}H{_number(high)}"/>')
        parts.append(f'<path class="whisker" d="M{_number(low)} {top + 4}v8M{_number(high)} {top + 4}v8"/>')
        parts.append(_text(label + width + 8, middle + 4, f"{found.mean:.2f} (n={found.n})"))
    described = "; ".join(
        f"{name} {found.mean:.2f}, interval {found.low:.2f} to {found.high:.2f}" for name, found in values.items()
    )
    return _svg(title, described, _WIDTH, len(values) * _ROW + 8, parts)


def coverage_risk_plot(points: Sequence[RiskPoint]) -> str:
    """The share of wrong answers against the share of questions answered, from the most confident on."""
    line = Line("risk", tuple((point.coverage, point.risk) for point in points))
    described = (
        "no answers" if not points else f"at coverage {points[-1].coverage:.2f} the risk is {points[-1].risk:.2f}"
    )
    return _chart("Coverage and risk", described, "questions answered", "answers that are wrong", [line])


def reliability_plot(bins: Sequence[ReliabilityBin]) -> str:
    """Confidence against the share that is answerable; the diagonal is the truth, and a dot's area shows n."""
    most = max((band.n for band in bins), default=1)
    dots = [_dot(_x(band.confidence), _y(band.share), 2 + 8 * (band.n / most) ** 0.5) for band in bins]
    diagonal = f'<path class="guide" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    described = "; ".join(
        f"confidence {band.confidence:.2f}: {band.share:.2f} answerable (n={band.n})" for band in bins
    )
    return _chart("Reliability", described, "confidence", "share that is answerable", [], [diagonal, *dots])


def histogram(title: str, counts: Mapping[str, int], *, across: str) -> str:
    """A column per name, as high as its count."""
    most = max(counts.values(), default=0) or 1
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(counts), 1)
    parts = []
    for position, (name, count) in enumerate(counts.items()):
        left = _LEFT + position * step
        height = (_HEIGHT - _TOP - _BOTTOM - 14) * count / most
        top = _HEIGHT - _BOTTOM - height
        parts.append(_bar(left + 2, top, step - 4, height))
        parts.append(_text(left + step / 2, top - 4, str(count), anchor="middle"))
        parts.append(_text(left + step / 2, _HEIGHT - _BOTTOM + 16, name, anchor="middle"))
    parts.append(_text(_LEFT + (_WIDTH - _LEFT - _RIGHT) / 2, _HEIGHT - 6, across, anchor="middle"))
    described = "; ".join(f"{name}: {count}" for name, count in counts.items())
    return _svg(title, described, _WIDTH, _HEIGHT, parts)


def latency_plot(median: Mapping[str, float], slow: Mapping[str, float]) -> str:
    """Two bars per stage in milliseconds: the median, and the 95th percentile."""
    label = 130
    most = max(slow.values(), default=0.0) or 1.0
    width = _WIDTH - label - 150
    parts = []
    for row, stage in enumerate(median):
        top = row * _ROW + 4
        parts.append(_text(label - 8, top + 12, stage, anchor="end"))
        parts.append(_bar(label, top, slow[stage] / most * width, 16, style="bar faint"))
        parts.append(_bar(label, top + 4, median[stage] / most * width, 8))
        shown = f"{median[stage] * 1000:.1f} / {slow[stage] * 1000:.1f} ms"
        parts.append(_text(label + width + 8, top + 12, shown))
    described = "; ".join(
        f"{stage}: median {median[stage] * 1000:.1f} ms, p95 {slow[stage] * 1000:.1f} ms" for stage in median
    )
    return _svg("Time per stage (median and 95th percentile)", described, _WIDTH, len(median) * _ROW + 8, parts)


def history_plot(title: str, points: Sequence[Estimate | None], labels: Sequence[str]) -> str:
    """A measure over runs, oldest first, with its intervals; a run without it leaves a gap."""
    last = max(len(points) - 1, 1)
    kept = [(position / last, found) for position, found in enumerate(points) if found is not None]
    whiskers = [
        f'<path class="whisker" d="M{_x(at)} {_y(found.low)}V{_y(found.high)}"/>' + _dot(_x(at), _y(found.mean), 3)
        for at, found in kept
    ]
    line = Line(title, tuple((at, found.mean) for at, found in kept))
    described = "; ".join(
        f"{label}: {found.mean:.3f}" for label, found in zip(labels, points, strict=True) if found is not None
    )
    return _chart(title, described, "runs, oldest to newest", "mean", [line], whiskers)


def _chart(
    title: str, described: str, across: str, upward: str, lines: Sequence[Line], extra: Sequence[str] = ()
) -> str:
    """A square of 0..1 by 0..1 with axes, lines and whatever else is drawn in it."""
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<path class="grid" d="M{_x(0)} {_y(tick)}H{_x(1)}"/>')
        parts.append(_text(_LEFT - 6, float(_y(tick)) + 4, f"{tick:.2f}", anchor="end"))
        if across != "runs, oldest to newest":
            parts.append(_text(float(_x(tick)), _HEIGHT - _BOTTOM + 16, f"{tick:.2f}", anchor="middle"))
    parts.append(_text(_LEFT + (_WIDTH - _LEFT - _RIGHT) / 2, _HEIGHT - 6, across, anchor="middle"))
    turned = f"rotate(-90 12 {_number((_HEIGHT - _BOTTOM + _TOP) / 2)})"
    middle = _number((_HEIGHT - _BOTTOM + _TOP) / 2)
    parts.append(f'<text x="12" y="{middle}" text-anchor="middle" transform="{turned}">{escape(upward)}</text>')
    for line in lines:
        path = "L".join(f"{_x(x)} {_y(y)}" for x, y in line.points)
        if path:
            parts.append(f'<path class="line" d="M{path}"/>')
    return _svg(title, described, _WIDTH, _HEIGHT, [*parts, *extra])


def _svg(title: str, described: str, width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg role="img" viewBox="0 0 {width} {height}" aria-label="{escape(f"{title}: {described}")}">'
        f"{''.join(parts)}</svg></figure>"
    )


def _bar(x: float, y: float, width: float, height: float, *, style: str = "bar") -> str:
    size = f'width="{_number(width)}" height="{_number(height)}"'
    return f'<rect class="{style}" x="{_number(x)}" y="{_number(y)}" {size}/>'


def _dot(x: str, y: str, radius: float) -> str:
    return f'<circle class="dot" cx="{x}" cy="{y}" r="{_number(radius)}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return f'<text x="{_number(x)}" y="{_number(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _x(share: float) -> str:
    return _number(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))


def _y(share: float) -> str:
    return _number(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
