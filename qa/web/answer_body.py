"""An answer drawn as HTML: cited sentences, disputes, and the cases where there is no answer."""

import re
from itertools import groupby

from qa.types import Abstention, Answer, Mode, Sentence, Support
from qa.web.citing import chip
from qa.web.disputes import render_dispute
from qa.web.marks import headline, shortened, text

NEAREST_SHOWN = 3

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
_ATTRIBUTED = re.compile(r"^\[[^\[\]]*:\] ")
_BRACKETED = re.compile(r"\[[^\[\]]+\]")


def render_answer(answer: Answer, place: int, *, done: bool, model: str) -> str:
    """An answer as HTML; ``place`` is that of its exchange, ``model`` the chat model that may have worded it."""
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
        lines += [_left_out(answer), _provenance(answer, model)]
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


def _provenance(answer: Answer, model: str) -> str:
    if answer.mode is Mode.CHAT:
        words = f"Worded by {model or 'a chat model'}, each sentence checked against the articles"
    else:
        words = "Quoted from the articles"
    total = sum(answer.seconds.values())
    took = f" · {total:.1f} s" if total >= 0.05 else ""
    return f'<p class="qa-note">{text(words)}{took}</p>'
