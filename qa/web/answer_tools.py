"""What can be done with an answer and with a conversation, as rows of buttons and links below them."""

from html import escape

from qa.types import Answer, Citation, Fault, Mode, Rating, Thumb
from qa.web.marks import day, headline, text
from qa.web.notes import WORDS_CHARS, Note

_FORMS = {"md": "Markdown", "html": "HTML", "json": "JSON"}
_THUMBS = {Thumb.UP: "Good answer", Thumb.DOWN: "Bad answer"}
_FAULTS = {
    Fault.WRONG: "It is wrong",
    Fault.INCOMPLETE: "Something is missing",
    Fault.CITATION: "The citation does not bear it out",
    Fault.NOT_IN_ARTICLES: "The articles do not say this",
    Fault.DECLINED: "The articles do answer this",
}
_HAND = (
    '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true"><path fill="currentColor" '
    'd="M2 10h4v11H2zM8 21h9a2 2 0 0 0 1.9-1.4l2.6-7A2 2 0 0 0 19.6 10H14l.9-4.6A2 2 0 0 0 13 3L8 10z"/></svg>'
)


def render_answer_tools(answer: Answer, place: int, *, note: Note | None) -> str:
    """Buttons below an answer: copy it, ask again, edit its question, see why it is so, and rate it.

    ``note`` is what is kept beside it; None where nothing can be, and then there are no thumbs.
    """
    drawn = []
    if answer.citations:
        drawn += [_copying("Copy", copy_text(answer)), _copying("Copy as Markdown", copy_markdown(answer))]
        drawn.append(_button("Copy link", "answer-link", f"#answer-{place + 1}"))
    if answer.mode is not Mode.PROGRAM:
        # A follow-up is asked again as it was read: what it leaned on may lie far above by then.
        drawn.append(_button("Ask again", "ask", answer.standalone_question or answer.question))
        drawn.append(_button("Edit question", "edit", answer.question))
        drawn.append(_button("Why this answer", "why", str(place)))
    rating = note.rating if note else None
    thumbs = "".join(_thumb(each, place, rating) for each in Thumb) if note and answer.mode is not Mode.PROGRAM else ""
    if thumbs:
        drawn.append(f'<span class="qa-thumbs" role="group" aria-label="Rate this answer">{thumbs}</span>')
    row = f'<p class="qa-tools">{"".join(drawn)}</p>' if drawn else ""
    return row + (_reason(rating, place) if rating and thumbs else "")


def render_follow_ups(note: Note) -> str:
    """Questions that go on from an answer, as buttons that ask them; empty where there are none."""
    if not note.follow_ups:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="qa-follow-up" data-ask="{text(each)}">{text(each)}</button></li>'
        for each in note.follow_ups
    )
    return f'<div class="qa-follow-ups"><p class="qa-label">The articles also answer</p><ul>{buttons}</ul></div>'


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


def _copying(label: str, copied: str) -> str:
    # The file's exact characters, hidden ones too: they are copied, not shown.
    return f'<button type="button" class="qa-tool" data-copy="{escape(copied, quote=True)}">{label}</button>'


def _button(label: str, does: str, what: str) -> str:
    return f'<button type="button" class="qa-tool" data-{does}="{text(what)}">{label}</button>'


def _thumb(thumb: Thumb, place: int, rating: Rating | None) -> str:
    pressed = str(rating is not None and rating.thumb is thumb).lower()
    return (
        f'<button type="button" class="qa-tool qa-thumb qa-thumb-{thumb}" data-thumb="{thumb}" data-place="{place}" '
        f'aria-pressed="{pressed}" aria-label="{_THUMBS[thumb]}">{_HAND}</button>'
    )


def _reason(rating: Rating, place: int) -> str:
    """The form for the reason of a rating, with what was said."""
    fault = ""
    if rating.thumb is Thumb.DOWN:
        choices = "".join(
            f'<option value="{each}"{" selected" if each is rating.fault else ""}>{words}</option>'
            for each, words in _FAULTS.items()
        )
        fault = f'<label>What is wrong <select name="fault"><option value="">choose</option>{choices}</select></label>'
    said = "Kept. Thank you." if rating.fault or rating.words else "Kept. Say why, if you like:"
    return (
        f'<form class="qa-reason" data-place="{place}" data-thumb="{rating.thumb}"><span>{said}</span>{fault}'
        f'<label>In your words <input name="words" maxlength="{WORDS_CHARS}" value="{text(rating.words)}"></label>'
        '<button class="qa-tool">Save</button></form>'
    )
