"""The theme of the page and its files: style, scripts, icon. Everything is served from this machine."""

from functools import cache
from importlib.resources import files

import gradio as gr
from gradio.themes.utils.fonts import LocalFont

# Comes with Gradio, whole (its files of some other fonts hold a few letters only), and is served from its folder.
_TEXT_FONT = LocalFont("Source Sans Pro", weights=(400, 700))

_PAPER, _PAPER_DARK = "#fbfaf7", "#16181b"
_SHEET, _SHEET_DARK = "#ffffff", "#1d2024"
_INK, _INK_DARK = "#1d1b18", "#ebe7df"
_SOFT, _SOFT_DARK = "#5a554c", "#b3ada2"
_RULE, _RULE_DARK = "#d9d4c8", "#3a3e44"
_LINK, _LINK_DARK = "#1b4965", "#9ccbe8"


@cache
def asset(name: str) -> str:
    """The text of a file of the page, such as ``page.css``."""
    return files("qa.web").joinpath("assets", name).read_text(encoding="utf-8")


def make_theme() -> gr.themes.Base:
    """A calm theme in ink on paper, light and dark, without a font or a file from elsewhere."""
    theme = gr.themes.Base(
        font=(_TEXT_FONT, "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "DejaVu Sans Mono", "monospace"),
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
    )
    return theme.set(
        body_background_fill=_PAPER,
        body_background_fill_dark=_PAPER_DARK,
        background_fill_primary=_SHEET,
        background_fill_primary_dark=_SHEET_DARK,
        background_fill_secondary=_PAPER,
        background_fill_secondary_dark=_PAPER_DARK,
        body_text_color=_INK,
        body_text_color_dark=_INK_DARK,
        body_text_color_subdued=_SOFT,
        body_text_color_subdued_dark=_SOFT_DARK,
        block_background_fill=_SHEET,
        block_background_fill_dark=_SHEET_DARK,
        block_label_text_color=_SOFT,
        block_label_text_color_dark=_SOFT_DARK,
        block_title_text_color=_SOFT,
        block_title_text_color_dark=_SOFT_DARK,
        block_border_color=_RULE,
        block_border_color_dark=_RULE_DARK,
        border_color_primary=_RULE,
        border_color_primary_dark=_RULE_DARK,
        border_color_accent=_LINK,
        border_color_accent_dark=_LINK_DARK,
        color_accent=_LINK,
        color_accent_soft="#e6eef3",
        color_accent_soft_dark="#22323d",
        input_background_fill=_SHEET,
        input_background_fill_dark=_SHEET_DARK,
        input_background_fill_focus=_SHEET,
        input_background_fill_focus_dark=_SHEET_DARK,
        input_border_color="#8c8577",
        input_border_color_dark="#767b84",
        input_border_color_focus=_LINK,
        input_border_color_focus_dark=_LINK_DARK,
        input_placeholder_color="#6b665c",
        input_placeholder_color_dark="#a19b91",
        button_primary_background_fill=_LINK,
        button_primary_background_fill_dark=_LINK_DARK,
        button_primary_background_fill_hover="#12364c",
        button_primary_background_fill_hover_dark="#b9dcf1",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10222e",
        button_secondary_background_fill=_SHEET,
        button_secondary_background_fill_dark=_SHEET_DARK,
        button_secondary_background_fill_hover="#efece4",
        button_secondary_background_fill_hover_dark="#2a2e34",
        button_secondary_border_color=_RULE,
        button_secondary_border_color_dark=_RULE_DARK,
        button_secondary_text_color=_INK,
        button_secondary_text_color_dark=_INK_DARK,
        link_text_color=_LINK,
        link_text_color_dark=_LINK_DARK,
    )
