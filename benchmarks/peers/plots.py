"""Plots as SVG, written by hand: intervals of differences, and bars with their spread."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

_COLOURS = ("#1f5fa8", "#c1531b", "#2f7d4f", "#7a4fa3", "#8a6d1d", "#a33b5c")
_LEFT, _WIDTH, _ROW, _HEAD, _FOOT = 230, 860, 18, 64, 34
_TEXT = 'font-family="sans-serif" font-size="12" fill="#222"'


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its spread, of one series, in a group of rows.

    Attributes:
        group: heading of its rows, such as a set.
        series: whose it is; each has a colour.
        value, low, high: where it stands.
    """

    group: str
    series: str
    value: float
    low: float
    high: float


def intervals(title: str, note: str, points: Sequence[Point]) -> str:
    """A row a point: a dot with its interval, and a line at zero."""
    low = min([0.0, *(point.low for point in points)])
    high = max([0.0, *(point.high for point in points)])
    axis = _Axis(low - 0.02 * (high - low), high + 0.02 * (high - low))
    return _draw(title, note, points, axis, lambda point, y, colour: _dot(axis, point, y, colour))


def bars(title: str, note: str, points: Sequence[Point]) -> str:
    """A row a point: a bar from zero, with a line for its spread and its value beside it."""
    axis = _Axis(0.0, 1.12 * max(point.high for point in points))
    return _draw(title, note, points, axis, lambda point, y, colour: _bar(axis, point, y, colour))


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float

    def at(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(_LEFT + share * (_WIDTH - _LEFT - 30), 1)

    def ticks(self) -> list[float]:
        rough = (self.high - self.low) / 6 or 1.0
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
        first = math.ceil(self.low / step)
        return [step * number for number in range(first, math.floor(self.high / step) + 1)]


def _draw(
    title: str, note: str, points: Sequence[Point], axis: _Axis, mark: Callable[[Point, int, str], list[str]]
) -> str:
    groups = list(dict.fromkeys(point.group for point in points))
    series = list(dict.fromkeys(point.series for point in points))
    colours = {name: _COLOURS[place % len(_COLOURS)] for place, name in enumerate(series)}
    lines, y = [], _HEAD
    for group in groups:
        y += 8
        for place, point in enumerate(point for point in points if point.group == group):
            if place == 0:
                lines.append(f'<text x="{_LEFT - 10}" y="{y + 12}" text-anchor="end" {_TEXT}>{escape(group)}</text>')
            lines += mark(point, y, colours[point.series])
            y += _ROW
    height = y + _FOOT
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="12" y="20" {_TEXT} font-weight="bold">{escape(title)}</text>',
            f'<text x="12" y="37" {_TEXT}>{escape(note)}</text>',
            *_legend(colours),
            *_grid(axis, y),
            *lines,
            "</svg>\n",
        ]
    )


def _legend(colours: dict[str, str]) -> list[str]:
    lines, x = [], 12.0
    for name, colour in colours.items():
        lines.append(f'<rect x="{x:.0f}" y="46" width="10" height="10" fill="{colour}"/>')
        lines.append(f'<text x="{x + 14:.0f}" y="55" {_TEXT}>{escape(name)}</text>')
        x += 34 + 7 * len(name)
    return lines


def _grid(axis: _Axis, bottom: int) -> list[str]:
    lines = []
    for tick in axis.ticks():
        x, stroke = axis.at(tick), "#666" if tick == 0 else "#ddd"
        lines.append(f'<line x1="{x}" y1="{_HEAD}" x2="{x}" y2="{bottom}" stroke="{stroke}"/>')
        lines.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle" {_TEXT}>{tick:g}</text>')
    return lines


def _dot(axis: _Axis, point: Point, y: int, colour: str) -> list[str]:
    low, high, at = axis.at(point.low), axis.at(point.high), axis.at(point.value)
    return [
        f'<line x1="{low}" y1="{y + 8}" x2="{high}" y2="{y + 8}" stroke="{colour}" stroke-width="2"/>',
        f'<circle cx="{at}" cy="{y + 8}" r="4" fill="{colour}"/>',
    ]


def _bar(axis: _Axis, point: Point, y: int, colour: str) -> list[str]:
    low, high, at, zero = axis.at(point.low), axis.at(point.high), axis.at(point.value), axis.at(0.0)
    return [
        f'<rect x="{zero}" y="{y + 2}" width="{round(at - zero, 1)}" height="{_ROW - 5}" fill="{colour}"/>',
        f'<line x1="{low}" y1="{y + 8}" x2="{high}" y2="{y + 8}" stroke="#222"/>',
        f'<text x="{max(at, high) + 5}" y="{y + 12}" {_TEXT}>{point.value:.3g}</text>',
    ]
