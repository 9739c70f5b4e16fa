"""What docs/evaluation.md names is what there is."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

from qa.evaluation.cases import EvalCase
from qa.evaluation.command import add_arguments
from qa.evaluation.importers import importer_names
from qa.evaluation.report import MEASURES

DOCS = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")


def rows_below(heading: str) -> set[str]:
    """Every `code` in the first column of the table below a heading."""
    section = DOCS.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_measure_is_described() -> None:
    assert rows_below("Measures") == set(MEASURES)


def test_every_field_of_a_case_is_described() -> None:
    assert rows_below("Cases") == {"id" if field.name == "case_id" else field.name for field in fields(EvalCase)}


def test_every_argument_is_described() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    names = {option for action in parser._actions for option in action.option_strings}
    described = {word.split()[0] for word in rows_below("Arguments") if word.startswith("--")}
    assert described == names


def test_every_public_set_is_described() -> None:
    assert rows_below("Public sets") == set(importer_names())
