"""The list of the library drawn as HTML: what is looked for in it, in which order, and what can be done with each article."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from qa.reports import SkippedFile
from qa.types import ArticleFacts
from qa.web.marks import byline, headline, text
from qa.words import fold_name

ROWS_SHOWN = 500
_SEARCH_CHARS = 200
_COLUMNS = {
    "title": "Article",
    "outlet": "Outlet",
    "published": "Date",
    "words": "Words",
    "file": "File",
    "state": "State",
}
_KEYS: dict[str, Callable[[ArticleFacts], Any]] = {
    "title": lambda each: fold_name(headline(each.title, each.article_id)),
    "outlet": lambda each: fold_name(each.outlet or ""),
    "published": lambda each: each.published or date.min,
    "words": lambda each: each.words,
    "file": lambda each: each.article_id,
}


@dataclass(frozen=True, slots=True)
class View:
    """How the list is looked at: words that title, outlet, day or file hold, one outlet, one state, and the order.

    ``state`` is empty, "hand" (set by hand), "gone" (from the folder), or "skipped" (could not be used). ``turn`` counts what
    the page has asked for: it knows by it that an older list was drawn over a newer one, and asks again.
    """

    words: str = ""
    outlet: str = ""
    state: str = ""
    sort: str = "file"
    is_down: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the list shows: the articles, those that were put right by hand or are gone from the folder, and what could
    not be used; ``can_edit`` says whether its reader may change them."""

    articles: Sequence[ArticleFacts]
    skipped: Sequence[SkippedFile]
    folder: str
    by_hand: Collection[str] = field(default_factory=frozenset)
    gone: Collection[str] = field(default_factory=frozenset)
    can_edit: bool = False


def read_view(given: Mapping[str, Any]) -> View:
    """The view that a page asks for; what makes no sense is as it was at first."""
    words, outlet, state, sort = (
        str(given.get(name, ""))[:_SEARCH_CHARS] for name in ("words", "outlet", "state", "sort")
    )
    turn = given.get("turn")
    return View(
        words,
        outlet,
        state,
        sort if sort in _COLUMNS else "file",
        is_down=bool(given.get("down")),
        turn=turn if isinstance(turn, int) else 0,
    )


def render_library(holdings: Holdings, view: View = View()) -> str:
    """The articles that are looked for as a table, and the files that could not be used with the reason for each."""
    outlets = sorted({each.outlet for each in holdings.articles if each.outlet})
    held = escape(json.dumps(outlets), quote=True)
    lines = [f'<div class="qa-holdings" data-outlets="{held}" data-turn="{view.turn}">']
    if not holdings.articles and not holdings.skipped:
        lines.append(_nothing(holdings.folder))
    if holdings.articles and view.state != "skipped":
        lines += _table(holdings, view)
    if holdings.skipped and view.state in ("", "skipped"):
        lines.append(f'<h2>{_count(len(holdings.skipped), "file")} could not be used</h2><ul class="qa-skipped">')
        lines += [
            f"<li><code>{text(str(each.path))}</code> {text(each.reason)}</li>"
            for each in holdings.skipped[:ROWS_SHOWN]
        ]
        lines.append("</ul>")
    return "\n".join([*lines, "</div>"])


def _nothing(folder: str) -> str:
    return (
        '<div class="qa-empty"><p>No articles yet. Put articles (text, web pages, PDF, Word and more) into '
        f"<code>{text(folder)}</code>: they are read within seconds.</p></div>"
    )


def _table(holdings: Holdings, view: View) -> list[str]:
    found = _found(holdings, view)
    count = _count(len(holdings.articles), "article")
    told = count if len(found) == len(holdings.articles) else f"{len(found):,} of {count}"
    lines = ['<div class="qa-scroll" tabindex="0" role="region" aria-label="Articles"><table class="qa-table">']
    lines.append(f"<caption>{told} in <code>{text(holdings.folder)}</code></caption><thead><tr>")
    lines += [_head(name, label, view) for name, label in _COLUMNS.items()]
    lines.append('<th scope="col"><span class="qa-unseen">Changes</span></th>' if holdings.can_edit else "")
    lines.append("</tr></thead><tbody>")
    lines += [_row(each, holdings) for each in found[:ROWS_SHOWN]]
    lines.append("</tbody></table></div>")
    if not found:
        lines.append('<p class="qa-note">No article is like that.</p>')
    if len(found) > ROWS_SHOWN:
        lines.append(f'<p class="qa-note">and {len(found) - ROWS_SHOWN:,} more; search for what you look for</p>')
    return lines


def _found(holdings: Holdings, view: View) -> list[ArticleFacts]:
    wanted = fold_name(view.words).split()
    found = [
        each
        for each in holdings.articles
        if (not view.outlet or each.outlet == view.outlet)
        and (view.state != "hand" or each.article_id in holdings.by_hand)
        and (view.state != "gone" or each.article_id in holdings.gone)
        and all(word in _searched(each) for word in wanted)
    ]
    key = _KEYS.get(view.sort, lambda each: _state(each, holdings))
    return sorted(found, key=key, reverse=view.is_down)


def _searched(facts: ArticleFacts) -> str:
    day = f"{facts.published.isoformat()} {facts.published:%d %B %Y}" if facts.published else ""
    return fold_name(" ".join(filter(None, (facts.title, facts.outlet, facts.article_id, day))))


def _head(name: str, label: str, view: View) -> str:
    order = f' aria-sort="{"descending" if view.is_down else "ascending"}"' if name == view.sort else ""
    down = "1" if name == view.sort and not view.is_down else ""
    style = ' class="qa-figure"' if name == "words" else ""
    return (
        f'<th scope="col"{order}{style}><button type="button" class="qa-sort" data-sort="{name}" data-down="{down}">'
        f"{label}</button></th>"
    )


def _row(facts: ArticleFacts, holdings: Holdings) -> str:
    unknown = '<span class="qa-unknown">not given</span>'
    name, key = headline(facts.title, facts.article_id), text(facts.article_id)
    cells = [
        f'<tr><th scope="row"><button type="button" class="qa-link" data-article="{key}">{text(name)}</button></th>',
        f'<td data-label="Outlet">{text(facts.outlet) if facts.outlet else unknown}</td>',
        f'<td data-label="Date">{byline(None, facts.published) or unknown}</td>',
        f'<td data-label="Words" class="qa-figure">{facts.words:,}</td>',
        f'<td data-label="File"><code>{key}</code></td>',
        f'<td data-label="State">{_state(facts, holdings)}</td>',
    ]
    if holdings.can_edit:
        known = {
            "id": facts.article_id,
            "title": facts.title or "",
            "outlet": facts.outlet or "",
            "published": facts.published.isoformat() if facts.published else "",
        }
        cells.append(
            f'<td class="qa-changes"><button type="button" class="qa-tool" data-correct="{escape(json.dumps(known), quote=True)}" '
            f'aria-label="Correct “{text(name)}”">Correct</button> <button type="button" class="qa-tool" data-remove="{key}" '
            f'aria-label="Remove “{text(name)}”">Remove</button></td>'
        )
    return "".join([*cells, "</tr>"])


def _state(facts: ArticleFacts, holdings: Holdings) -> str:
    if facts.article_id in holdings.gone:
        return "gone from the folder"
    return "ready, set by hand" if facts.article_id in holdings.by_hand else "ready"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
