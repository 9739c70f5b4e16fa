"""The layout, held by reading the code: who may import whom, what `import qa` costs, how long a module may grow."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "qa"
BASICS = {"types", "errors", "limits", "sentences", "tables", "words", "reports", "days"}
# Rooms in the order in which one may look back: a module may import what its room lists, and its own room.
MAY_IMPORT: dict[str, set[str]] = {
    "types": set(),
    "errors": set(),
    "limits": {"errors", "types"},
    "words": set(),
    "days": set(),
    "sentences": {"types"},
    "tables": set(),
    "reports": set(),
    "whereabouts": set(),
    "streaming": set(),
    "terminal": BASICS | {"articles"},
    "filters": BASICS,
    "logs": {"terminal"},
    "settings": {"errors"},
    "users": BASICS,
    "articles": BASICS,
    "chunking": BASICS,
    "encoding": {"errors", "limits"},
    "index": BASICS | {"encoding", "articles", "chunking"},
    "retrieval": BASICS | {"chunking", "encoding", "index"},
    "reading": BASICS | {"encoding"},
    "survey": BASICS | {"reading"},
    "chat": BASICS | {"encoding", "reading", "whereabouts"},
    "chain": BASICS | {"streaming"},
    "answering": BASICS | {"reading", "chat", "chain"},
    "spelling": BASICS | {"index", "reading"},
    "wiring": BASICS | {"settings", "encoding", "index", "chat", "reading"},
    "pipeline": BASICS
    | {
        "settings",
        "wiring",
        "encoding",
        "index",
        "retrieval",
        "reading",
        "spelling",
        "chat",
        "chain",
        "answering",
        "whereabouts",
        "filters",
    },
    "shared": BASICS | {"pipeline", "filters", "terminal"},
    "evaluation": BASICS | {"reading", "settings", "pipeline", "wiring", "articles", "terminal"},
    "web": BASICS
    | {
        "whereabouts",
        "settings",
        "users",
        "pipeline",
        "filters",
        "index",
        "reading",
        "survey",
        "streaming",
        "logs",
        "articles",
    },
    "backup": BASICS | {"settings", "articles", "terminal"},
    "doctor": BASICS | {"settings", "articles", "encoding", "pipeline", "chat", "whereabouts"},
    "sync_command": BASICS | {"settings", "pipeline", "index", "terminal"},
    "cli": BASICS
    | {
        "settings",
        "backup",
        "sync_command",
        "pipeline",
        "evaluation",
        "web",
        "doctor",
        "index",
        "terminal",
        "users",
        "logs",
    },
}
# A library that only one room may touch.
OWNERS = {
    "argon2": {"users"},
    "chromadb": {"index"},
    "pg8000": {"index"},
    "sentence_transformers": {"encoding"},
    "openvino": {"encoding"},
    "spacy": {"reading"},
    "torch": {"encoding"},
    "gradio": {"web"},
    "mcp": {"web"},
    "prometheus_client": {"web"},
    "opentelemetry": {"web"},
    "trafilatura": {"articles"},
    "pypdfium2": {"articles"},
    "mammoth": {"articles"},
    "striprtf": {"articles"},
    "htmldate": {"articles"},
    "langchain": {"chat"},
    "langchain_core": {"chat", "chain", "pipeline"},
}
# The rooms of qa/reading in the order in which a question goes through them; only the last sees all others.
READING_MAY_IMPORT: dict[str, set[str]] = {
    "language": set(),
    "speakers": {"language"},
    "evidence": {"language", "speakers"},
    "disputes": {"language", "speakers", "evidence"},
    "premises": {"language", "evidence"},
    "support": {"language", "speakers"},
    "answers": {"language", "speakers", "evidence", "disputes", "premises", "support"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))
READING = [
    path for path in MODULES if path.relative_to(PACKAGE).parts[0] == "reading" and path.parent.name != "reading"
]


def module_name(path: Path) -> str:
    return ".".join(("qa", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


OWN_MODULES = {module_name(path) for path in MODULES}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(names if names <= OWN_MODULES else {node.module, *(names & OWN_MODULES)})
    return found


def circle_in(imports: dict[str, list[str]]) -> list[str]:
    """The modules of a circle of imports, in order; empty where there is none."""
    left = {name: set(used) for name, used in imports.items()}
    while free := {name for name, used in left.items() if not used}:
        left = {name: used - free for name, used in left.items() if name not in free}
    walked: list[str] = []
    name = min(left, default="")
    while left and name not in walked:
        walked.append(name)
        name = min(left[name])
    return walked[walked.index(name) :] if left else []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_the_layout_allows(path: Path) -> None:
    room = room_of(path)
    if room in {"__init__", "__main__"}:
        return
    used = {name.split(".")[1] for name in imported_modules(path) if name.startswith("qa.") and name.count(".") >= 1}
    own_names = {"__version__"}
    assert used - MAY_IMPORT[room] - {room} - own_names == set()


@pytest.mark.parametrize("path", READING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_of_the_reading_imports_only_what_its_layout_allows(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[1]
    used = {name.split(".")[2] for name in imported_modules(path) if name.startswith("qa.reading.")}
    assert used - READING_MAY_IMPORT[room] - {room} == set()


def test_every_module_of_the_reading_stands_in_a_room() -> None:
    assert [path.name for path in (PACKAGE / "reading").glob("*.py")] == ["__init__.py"]
    assert {path.relative_to(PACKAGE).parts[1] for path in READING} == set(READING_MAY_IMPORT)


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Also those imported inside functions: a circle that Python bears is one that a reader has to walk."""
    # The package itself is left out: it is the door, and stands before all that is imported from it.
    graph = {name: imported_modules(path) for path in MODULES if (name := module_name(path)) != "qa"}
    imports = {name: sorted(used & graph.keys() - {name}) for name, used in graph.items()}
    assert circle_in(imports) == []


def test_a_circle_of_imports_is_found() -> None:
    assert circle_in({"a": ["b"], "b": ["c", "d"], "c": [], "d": ["b"]}) == ["b", "d"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_is_touched_in_one_room_only(path: Path) -> None:
    libraries = {name.split(".")[0] for name in imported_modules(path)}
    strangers = {library for library in libraries & OWNERS.keys() if room_of(path) not in OWNERS[library]}
    assert strangers == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: f.end_lineno - f.lineno for f in functions if f.end_lineno and f.end_lineno - f.lineno > 60}
    assert long == {}


def test_importing_the_package_loads_no_model_library() -> None:
    code = "import sys, qa; print(sorted({'torch','chromadb','langchain','langchain_core','openvino','gradio','pydantic','numpy','spacy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_command_line_does_not_load_the_web_page() -> None:
    code = "import sys, qa.cli; print(sorted({'torch','chromadb','gradio','spacy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_public_name_of_the_package_exists() -> None:
    import qa

    assert {name for name in qa.__all__ if getattr(qa, name, None) is None} == set()
    assert set(qa.__all__) <= set(dir(qa))
