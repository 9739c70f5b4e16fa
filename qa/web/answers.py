"""A conversation drawn as HTML: questions, cited sentences, disputes, and the cases where there is no answer."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from qa.types import Filters
from qa.web.answer_body import render_answer
from qa.web.answer_tools import render_answer_tools, render_conversation_tools, render_follow_ups
from qa.web.conversation import Asked, Conversation, Exchange, Progress, Wording
from qa.web.marks import day, text
from qa.web.notes import Note

_HEADLINE_CHARS = 160

_NO_NOTES: Mapping[int, Note] = MappingProxyType({})


def render_conversation(
    conversation: Conversation, *, chat_model: str | None, notes: Mapping[int, Note] = _NO_NOTES
) -> str:
    """The whole conversation, with its id as data.

    ``chat_model`` is the name to show for answers that a chat model worded where it was not kept with them, ``notes`` what is
    kept beside the exchanges.
    """
    key = conversation.conversation_id
    exchanges = conversation.exchanges
    drawn = []
    for place, exchange in enumerate(exchanges):
        inner = _inside(exchange, place, chat_model=chat_model, note=notes.get(place, Note()) if key else None)
        if exchange.asked.wording is not Wording.BOTH:
            drawn.append(_article(place, "", f"qa-question-{place}", _head(exchange, place) + inner))
        elif not exchange.asked.is_beside:
            is_followed = place + 1 < len(exchanges) and exchanges[place + 1].asked.is_beside
            drawn.append(
                f'<div class="qa-pair" role="group" aria-labelledby="qa-question-{place}">{_head(exchange, place)}'
            )
            drawn.append(f'<div class="qa-columns">{_column(exchange, place, inner)}')
            drawn.append("" if is_followed else f"{_coming(exchange)}</div></div>")
        else:
            drawn.append(f"{_column(exchange, place, inner)}</div></div>")
    if key and not conversation.is_running:
        drawn.append(render_conversation_tools(key))
    return f'<div data-conversation="{text(key)}">' + "\n".join(filter(None, drawn)) + "</div>"


def render_invitation(examples: tuple[str, ...], *, skipped: str | None = None) -> str:
    """What stands there before anything was asked: what to expect, which files could not be used, and example questions
    as buttons."""
    lines = [
        '<div class="qa-invitation">',
        "<h2>Ask about the articles</h2>",
        "<p>Every sentence of an answer is tied to the place that it comes from. Where the articles disagree, both "
        "sides are shown; where they are silent, you are told so.</p>",
    ]
    if skipped:
        lines.append(f'<p class="qa-notice">{text(skipped)}</p>')
    if examples:
        buttons = (
            f'<li><button type="button" class="qa-example" data-ask="{text(each)}">{text(each)}</button></li>'
            for each in examples
        )
        lines += ['<p class="qa-label" id="qa-examples">Try one of these</p>']
        lines += ['<ul class="qa-examples" aria-labelledby="qa-examples">', *buttons, "</ul>"]
    return "\n".join([*lines, "</div>"])


def _article(place: int, style: str, label: str, inner: str) -> str:
    return f'<article class="qa-exchange{style}" id="answer-{place + 1}" aria-labelledby="{label}">{inner}</article>'


def _head(exchange: Exchange, place: int) -> str:
    """The question, and what it was limited to."""
    limits = f'<p class="qa-note">Limited to {text(describe_limits(exchange.filters))}</p>' if exchange.filters else ""
    return (
        f'<h2 class="{_question_class(exchange.question)}" id="qa-question-{place}"><span class="qa-unseen">You asked: </span>'
        f"{text(exchange.question)}</h2>{limits}"
    )


def _column(exchange: Exchange, place: int, inner: str) -> str:
    """One of two answers to a question, under the name of whose words it is in."""
    style = " qa-beside" if exchange.asked.is_beside else ""
    name = text(describe_wording(exchange.asked))
    return _article(
        place, style, f"qa-wording-{place}", f'<h3 class="qa-label" id="qa-wording-{place}">{name}</h3>{inner}'
    )


def _coming(exchange: Exchange) -> str:
    """The place of a second answer that is not there yet; nothing where none will come."""
    if exchange.progress not in (Progress.RUNNING, Progress.DONE):
        return ""
    name = text(describe_wording(replace(exchange.asked, is_beside=True)))
    return f'<div class="qa-exchange qa-beside"><p class="qa-label">{name}</p></div>'


def describe_wording(asked: Asked) -> str:
    """Whose words an answer was asked for in."""
    return "Quoted from the articles" if asked.is_quoted or not asked.model else f"Worded by {asked.model}"


def _inside(exchange: Exchange, place: int, *, chat_model: str | None, note: Note | None) -> str:
    lines = []
    is_done = exchange.progress is Progress.DONE
    if exchange.answer is not None:
        model = exchange.asked.model or chat_model or ""
        lines.append(render_answer(exchange.answer, place, done=is_done, model=model))
    lines.append(_progress(exchange))
    if exchange.answer is not None and is_done:
        lines.append(render_answer_tools(exchange.answer, place, note=note))
        lines.append(render_follow_ups(note) if note else "")
    return "\n".join(filter(None, lines))


def _question_class(question: str) -> str:
    """A long question is set as text, so that it does not push its answer off the screen."""
    return "qa-question qa-long" if len(question) > _HEADLINE_CHARS else "qa-question"


def describe_limits(filters: Filters) -> str:
    """What a question was limited to, in words; empty where it was not."""
    parts = [", ".join(filters.sources)] if filters.sources else []
    if filters.date_from:
        parts.append(f"from {day(filters.date_from)}")
    if filters.date_to:
        parts.append(f"until {day(filters.date_to)}")
    if filters.sections:
        parts.append(f"sections {', '.join(f'“{each}”' for each in filters.sections)}")
    return "; ".join(parts)


def _progress(exchange: Exchange) -> str:
    if exchange.progress is Progress.RUNNING:
        return '<p class="qa-running"><span class="qa-pulse" aria-hidden="true"></span>Reading the articles …</p>'
    if exchange.progress is Progress.FAILED:
        return f'<p class="qa-trouble" role="alert">{text(exchange.trouble or "")}</p>'
    if exchange.progress is Progress.STOPPED:
        return '<p class="qa-note">Stopped before the answer was complete.</p>'
    return ""
