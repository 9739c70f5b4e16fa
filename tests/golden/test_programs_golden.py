"""The names and forms that programs rely on, as they were promised. After a change that is meant: read the difference, then

    python tests/golden/test_programs_golden.py

writes what is now. Words that explain are free to change.
"""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from mcp import Client

from qa.pipeline import Pipeline
from qa.web.archive import Archive
from qa.web.chat import Desk
from qa.web.programs.asking import Asking
from qa.web.programs.routes import make_api
from qa.web.programs.tools import make_tool_server
from qa.web.turnstile import Turnstile

EXPECTED = Path(__file__).parent / "expected" / "programs"
NOBODY = cast(Pipeline, None)  # nothing is asked here
WORDS = {"title", "description", "summary", "operationId", "tags", "instructions"}


def without_words(value: Any, *, names: bool = False) -> Any:
    """The form alone; ``names`` says that the keys of an object are names that were chosen here."""
    if isinstance(value, list):
        return [without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: without_words(each, names=key in {"properties", "schemas", "paths"})
        for key, each in value.items()
        if names or key not in WORDS
    }


def rest(folder: Path) -> Any:
    with Archive(folder / "kept.sqlite") as archive:
        asking = Asking(NOBODY, Turnstile(most_waiting=1, most_of_one=1))
        described = make_api(Desk(NOBODY, archive), asking).openapi()
    return without_words({part: described[part] for part in ("paths", "components")})


def tools() -> Any:
    async def listed() -> Any:
        async with Client(make_tool_server(Asking(NOBODY, Turnstile(most_waiting=1, most_of_one=1)))) as client:
            return [each.model_dump(mode="json", exclude_none=True) for each in (await client.list_tools()).tools]

    return without_words(asyncio.run(listed()))


def expected(name: str) -> Any:
    return json.loads((EXPECTED / name).read_text(encoding="utf-8"))


def test_the_rest_interface_has_the_form_that_was_promised(tmp_path: Path) -> None:
    assert rest(tmp_path) == expected("rest.json")


def test_the_tools_have_the_form_that_was_promised() -> None:
    assert tools() == expected("tools.json")


@pytest.mark.parametrize("name", ["title", "description"])
def test_a_field_of_that_name_is_no_word(name: str) -> None:
    described = {"properties": {name: {"type": "string", "title": "Told"}}, "title": "Told"}
    assert without_words(described) == {"properties": {name: {"type": "string"}}}


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        forms = {"rest.json": rest(Path(folder)), "tools.json": tools()}
    for file, form in forms.items():
        (EXPECTED / file).write_text(json.dumps(form, indent=1, sort_keys=True) + "\n", encoding="utf-8")
