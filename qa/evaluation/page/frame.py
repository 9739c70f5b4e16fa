"""What all pages share: the head with style and rules, and small pieces of markup."""

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from qa.evaluation.report import without_control_characters

# Nothing is loaded from anywhere, so nothing that came from an article could be, either.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def shown(text: str) -> str:
    """Text from outside as markup that shows it."""
    return escape(without_control_characters(text))


def page(title: str, body: Iterable[str], *, script: bool = False) -> str:
    """A whole page. ``body`` is markup: whoever makes it has escaped what came from outside."""
    here = files("qa.evaluation.page")
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    code = f"<script>\n{here.joinpath('page.js').read_text(encoding='utf-8')}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + f"\n</main>\n{code}\n</body>\n</html>\n"
    )


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of plain text, escaped here; all columns but the first hold numbers, unless named "what it says"."""
    kinds = ["" if at == 0 or heading == "what it says" else ' class="number"' for at, heading in enumerate(headings)]
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(headings, kinds, strict=True))
    body = []
    for row in rows:
        cells = [f'<th scope="row">{shown(row[0])}</th>']
        cells += [f"<td{kind}>{shown(cell)}</td>" for cell, kind in zip(row[1:], kinds[1:], strict=True)]
        body.append(f"<tr>{''.join(cells)}</tr>")
    label = escape(caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table><caption>{label}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
