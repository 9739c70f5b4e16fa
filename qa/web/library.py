"""The list of the library drawn as HTML."""

from collections.abc import Sequence

from qa.reports import SkippedFile
from qa.types import ArticleFacts
from qa.web.marks import byline, headline, text

ROWS_SHOWN = 500


def render_library(articles: Sequence[ArticleFacts], skipped: Sequence[SkippedFile], *, folder: str) -> str:
    """The indexed articles as a table, and the files that could not be used with the reason for each."""
    if not articles and not skipped:
        return (
            f'<div class="qa-empty"><p>No articles yet. Put articles (text, web pages, PDF, Word and more) into <code>{text(folder)}</code> '
            "and press <strong>Sync now</strong>.</p></div>"
        )
    lines = []
    if articles:
        lines += ['<div class="qa-scroll" tabindex="0" role="region" aria-label="Articles"><table class="qa-table">']
        lines.append(f"<caption>{_count(len(articles), 'article')} in <code>{text(folder)}</code></caption>")
        lines.append('<thead><tr><th scope="col">Article</th><th scope="col">Outlet</th><th scope="col">Date</th>')
        lines.append('<th scope="col">File</th><th scope="col" class="qa-figure">Chunks</th></tr></thead><tbody>')
        lines += [_row(each) for each in articles[:ROWS_SHOWN]]
        lines.append("</tbody></table></div>")
    if len(articles) > ROWS_SHOWN:
        lines.append(f'<p class="qa-note">and {len(articles) - ROWS_SHOWN} more</p>')
    if skipped:
        lines.append(f'<h2>{_count(len(skipped), "file")} could not be used</h2><ul class="qa-skipped">')
        lines += [f"<li><code>{text(str(each.path))}</code> {text(each.reason)}</li>" for each in skipped[:ROWS_SHOWN]]
        lines.append("</ul>")
    return "\n".join(lines)


def _row(facts: ArticleFacts) -> str:
    name = headline(facts.title, facts.article_id)
    published = byline(None, facts.published) or '<span class="qa-unknown">not given</span>'
    outlet = text(facts.outlet) if facts.outlet else '<span class="qa-unknown">not given</span>'
    return (
        f'<tr><th scope="row"><button type="button" class="qa-link" data-article="{text(facts.article_id)}">'
        f'{text(name)}</button></th><td data-label="Outlet">{outlet}</td><td data-label="Date">{published}</td>'
        f'<td data-label="File"><code>{text(facts.article_id)}</code></td>'
        f'<td data-label="Chunks" class="qa-figure">{facts.chunks}</td></tr>'
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
