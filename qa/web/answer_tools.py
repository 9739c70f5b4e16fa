"""What can be done with an answer and with a conversation, as rows of buttons and links below them."""

from html import escape

from qa.types import Answer, Citation
from qa.web.marks import day, headline, text

_FORMS = {"md": "Markdown", "html": "HTML", "json": "JSON"}


def render_answer_tools(answer: Answer, place: int) -> str:
    """Buttons that copy the answer with its citations, as text and as Markdown, and the link to it."""
    if not answer.citations:
        return ""
    return (
        '<p class="qa-tools">'
        f"{_button('Copy', copy_text(answer))}{_button('Copy as Markdown', copy_markdown(answer))}"
        f'<button type="button" class="qa-tool" data-answer-link="#answer-{place + 1}">Copy link</button></p>'
    )


def render_conversation_tools(conversation_id: str) -> str:
    """Links that save the whole conversation as a file."""
    links = " ".join(
        f'<a class="qa-tool" href="/conversations/{text(conversation_id)}.{form}" download>{name}</a>'
        for form, name in _FORMS.items()
    )
    return f'<p class="qa-tools qa-save"><span>Save the conversation as</span> {links}</p>'


def copy_text(answer: Answer) -> str:
    """The answer with its markers, and below it what each of them quotes and where that stands."""
    notes = [f"[{each.number}] “{each.quote}” ({_origin(each)})" for each in answer.citations]
    return "\n".join([answer.text, "", *notes])


def copy_markdown(answer: Answer) -> str:
    """The same with quotes as a Markdown list."""
    notes = [f"- [{each.number}] “{' '.join(each.quote.split())}” ({_origin(each)})" for each in answer.citations]
    return "\n".join([answer.text, "", *notes])


def _origin(citation: Citation) -> str:
    facts = [headline(citation.title, citation.article_id), citation.outlet]
    facts.append(day(citation.published) if citation.published else None)
    return ", ".join(fact for fact in [*facts, citation.article_id] if fact)


def _button(label: str, copied: str) -> str:
    # The file's exact characters, hidden ones too: they are copied, not shown.
    return f'<button type="button" class="qa-tool" data-copy="{escape(copied, quote=True)}">{label}</button>'
