"""What ``qa/reading`` is made of: counts of its lines and rules, and each rule to be left out in turn.

    python -m training.rules [FOLDER]

prints lines, patterns, lists and thresholds of each room of ``qa/reading``, or of another version's folder. A rule is what a
module gives a name to at its top: a regular expression, a list of words, or a number.
"""

import ast
import importlib
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import qa.reading

READING = Path(qa.reading.__file__).parent
NEVER = re.compile(r"(?!)")
_NO_BOUND = 1e9
# Names of columns, units, words that are shown, hashes; and how much is read, which costs time.
_FIXED = frozenset(
    """ABSTENTION_TEXTS AGAINST LOGITS REST_SHA256 WEIGHTS_SHA256 _KINDS _SHOWING _UNUSED _ODDS LONGEST_ANSWER_TOKENS
    MOST_HELD_AGAINST MOST_READ MOST_READ_CLOSELY MOST_READ_FOR_SEVERAL MOST_SENTENCES _REMEMBERED_VECTORS""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A name at the top of a module, and what it is: "pattern", "list" or "threshold".

    Attributes:
        instead: what is put in its place to leave it out; a threshold is left out by never reaching it and by always.
    """

    module: str
    name: str
    kind: str
    instead: tuple[Any, ...] = field(compare=False)

    @property
    def room(self) -> str:
        """The room of ``qa/reading`` that it belongs to."""
        return self.module.split(".")[2]

    def __str__(self) -> str:
        return f"{self.module.removeprefix('qa.reading.')}.{self.name}"


def count_rules(folder: Path) -> dict[str, Counter[str]]:
    """Lines and rules of each room, by reading the code."""
    rooms: dict[str, Counter[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        text = path.read_text(encoding="utf-8")
        found = rooms.setdefault(room, Counter())
        found["lines"] += len(text.splitlines())
        tree = ast.parse(text)
        found["patterns"] += sum(
            isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile" for node in ast.walk(tree)
        )
        for name, value in _assigned(tree):
            if name.isupper():
                found[f"{_kind_in_code(value)}s"] += 1
    return rooms


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                yield target.id, node.value


def _kind_in_code(value: ast.expr) -> str:
    if isinstance(value, ast.UnaryOp):
        value = value.operand
    if isinstance(value, ast.Constant):
        return "threshold" if isinstance(value.value, int | float) else "word"
    called = isinstance(value, ast.Call) and ast.unparse(value.func) == "frozenset"
    return "list" if called or isinstance(value, ast.Set | ast.Dict | ast.DictComp | ast.List) else "other"


def find_rules() -> list[Rule]:
    """The rules of ``qa.reading`` as it is imported, in the order of its modules."""
    found: list[Rule] = []
    for module in _modules():
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        for name, _ in _assigned(tree):
            value = getattr(module, name)
            instead = _instead(value)
            if instead is not None and name.isupper() and name not in _FIXED:
                found.append(Rule(module.__name__, name, *instead))
    return found


def _modules() -> list[ModuleType]:
    names = (info.name for info in pkgutil.walk_packages([str(READING)], "qa.reading.") if not info.ispkg)
    return [importlib.import_module(name) for name in sorted(names)]


def _instead(value: object) -> tuple[str, tuple[Any, ...]] | None:
    if isinstance(value, re.Pattern):
        return "pattern", (NEVER,)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return "threshold", (0, int(_NO_BOUND))
    if isinstance(value, float):
        return "threshold", (-_NO_BOUND, _NO_BOUND)
    if isinstance(value, frozenset | set | list | dict):
        return "list", (type(value)(),)
    if isinstance(value, tuple) and any("re.compile" in repr(item) for item in value):
        return "list", ((),)
    return None


@contextmanager
def replaced(rule: Rule, value: object) -> Iterator[None]:
    """The reading with another value in a rule's place, in its module and where that is imported from it."""
    original = getattr(importlib.import_module(rule.module), rule.name)
    with ExitStack() as stack:
        for module in _modules():
            own = module.__name__ == rule.module
            # A public name may be imported elsewhere; one of the same name and value is taken for the same.
            if own or (not rule.name.startswith("_") and getattr(module, rule.name, None) is original):
                stack.callback(partial(setattr, module, rule.name, original))
                setattr(module, rule.name, value)
        forget()
        yield
    forget()


def forget() -> None:
    """Empties what the reading remembers of sentences, which rules may have decided; parsed sentences stay."""
    for module in _modules():
        if module.__name__.endswith(".parser"):
            continue
        for value in vars(module).values():
            clear: Callable[[], None] | None = getattr(value, "cache_clear", None)
            if clear is not None and value.cache_info().maxsize is not None:
                clear()


class Watched:
    """A pattern that notes whether it was found anywhere; where it never is, leaving it out changes nothing."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self._pattern = pattern
        self.pattern = pattern.pattern
        self.was_found = False

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._pattern, name)

        def noting(*arguments: Any, **named: Any) -> Any:
            texts = [each for each in arguments if isinstance(each, str)]
            self.was_found = self.was_found or any(self._pattern.search(text) for text in texts)
            return method(*arguments, **named)

        return noting


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the counts of each room and their sums. Returns 0."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    rooms = count_rules(Path(given[0]) if given else READING)
    columns = ("lines", "patterns", "lists", "thresholds")
    lines = ["| room | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for room, counts in [*rooms.items(), ("all", sum(rooms.values(), Counter()))]:
        lines.append(f"| {room} | " + " | ".join(f"{counts[column]:,}" for column in columns) + " |")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
