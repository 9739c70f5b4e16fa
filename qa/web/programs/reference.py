"""The description of the REST interface as one plain page: no script, nothing from elsewhere."""

import json
from typing import Any

from qa.web.marks import text

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow-x:auto;border:1px solid #8888;padding:.6rem}"
    "table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}"
    "h2{margin-top:2.5rem;border-bottom:1px solid #8888}h3 code{font-size:1rem}"
)


def render_reference(described: dict[str, Any]) -> str:
    """The page for an OpenAPI description: every operation, then every record."""
    drawn = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>REST interface</title><style>{_STYLE}</style></head><body><main><h1>REST interface</h1>",
        f"<p>{text(described['info']['summary'])}</p><p>All paths stand below <code>/api/v1</code>; "
        '<a href="openapi.json">openapi.json</a> describes the same for programs. Where there are users, send a key: '
        "<code>Authorization: Bearer KEY</code>. What goes wrong comes as <code>{&quot;detail&quot;: &quot;one line&quot;}"
        "</code> with a status that says of which kind it is. Programs that speak the Model Context Protocol find the same "
        "at <code>/mcp</code>.</p>",
    ]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            drawn.append(_operation(method, path, operation))
    drawn.append("<h2>Records</h2>")
    drawn += [_record(name, each) for name, each in sorted(described["components"]["schemas"].items())]
    return "".join([*drawn, "</main></body></html>"])


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    lines = [f"<section><h2>{text(operation['summary'])}</h2><h3><code>{method.upper()} {text(path)}</code></h3>"]
    lines += [f"<p>{text(each)}</p>" for each in operation.get("description", "").split("\n\n")]
    if operation.get("parameters"):
        rows = [(each["name"], _kind(each["schema"]), each["in"]) for each in operation["parameters"]]
        lines.append(_table(("parameter", "kind", "in"), rows))
    content = operation.get("requestBody", {}).get("content", {})
    lines += [f"<p>Body: {_kinds(content)}</p>"] if content else []
    rows = [
        (code, _kinds(each.get("content", {})), each["description"]) for code, each in operation["responses"].items()
    ]
    lines.append(_table(("status", "body", "when"), rows))
    return "".join([*lines, "</section>"])


def _record(name: str, schema: dict[str, Any]) -> str:
    lines = [f'<section id="{text(name)}"><h3><code>{text(name)}</code></h3>']
    lines.append(f"<p>{text(schema.get('description', '').split(chr(10) * 2)[0])}</p>")
    if "enum" in schema:
        lines.append(f"<p><code>{text(json.dumps(schema['enum']))}</code></p>")
    rows = [
        (
            field,
            _kind(each),
            each.get("description", "") + (" (required)" if field in schema.get("required", ()) else ""),
        )
        for field, each in schema.get("properties", {}).items()
    ]
    return "".join([*lines, _table(("field", "kind", ""), rows) if rows else "", "</section>"])


def _table(heads: tuple[str, ...], rows: list[tuple[str, str, str]]) -> str:
    """``rows`` with HTML in their second column and plain text in the others."""
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    cells = (
        "".join(f"<td>{cell if place == 1 else text(cell)}</td>" for place, cell in enumerate(row)) for row in rows
    )
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{each}</tr>' for each in cells)}</tbody></table>"
    )


def _kinds(content: dict[str, Any]) -> str:
    return ", ".join(f"{_kind(each.get('schema', {}))} as <code>{text(kind)}</code>" for kind, each in content.items())


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, as HTML with links to records."""
    if "$ref" in schema:
        name = text(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    choices = schema.get("anyOf") or schema.get("allOf")
    if choices:
        return " or ".join(map(_kind, choices))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return text(str(schema.get("format") or schema.get("type") or "any value"))
