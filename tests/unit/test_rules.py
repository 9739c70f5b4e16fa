"""The rules of the reading: counted, found, and left out for a while."""

import re
from pathlib import Path

import pytest

from qa.reading.evidence.judging import NO_PREMISE
from qa.reading.language.questions import analyse_question
from qa.reading.premises.false_premises import supposes_otherwise
from training.rules import NEVER, Watched, count_rules, find_rules, replaced

CODE = '''"""A room."""

import re

LEAST_SHARE: float = 0.4
_NEGATIVE = -2
_WORDS = frozenset({"a", "b"})
_TABLE = {"one": 1}
_PATTERN = re.compile("x")
_FORMS = tuple(re.compile(each) for each in "ab")
not_a_rule = 3


def count() -> int:
    INSIDE = 4
    return INSIDE
'''


def test_rules_are_counted_room_by_room(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "first.py").write_text(CODE)
    (tmp_path / "room" / "second.py").write_text("LEAST = 1\n")
    (counts,) = count_rules(tmp_path).values()
    expected = {"lines": 17, "patterns": 2, "lists": 2, "thresholds": 3}
    assert {kind: counts[kind] for kind in expected} == expected


def test_a_pattern_is_gone_while_it_is_left_out_and_back_afterwards() -> None:
    (rule,) = [rule for rule in find_rules() if str(rule) == "premises.false_premises._NEGATED_QUESTION"]
    asked, said = analyse_question("Why is there no approval?"), "There is no approval."
    assert (rule.kind, rule.room, supposes_otherwise(asked, said, NO_PREMISE)) == ("pattern", "premises", False)
    with replaced(rule, NEVER):
        assert supposes_otherwise(asked, said, NO_PREMISE)
    assert not supposes_otherwise(asked, said, NO_PREMISE)


@pytest.mark.parametrize(("text", "found"), [("it was denied", True), ("it was late", False)])
def test_a_watched_pattern_notes_whether_it_is_found(text: str, found: bool) -> None:
    watched = Watched(re.compile("denied"))
    assert watched.sub("X", text) == text.replace("denied", "X")
    assert watched.was_found is found
    assert watched.pattern == "denied"
