"""Where the views of the library stand: a tab of their own, in which each is drawn when it is opened."""

from dataclasses import dataclass

import gradio as gr

from qa.web.look import asset

_LOOK_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class View:
    """A view: its tab, its chart where it has one, its list, and the clock that runs while the library is read for it."""

    tab: gr.Tab
    chart: gr.Plot | None
    panel: gr.HTML
    clock: gr.Timer


@dataclass(frozen=True, slots=True)
class Overview:
    """The components of the tab."""

    tab: gr.Tab
    timeline: View
    speakers: View
    map: View

    @property
    def panels(self) -> tuple[gr.HTML, ...]:
        """The lists: what is clicked in them or their charts opens an article or asks a question."""
        return self.timeline.panel, self.speakers.panel, self.map.panel


def lay_out_overview() -> Overview:
    """The components, inside the tabs of the page."""
    with gr.Tab("Overview", id="overview") as tab, gr.Column(elem_classes="qa-overview"):  # noqa: SIM117
        with gr.Tabs(elem_id="qa-views"):
            timeline = _view("Timeline", "timeline")
            speakers = _view("Who says what", "speakers", has_chart=False)
            chunks = _view("Map", "map")
    return Overview(tab, timeline, speakers, chunks)


def _view(label: str, name: str, *, has_chart: bool = True) -> View:
    with gr.Tab(label, id=name) as tab:
        chart = None
        if has_chart:
            chart = gr.Plot(show_label=False, container=False, elem_id=f"qa-{name}-chart", elem_classes="qa-chart")
        panel = gr.HTML(
            "",
            html_template=asset(f"{name}.html"),
            js_on_load=asset("charts.js") + asset(f"{name}.js"),
            apply_default_css=False,
            elem_id=f"qa-{name}",
        )
        return View(tab, chart, panel, gr.Timer(_LOOK_SECONDS, active=False))
