"""Leaves each rule of ``qa/reading`` out in turn and counts what that costs on questions that it was not chosen on.

    python -m training.ablate BENCH_FOLDER --work FOLDER [--count N] [--rooms NAME ...] [--sets NAME ...]

Prints a Markdown table: for each rule, how many cases of each set become right or wrong without it ("+1 −3"). A question is
right where it is answered with a right short answer or a gold sentence, or declined where its set has no answer; a case
of disputes, speakers, premises or support where it is as labelled. Only the halves put aside of the labelled cases count. A pattern is tried on the cases in which it is
found; a threshold is left out by always and by never reaching it, and the cheaper of both counts.

What the networks say is remembered in ``WORK/remembered.sqlite``, so that only the first run reads. The index of a set lies
in ``WORK/NAME``, as ``training.fit_features --work`` lays it out; one that is there is taken as it is.
"""

import argparse
import importlib
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from training.rule_cases import AFTER_READING, ALL_SETS, ROOMS, Bench, Case
from training.rules import Rule, Watched, find_rules, forget, replaced

Outcome = Mapping[int, bool]  # by the number of a case


def baseline(cases: Sequence[Case], rules: Sequence[Rule]) -> tuple[list[bool], dict[Rule, set[int]]]:
    """Which cases are right, and for each rule those that it may change: for a pattern the ones in which it is found."""
    watched = {rule: Watched(_value(rule)) for rule in rules if rule.kind == "pattern"}
    right: list[bool] = []
    touched: dict[Rule, set[int]] = {rule: set() for rule in rules}
    with ExitStack() as stack:
        for rule, pattern in watched.items():
            stack.enter_context(replaced(rule, pattern))
        for number, case in enumerate(cases):
            forget()
            for pattern in watched.values():
                pattern.was_found = False
            right.append(case.is_right())
            for rule in rules:
                if rule.room in ROOMS[case.of] and (rule not in watched or watched[rule].was_found):
                    touched[rule].add(number)
    return right, touched


def without(rule: Rule, cases: Sequence[Case], numbers: Sequence[int]) -> dict[int, bool]:
    """The outcomes of the cases without a rule; of two ways to leave it out, those of the one that costs less."""
    ways = []
    for value in rule.instead:
        with replaced(rule, value):
            ways.append({number: _outcome(cases[number]) for number in numbers})
    return max(ways, key=lambda outcomes: sum(outcomes.values()))


def _outcome(case: Case) -> bool:
    try:
        return case.is_right()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False  # nothing can be read without the rule


def _value(rule: Rule) -> "re.Pattern[str]":
    found: re.Pattern[str] = getattr(importlib.import_module(rule.module), rule.name)
    return found


def row_of(rule: Rule, cases: Sequence[Case], right: Sequence[bool], outcomes: Outcome, sets: Sequence[str]) -> str:
    """One row of the table: of each set the cases that become right and wrong without the rule."""
    gained = Counter(cases[number].of for number, now in outcomes.items() if now and not right[number])
    lost = Counter(cases[number].of for number, now in outcomes.items() if not now and right[number])
    cells = [f"+{gained[name]} −{lost[name]}" if gained[name] or lost[name] else "·" for name in sets]
    net = sum(gained.values()) - sum(lost.values())
    return f"| `{rule}` | {rule.kind} | {len(outcomes)} | {' | '.join(cells)} | {net:+d} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table, rule by rule as it is found. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.ablate", description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder of the sets' indexes and of what was remembered"
    )
    parser.add_argument("--count", type=int, default=40, metavar="N", help="questions of each set (default 40)")
    parser.add_argument("--rooms", nargs="+", metavar="NAME", help="only the rules of these rooms of qa/reading")
    parser.add_argument("--sets", nargs="+", metavar="NAME", choices=ALL_SETS, help="only the cases of these sets")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        bench = Bench(given.bench, given.work, given.count, stack)
        cases = list(bench.cases(given.sets))
        rules = [rule for rule in find_rules() if given.rooms is None or rule.room in given.rooms]
        cases = [case for case in cases if any(rule.room in ROOMS[case.of] for rule in rules)]
        right, touched = baseline(cases, rules)
        sets = list(dict.fromkeys(case.of for case in cases))
        asked, good = (
            Counter(case.of for case in cases),
            Counter(case.of for case, is_right in zip(cases, right, strict=True) if is_right),
        )
        heads = [f"{name} ({good[name]} of {asked[name]})" for name in sets]
        _print(f"| without | kind | cases | {' | '.join(heads)} | net |", "|---" * (len(sets) + 4) + "|")
        for rule in rules:
            bench.keeps_readings = rule.room in AFTER_READING
            outcomes = without(rule, cases, sorted(touched[rule]))
            _print(row_of(rule, cases, right, outcomes, sets))
    return 0


def _print(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
