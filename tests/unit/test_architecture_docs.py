"""docs/architecture.md held against the code: its arrows are the imports, its steps exist, its modules are all there are."""

import ast
import re

import pytest
from test_architecture import MODULES, PACKAGE, imported_modules, module_name, room_of

PAGE = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
HOUSE, READING = re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)
STEPS = re.findall(r"^\| \w+ \| (?:`([\w/.]+)`)? *\| `([\w/.]+)` `([\w.]+)`", PAGE, re.MULTILINE)


def arrows(diagram: str) -> set[tuple[str, str]]:
    return {(one, other) for one, other in re.findall(r"(\w+) --> (\w+)", diagram)}


def imports_between(rooms: set[str], *, below: str = "") -> set[tuple[str, str]]:
    """The pairs of rooms of which the first imports the second; rooms of the package, or of a folder of it."""
    prefix, depth = f"qa.{below}", below.count(".") + 1
    found = set()
    for path in MODULES:
        own = module_name(path)
        for name in imported_modules(path):
            if own.startswith(prefix) and name.startswith(prefix) and min(own.count("."), name.count(".")) >= depth:
                found.add((own.split(".")[depth], name.split(".")[depth]))
    return {(one, other) for one, other in found if one != other and {one, other} <= rooms}


def test_the_arrows_between_rooms_are_the_imports() -> None:
    drawn = arrows(HOUSE)
    assert drawn == imports_between({room for arrow in drawn for room in arrow})


def test_the_arrows_of_the_reading_are_its_imports() -> None:
    rooms = {path.relative_to(PACKAGE).parts[1] for path in MODULES if room_of(path) == "reading"} - {"__init__.py"}
    drawn = arrows(READING)
    assert {room for arrow in drawn for room in arrow} == rooms
    assert drawn == imports_between(rooms, below="reading.")


@pytest.mark.parametrize(("caller", "where", "name"), STEPS, ids=[step[2] for step in STEPS])
def test_a_step_exists_where_it_is_said_to_and_is_imported_by_its_caller(caller: str, where: str, name: str) -> None:
    owner, _, method = name.partition(".")
    tree = ast.parse((PACKAGE / where).read_text(encoding="utf-8"))
    (found,) = [node for node in tree.body if getattr(node, "name", None) == owner]
    if method:
        assert method in {getattr(node, "name", None) for node in getattr(found, "body", [])}
    if caller:
        step = module_name(PACKAGE / where)
        # A room may give its rooms' names out itself.
        assert imported_modules(PACKAGE / caller) & {step, step.rpartition(".")[0]} - {"qa"}


def test_the_walk_goes_from_the_page_to_the_page() -> None:
    assert [where for _, where, _ in STEPS][:: len(STEPS) - 1] == ["web/chat.py", "web/answers.py"]
    assert len(STEPS) > 20


def test_every_module_of_the_reading_has_its_line() -> None:
    modules = {
        "/".join(path.relative_to(PACKAGE / "reading").parts)
        for path in MODULES
        if room_of(path) == "reading" and path.name != "__init__.py"
    }
    listed = re.findall(r"^\| `(\w+/\w+\.py)` \| ", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(modules)


def test_every_module_of_the_conversation_has_its_line() -> None:
    table = PAGE.partition("## The conversation")[2].partition("\n## ")[0]
    modules = [path.name for path in MODULES if room_of(path) == "chat" and path.name != "__init__.py"]
    assert sorted(re.findall(r"^\| `(\w+\.py)` \| ", table, re.MULTILINE)) == sorted(modules)
