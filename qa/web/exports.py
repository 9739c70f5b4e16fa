"""A conversation as a file of its own: Markdown with footnotes, one HTML page, or JSON with every citation."""

import json
import re
from typing import Any

from qa.types import Answer, Citation
from qa.web.answers import describe_limits, describe_wording, render_conversation
from qa.web.conversation import Conversation, Exchange
from qa.web.look import asset
from qa.web.marks import day, headline, text
from qa.web.stored import limits_of, wording_of

FORMS = {"md": "text/markdown", "html": "text/html", "json": "application/json"}
_MARKER = re.compile(r"\[(\d+)\]")
_MARKUP = re.compile(r"([\\`*_{}<>#|\[\]])")


def export(conversation: Conversation, form: str, *, title: str) -> str:
    """The conversation in one of ``FORMS``; ``title`` heads it."""
    if form == "json":
        return _as_json(conversation, title)
    return _as_html(conversation, title) if form == "html" else as_markdown(conversation, title)


def as_markdown(conversation: Conversation, title: str) -> str:
    """Questions as headings, answers as text whose markers are footnotes: the quote, its article, outlet, day, and place."""
    lines, notes = [f"# {_plain(title)}"], []
    for place, exchange in enumerate(conversation.exchanges, 1):
        lines += _head(exchange)
        lines.append(_said(exchange, place))
        if exchange.answer:
            lines += _disputes(exchange.answer, place)
            notes += [f"[^{place}-{each.number}]: {_origin(each)}" for each in exchange.answer.citations]
    return "\n\n".join([*filter(None, lines), *notes]) + "\n"


def _head(exchange: Exchange) -> list[str]:
    """The question, unless it stands there from the answer beside, and what the answer has for a name of its own."""
    limits = describe_limits(exchange.filters)
    asked = [f"## {_plain(exchange.question)}", f"*Limited to {_plain(limits)}*" if limits else ""]
    named = [f"### {_plain(describe_wording(exchange.asked))}"] if exchange.asked.model else []
    return named if exchange.asked.is_beside else [*asked, *named]


def _said(exchange: Exchange, place: int) -> str:
    if exchange.answer is None:
        return f"*{_plain(exchange.trouble or 'Not answered.')}*"
    said = _MARKER.split(" ".join(exchange.answer.text.split()))  # text, number, text, number, …
    known = {str(each.number) for each in exchange.answer.citations}
    return "".join(
        (f"[^{place}-{piece}]" if piece in known else f"\\[{piece}\\]") if i % 2 else _escaped(piece)
        for i, piece in enumerate(said)
    )


def _disputes(answer: Answer, place: int) -> list[str]:
    return [
        "\n".join(
            f"- **{_plain(each.speaker)}** {each.stance}: {_plain(each.claim)}[^{place}-{each.citation}]"
            for each in conflict.positions
        )
        for conflict in answer.conflicts
    ]


def _origin(citation: Citation) -> str:
    facts = [headline(citation.title, citation.article_id), citation.outlet]
    facts.append(day(citation.published) if citation.published else None)
    facts.append(f"{citation.article_id}, characters {citation.start} to {citation.end}")
    return f"“{_plain(citation.quote)}” — " + ", ".join(_plain(fact) for fact in facts if fact)


def _plain(value: str) -> str:
    """The value on one line, with nothing in it that Markdown would take for its own."""
    return _escaped(" ".join(value.split()))


def _escaped(value: str) -> str:
    return _MARKUP.sub(r"\\\1", value)


def _as_html(conversation: Conversation, title: str) -> str:
    origins = "".join(
        f"<li>{place}.[{each.number}] “{text(each.quote)}” — {text(headline(each.title, each.article_id))}, "
        f"{text(each.article_id)}, characters {each.start} to {each.end}</li>"
        for place, exchange in enumerate(conversation.exchanges, 1)
        if exchange.answer
        for each in exchange.answer.citations
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        f"<style>{asset('page.css')}</style></head><body><main><h1>{text(title)}</h1>"
        f"{render_conversation(conversation, chat_model=None)}"
        f'<h2>Citations</h2><ul class="qa-origins">{origins}</ul></main></body></html>'
    )


def _as_json(conversation: Conversation, title: str) -> str:
    exchanges: list[dict[str, Any]] = [
        {
            "question": each.question,
            "limits": limits_of(each.filters),
            **wording_of(each.asked),
            "answer": None if each.answer is None else json.loads(each.answer.to_json()),
            "progress": each.progress.value,
            "trouble": each.trouble,
        }
        for each in conversation.exchanges
    ]
    return json.dumps({"title": title, "exchanges": exchanges}, ensure_ascii=False, indent=2)
