"""A conversation drawn as HTML: questions, cited sentences, disputes, and the cases where there is no answer."""

import re
from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType

from qa.types import Abstention, Answer, Filters, Mode, Sentence, Support
from qa.web.answer_tools import render_answer_tools, render_conversation_tools, render_follow_ups
from qa.web.citing import chip
from qa.web.conversation import Conversation, Exchange, Progress
from qa.web.disputes import render_dispute
from qa.web.marks import day, headline, shortened, text
from qa.web.notes import Note

NEAREST_SHOWN = 3
_HEADLINE_CHARS = 160

_REASONS = {
    Abstention.NO_ARTICLES: "There is no article to answer from: the folder holds none that can be read.",
    Abstention.NOTHING_NEAR: "Nothing in the articles comes near this question.",
    Abstention.NOT_ANSWERED: "The articles touch on this, but no sentence clearly says what was asked.",
    Abstention.OTHER_THING: "The articles speak of something else than what was asked about.",
    Abstention.OTHER_TIME: "The articles speak of another time than what was asked about.",
    Abstention.CUT_OFF: "The sentence that would answer is cut off in the file; what it went on to say is not known.",
    Abstention.FALSE_PREMISE: "The question takes something for granted that the articles contradict.",
    Abstention.OUTSIDE_FILTERS: "The sources that you limited the search to do not hold an answer.",
    Abstention.NO_VALID_CITATION: "An answer was worded, but nothing in the articles bears it out, so it is not shown.",
    Abstention.EMPTY_QUESTION: "Type a question first.",
}
_SHOWN_INSTEAD = {
    Abstention.NOT_ANSWERED: "What comes nearest",
    Abstention.OTHER_THING: "What they have instead",
    Abstention.OTHER_TIME: "What they have instead",
    Abstention.CUT_OFF: "Where it breaks off",
    Abstention.FALSE_PREMISE: "What they do say",
}
_NO_NOTES: Mapping[int, Note] = MappingProxyType({})
_ATTRIBUTED = re.compile(r"^\[[^\[\]]*:\] ")
_BRACKETED = re.compile(r"\[[^\[\]]+\]")


def render_conversation(
    conversation: Conversation, *, chat_model: str | None, notes: Mapping[int, Note] = _NO_NOTES
) -> str:
    """The whole conversation, with its id as data.

    ``chat_model`` is the name to show for answers that a chat model worded, ``notes`` what is kept beside the exchanges.
    """
    key = conversation.conversation_id
    drawn = [
        _exchange(exchange, place, chat_model=chat_model, note=notes.get(place, Note()) if key else None)
        for place, exchange in enumerate(conversation.exchanges)
    ]
    if key and not conversation.is_running:
        drawn.append(render_conversation_tools(key))
    return f'<div data-conversation="{text(key)}">' + "\n".join(drawn) + "</div>"


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


def _exchange(exchange: Exchange, place: int, *, chat_model: str | None, note: Note | None) -> str:
    lines = [f'<article class="qa-exchange" id="answer-{place + 1}" aria-labelledby="qa-question-{place}">']
    lines.append(
        f'<h2 class="{_question_class(exchange.question)}" id="qa-question-{place}"><span class="qa-unseen">You asked: </span>'
        f"{text(exchange.question)}</h2>"
    )
    if exchange.filters:
        lines.append(f'<p class="qa-note">Limited to {text(describe_limits(exchange.filters))}</p>')
    if exchange.answer is not None:
        lines.append(_answer(exchange.answer, place, done=exchange.progress is Progress.DONE, chat_model=chat_model))
    lines.append(_progress(exchange))
    if exchange.answer is not None and exchange.progress is Progress.DONE:
        lines.append(render_answer_tools(exchange.answer, place, note=note))
        lines.append(render_follow_ups(note) if note else "")
    return "\n".join([*filter(None, lines), "</article>"])


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


def _answer(answer: Answer, place: int, *, done: bool, chat_model: str | None) -> str:
    lines = [f'<p class="qa-notice">{text(answer.notice)}</p>'] if answer.notice else []
    if answer.standalone_question != answer.question.strip():
        lines.append(f'<p class="qa-note">Read as: <q>{text(answer.standalone_question)}</q></p>')
    if answer.abstention is not None:
        lines.append(_abstention(answer, answer.abstention, place))
    elif answer.mode is Mode.PROGRAM:
        lines.append(f'<p class="qa-reply">{text(answer.text)}</p>')
    else:
        lines.append(_sentences(answer, place))
    lines += [render_dispute(each, answer, place) for each in answer.conflicts]
    lines.append(_draft(answer))
    if done and answer.abstention is None and answer.mode is not Mode.PROGRAM:
        lines += [_left_out(answer), _provenance(answer, chat_model)]
    return "\n".join(filter(None, lines))


def _sentences(answer: Answer, place: int) -> str:
    quotes = {each.number: each.quote for each in answer.citations}
    # Neighbouring sentences of one speaker make one paragraph with one attribution, as a newspaper would print them.
    paragraphs = []
    shown = [sentence for sentence in answer.sentences if not _is_position(sentence, answer)]
    for speaker, said in groupby(shown, key=lambda sentence: sentence.speaker):
        body = " ".join(_sentence(sentence, answer, place, quotes) for sentence in said)
        attribution = f'<p class="qa-speaker">{text(speaker)}</p>' if speaker else ""
        paragraphs.append(f'<div class="qa-said"><p>{body}</p>{attribution}</div>')
    return f'<div class="qa-answer">{"".join(paragraphs)}</div>' if paragraphs else ""


def _is_position(sentence: Sentence, answer: Answer) -> bool:
    """Whether a sentence stands among the positions of a dispute, with its citation, and need not be drawn twice."""
    positions = [each for conflict in answer.conflicts for each in conflict.positions if each.claim]
    return any(
        sentence.citations == (each.citation,) and _ATTRIBUTED.sub("", sentence.text) == each.claim
        for each in positions
    )


def _draft(answer: Answer) -> str:
    """What a chat model has written and nobody has checked, marked as such; read out once it is checked, not before."""
    if not answer.draft:
        return ""
    return (
        f'<p class="qa-draft" aria-live="off"><span class="qa-verdict">not checked yet</span> {text(answer.draft)}</p>'
    )


def _left_out(answer: Answer) -> str:
    if not answer.left_out:
        return ""
    drawn = "".join(f'<li><span class="qa-unsupported">{text(each.text)}</span></li>' for each in answer.left_out)
    return (
        '<div class="qa-left-out"><p class="qa-label">Written by the chat model, not supported by the articles, and no '
        f"part of the answer</p><ul>{drawn}</ul></div>"
    )


def _sentence(sentence: Sentence, answer: Answer, place: int, quotes: dict[int, str]) -> str:
    cited = " ".join(quotes.get(number, "") for number in sentence.citations)
    body = _body(sentence, cited)
    verdict = ""
    if sentence.support is not Support.SUPPORTED:
        words = "partly supported" if sentence.support is Support.PARTLY else "not supported by the articles"
        doubt = f' <span class="qa-doubt">{text(sentence.doubt)}</span>' if sentence.doubt else ""
        verdict = f' <span class="qa-verdict">{words}</span>{doubt}'
    return f'<span class="qa-sentence qa-{sentence.support}">{body}</span>{_chips(sentence, answer, place)}{verdict}'


def _body(sentence: Sentence, cited: str) -> str:
    """The sentence's text escaped, its short answer in bold."""
    # Who says it stands below as well: on the page once is enough.
    first = len(opening) if sentence.speaker and sentence.text.startswith(opening := f"[{sentence.speaker}:] ") else 0
    short = sentence.short_answer
    if short is None or short.start < first:
        return _with_own_words(sentence.text[first:], cited)
    before, inside, after = (
        sentence.text[first : short.start],
        sentence.text[short.start : short.end],
        sentence.text[short.end :],
    )
    return f"{_with_own_words(before, cited)}<strong>{_with_own_words(inside, cited)}</strong>{_with_own_words(after, cited)}"


def _with_own_words(value: str, cited: str) -> str:
    """The text escaped; bracketed words that the cited text does not have are ours, and are marked as such."""
    # Files are full of no-break spaces; the same words must count as the same.
    cited = " ".join(cited.split())
    parts = []
    end = 0
    for match in _BRACKETED.finditer(value):
        parts.append(text(value[end : match.start()]))
        words = text(match.group())
        parts.append(words if " ".join(match.group().split()) in cited else f'<span class="qa-ours">{words}</span>')
        end = match.end()
    return "".join([*parts, text(value[end:])])


def _chips(sentence: Sentence, answer: Answer, place: int) -> str:
    cited = {each.number: each for each in answer.citations}
    drawn = [chip(cited[number], place) for number in sentence.citations if number in cited]
    # Kept together, so that a marker never starts a line on its own away from the others.
    return f' <span class="qa-chips">{"".join(drawn)}</span>' if drawn else ""


def _abstention(answer: Answer, reason: Abstention, place: int) -> str:
    lines = [
        '<section class="qa-abstention">',
        "<h3>No answer in these articles</h3>",
        f"<p>{text(_reason(answer, reason))}</p>",
    ]
    if answer.sentences:
        lines += [f'<p class="qa-label">{_SHOWN_INSTEAD[reason]}</p>', _sentences(answer, place)]
    nearest = answer.passages[:NEAREST_SHOWN]
    if nearest:
        lines += ['<p class="qa-label">Nearest passages</p>', '<ul class="qa-nearest">']
        for passage in nearest:
            name = headline(passage.title, passage.chunk.article_id)
            lines.append(
                f'<li><button type="button" class="qa-open" data-exchange="{place}" data-passage="{passage.rank}">'
                f'<span class="qa-open-title">{text(name)}</span> '
                f'<span class="qa-open-text">{text(shortened(passage.chunk.text))}</span></button></li>'
            )
        lines.append("</ul>")
    return "\n".join([*lines, "</section>"])


def _reason(answer: Answer, reason: Abstention) -> str:
    """Why there is no answer; where it says what the articles have instead, in the words of the answer."""
    if reason not in {Abstention.OTHER_THING, Abstention.OTHER_TIME} or not answer.sentences:
        return _REASONS[reason]
    return answer.text.partition(answer.sentences[0].text)[0].strip() or _REASONS[reason]


def _provenance(answer: Answer, chat_model: str | None) -> str:
    if answer.mode is Mode.CHAT:
        words = f"Worded by {chat_model or 'a chat model'}, each sentence checked against the articles"
    else:
        words = "Quoted from the articles"
    total = sum(answer.seconds.values())
    took = f" · {total:.1f} s" if total >= 0.05 else ""
    return f'<p class="qa-note">{text(words)}{took}</p>'
