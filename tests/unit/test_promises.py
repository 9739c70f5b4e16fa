"""The tests that the documents name for their promises: each is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("document", ["SECURITY.md", "docs/reliability.md"])
def test_every_test_that_a_document_names_exists(document: str) -> None:
    named = NAMED.findall((ROOT / document).read_text(encoding="utf-8"))
    assert len(named) >= 15
    missing = []
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8")) if (ROOT / path).exists() else ast.Module([], [])
        tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if not tests or (name and name not in tests):
            missing.append(f"{path}::{name}")
    assert missing == []


def test_the_limits_in_the_document_are_those_of_the_program() -> None:
    from qa import limits

    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    for said in (
        f"{limits.QUESTION_CHARS:,} characters, {limits.WORD_CHARS} in a word",
        f"{limits.HISTORY_TURNS} turns, {limits.HISTORY_CHARS:,} characters",
        f"{limits.FILTER_NAMES} names of {limits.FILTER_CHARS:,} characters",
        f"{limits.ANSWER_SECONDS:g} s of processor time",
        f"1 MB, {limits.BODY_SECONDS:g} s to arrive, {limits.BODY_DEPTH} levels, {limits.HEADER_BYTES // 1000} kB of headers",
    ):
        assert said in text
