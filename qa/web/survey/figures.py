"""Charts as Plotly's JSON, which Gradio's page draws with what it brings along; colours and text that any chart may use."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from gradio.components.plot import PlotData

from qa.words import without_hidden

# Each at least 3:1 against the page in light and in dark.
_COLOURS = ("#2a7fb8", "#c8641c", "#2f8f5b", "#b0508f", "#8a7a1f", "#6b6fd6", "#c4504a", "#3a8d95")
_OTHER_COLOUR = "#7d7d7d"
OTHERS = "other outlets"
NO_OUTLET = "outlet not given"
_LINE_CHARS = 56
_FONT = "Source Sans Pro, system-ui, sans-serif"
_CLEAR = "rgba(0,0,0,0)"
# Text and lines take the page's colours by its style sheet, so that light and dark are changed without drawing anew.
_LAYOUT: dict[str, Any] = {
    "paper_bgcolor": _CLEAR,
    "plot_bgcolor": _CLEAR,
    "font": {"family": _FONT, "size": 14},
    "hovermode": "closest",
    "hoverlabel": {
        "bgcolor": "#1d1b18",
        "bordercolor": "#8c8577",
        "font": {"color": "#ffffff", "family": _FONT, "size": 14},
        "align": "left",
    },
    "showlegend": True,
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "itemsizing": "constant"},
    "dragmode": "zoom",
}


def outlet_names(outlets: Iterable[str | None]) -> Mapping[str | None, str]:
    """What each outlet is called in a chart: the most common ones by their names, all others together."""
    counted = Counter(outlets)
    common = sorted((name for name in counted if name), key=lambda name: (-counted[name], name))[: len(_COLOURS)]
    return {name: NO_OUTLET if name is None else name if name in common else OTHERS for name in counted}


def colour_of(names: Sequence[str]) -> dict[str, str]:
    """A colour by the name of an outlet, as ``outlet_names`` gives it."""
    own = sorted(name for name in set(names) if name not in (OTHERS, NO_OUTLET))
    return dict(zip(own, _COLOURS, strict=False)) | {OTHERS: _OTHER_COLOUR, NO_OUTLET: _OTHER_COLOUR}


def chart_text(*lines: str) -> str:
    """Lines as a chart may show them: folded, and nothing of them is markup."""
    folded = [part for line in lines for part in textwrap.wrap(without_hidden(line), _LINE_CHARS)]
    return "<br>".join(escape(part, quote=False) for part in folded)


def trace(name: str, colour: str, symbol: str, points: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Dots of one colour; each point has ``x``, ``y``, ``text`` that is shown when it is pointed at, and ``opens``."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escape(name, quote=False),
        "x": [point["x"] for point in points],
        "y": [point["y"] for point in points],
        "hovertext": [point["text"] for point in points],
        "hoverinfo": "text",
        "customdata": [point["opens"] for point in points],
        "cliponaxis": False,
        "marker": {"color": colour, "symbol": symbol, "size": 9},
        **more,
    }


def figure(traces: Sequence[Mapping[str, Any]], **layout: Any) -> PlotData:
    """The chart as Gradio's page takes it."""
    config = {"displayModeBar": False, "displaylogo": False, "doubleClick": "reset", "showTips": False}
    whole = {"data": list(traces), "layout": {**_LAYOUT, **layout}, "config": config}
    return PlotData(type="plotly", plot=json.dumps(whole, ensure_ascii=False))
