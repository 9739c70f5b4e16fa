"""Where things stand on the page: its panes and the components that events read and write."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.web.answers import render_invitation
from qa.web.conversation import Conversation, Wording
from qa.web.library import View
from qa.web.limiting import Limited
from qa.web.look import asset
from qa.web.marks import text
from qa.web.sources import render_no_source
from qa.web.survey.layout import Overview, lay_out_overview

TITLE = "Ask the articles"

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}  # the page shows its own progress

Updates = dict[Any, Any]

NO_DATES = {"from": "", "to": ""}
_DATES = """
<fieldset class="qa-dates"><legend>Published</legend>
<label>from <input type="date" name="from"></label>
<label>until <input type="date" name="to"></label></fieldset>
"""

# An answer that grows is read out once, when it is whole, from a line of its own (in panes.html).
_LOG = '<div role="log" aria-label="Conversation" aria-live="off">${value}</div>'

# The field stands outside of what is drawn anew, so that a list that changes leaves what is typed alone.
_KEPT = """
<nav class="qa-kept" aria-labelledby="qa-kept-title"><h2 class="qa-label" id="qa-kept-title">Conversations</h2>
<input type="search" class="qa-kept-search" placeholder="Search" aria-label="Search the conversations">
<div class="qa-kept-rows">${value}</div></nav>
"""


@dataclass(frozen=True, slots=True)
class Composer:
    """The components that a question is put together with."""

    wording: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    clear: gr.Button
    limited: gr.HTML
    limits: gr.Dropdown
    sections: gr.Dropdown
    dates: gr.HTML
    limits_shown: gr.State


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events read and write."""

    conversation: gr.State
    open_id: gr.Textbox
    kept: gr.HTML
    masthead: gr.HTML
    tabs: gr.Tabs
    invitation: gr.HTML
    answers: gr.HTML
    composer: Composer
    sources: gr.HTML
    library: gr.HTML
    sync: gr.Button
    forget: gr.Button
    status: gr.HTML
    seen: gr.State
    view: gr.State
    overview: Overview

    @property
    def offering(self) -> tuple[gr.HTML, ...]:
        """What offers questions that a click asks."""
        return self.invitation, self.answers, *self.overview.panels


def masthead(summary: str, *, can_edit: bool = False, can_fetch: bool = False) -> str:
    """The head of the page; ``summary`` is plain text. It tells style and scripts whether the visitor may change articles,
    and have them fetched."""
    mark = (" data-can-edit" if can_edit else "") + (" data-can-fetch" if can_edit and can_fetch else "")
    return (
        '<a class="qa-skip" href="#qa-ask">Skip to the question</a>'
        f'<header class="qa-masthead"{mark}><h1>{TITLE}</h1><p>{text(summary)}</p></header>'
    )


def lay_out() -> Parts:
    """The components, inside the blocks that are open."""
    conversation = gr.State(Conversation())
    # What a state holds is gone when the server starts anew; the page keeps this, and sends it along.
    open_id = gr.Textbox("", visible=False)
    # What depends on the articles comes when the page is opened: what stands here is told to everybody, also later.
    head = gr.HTML(masthead(""), apply_default_css=False, elem_id="qa-masthead")
    _drawn(asset("theme.js"), "qa-corner", template=asset("corner.html"))
    with gr.Tabs(elem_id="qa-tabs") as tabs:
        with gr.Tab("Chat", id="chat"):
            with gr.Row(elem_classes="qa-desk", equal_height=False):
                with gr.Column(scale=2, min_width=190, elem_classes="qa-history"):
                    kept = _drawn(asset("kept.js"), "qa-kept", template=_KEPT)
                with gr.Column(scale=6, min_width=300, elem_classes="qa-main"):
                    invitation = _drawn(asset("conversation.js"), "qa-invitation", value=render_invitation(()))
                    answers = _drawn(asset("conversation.js"), "qa-conversation", template=_LOG)
                    composer = _lay_out_composer()
                with gr.Column(scale=5, min_width=300, elem_classes="qa-sources", elem_id="qa-sources"):
                    sources = gr.HTML(render_no_source(), js_on_load=asset("sources.js"), apply_default_css=False)
            scripts = (asset(f"{name}.js") for name in ("panes", "cards", "keys", "tools"))
            _drawn("\n".join(scripts), "qa-panes", template=asset("panes.html"))
        with gr.Tab("Library", id="library"), gr.Column(elem_classes="qa-library"):
            with gr.Row(elem_classes="qa-syncing"):
                sync = gr.Button("Sync now", variant="secondary", scale=0, min_width=120)
                forget = gr.Button("Forget missing articles", variant="stop", scale=0, min_width=120, visible=False)
                status = gr.HTML("", apply_default_css=False, elem_id="qa-status")
            _drawn(asset("adding.js"), "qa-adding", template=asset("adding.html"))
            library = _drawn(asset("library.js"), "qa-library", template=asset("library.html"))
        overview = lay_out_overview()
    asking = (conversation, open_id, kept, head, tabs, invitation, answers, composer, sources)
    return Parts(*asking, library, sync, forget, status, gr.State(""), gr.State(View()), overview)


def _drawn(script: str, elem_id: str, *, value: str = "", template: str = "${value}") -> gr.HTML:
    return gr.HTML(value, html_template=template, js_on_load=script, apply_default_css=False, elem_id=elem_id)


def _lay_out_composer() -> Composer:
    with gr.Column(elem_classes="qa-composer"):
        limited = _drawn(asset("limits.js"), "qa-limited")
        # Seen only where there is a chat model, which is told when the page is opened.
        wording = gr.HTML(
            {"wording": Wording.WORDED.value, "model": ""},
            html_template=asset("wording.html"),
            js_on_load=asset("wording.js"),
            apply_default_css=False,
            visible=False,
            elem_id="qa-wording",
        )
        with gr.Row(elem_classes="qa-asking", equal_height=True):
            question = gr.Textbox(
                label="Your question",
                placeholder="Ask about the articles",
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=True,
                scale=1,
                elem_id="qa-ask",
            )
            ask = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_id="qa-ask-button")
            stop = gr.Button("Stop", variant="stop", scale=0, min_width=84, elem_id="qa-stop")
        with gr.Column(elem_classes="qa-below"):
            clear = gr.Button("New conversation", size="sm", elem_id="qa-clear")
            with gr.Accordion("Limit the sources", open=False, elem_id="qa-limits"):
                limits = _several("Outlets and articles", "qa-limit-sources")
                sections = _several("Sections", "qa-limit-sections", visible=False)
                dates = gr.HTML(
                    NO_DATES,
                    html_template=_DATES,
                    js_on_load=asset("dates.js"),
                    apply_default_css=False,
                    elem_id="qa-limit-dates",
                )
    return Composer(wording, question, ask, stop, clear, limited, limits, sections, dates, gr.State(Limited()))


def _several(label: str, elem_id: str, *, visible: bool = True) -> gr.Dropdown:
    """A field for several names; of many only some are offered, so others can be typed."""
    return gr.Dropdown([], label=label, multiselect=True, allow_custom_value=True, elem_id=elem_id, visible=visible)
