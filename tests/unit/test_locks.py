"""The locks are those of the constraints: every pin but torch's, each with hashes. `make hashes` writes them anew."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {re.sub(r"[-_.]+", "-", package.lower()): version for package, version in PIN.findall(text)}


def test_the_lock_of_development_has_every_pin_but_that_of_torch() -> None:
    assert pins("requirements-dev.lock") == {
        name: pin for name, pin in pins("constraints.txt").items() if name != "torch"
    }


def test_the_lock_of_the_program_is_part_of_it() -> None:
    assert len(pins("requirements.lock")) > 100
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_each_pin_has_its_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
