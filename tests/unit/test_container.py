"""The image and its composition: nobody's root, on this machine alone, with settings that exist."""

import json
import re
from pathlib import Path

import yaml

from qa.settings import Settings

ROOT = Path(__file__).parent.parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))  # type: ignore[no-untyped-call]
KNOWN = {f"QA_{name.upper()}" for name in Settings.model_fields}


def test_the_image_runs_as_nobody_and_is_asked_how_it_is() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["10001"]
    assert "useradd --uid 10001" in last
    (probe,) = re.findall(r"^HEALTHCHECK .*\n +CMD (\[.*\])$", last, re.MULTILINE)
    assert f"http://127.0.0.1:{Settings().port}/healthz" in json.loads(probe)[2]
    assert set(re.findall(r"\b(QA_\w+)=", DOCKERFILE)) <= KNOWN
    assert "--require-hashes" in DOCKERFILE


def test_what_the_image_copies_is_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY ([^-].*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_the_composition_is_reached_from_this_machine_alone_and_writes_to_its_volumes_only() -> None:
    chat = COMPOSE["services"]["qa"]
    assert chat["ports"] == ["127.0.0.1:7860:7860"]
    assert chat["read_only"] is True
    assert chat["cap_drop"] == ["ALL"]
    assert {each.partition("=")[0] for each in chat["environment"]} <= KNOWN
    assert "./articles:/articles:ro" in chat["volumes"]
    assert COMPOSE["services"]["ollama"]["profiles"] == ["ollama"]
    for name in ("postgres", "chroma"):  # reached from the other containers alone
        assert COMPOSE["services"][name]["profiles"] == ["shared"]
        assert "ports" not in COMPOSE["services"][name]
