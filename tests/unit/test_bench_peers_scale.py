"""Syncs of a large folder beside the peers: who is asked in which order, what is kept between runs, what a failure leaves."""

from pathlib import Path
from typing import Any, Self, cast

import pytest

from benchmarks.peers import report, scale, speed
from benchmarks.peers.speed import Measured
from benchmarks.peers.systems import OURS, Encode, Failure, Process, System
from benchmarks.term_indexes import Sentences
from qa.encoding import Encoder

CHAIN = System("chain", "chain", "chain", "as its documentation says", "hashes")


class OneSentence:
    """Stands in for the sentences of the public sets."""

    def draw(self) -> str:
        return "The ferry runs on Monday."


class AnyEncoder:
    """Has the sizes of an encoder."""

    name = fingerprint = "any"
    dimensions = max_tokens = 4


class FakeProcess:
    """Counts files that changed since its last sync, and writes down what it is asked."""

    def __init__(self, system: System, encode: Encode | None, asked: list[str], fails_at: str | None) -> None:
        self.system, self._encode, self._asked, self._fails_at = system, encode, asked, fails_at
        self._seen: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._asked.append(f"{self.system.label} closed")

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        self._asked.append(f"{self.system.label} {do}")
        if do == self._fails_at:
            raise Failure(f"{self.system.label}: it broke")
        if do == "prepare":
            self._folder = Path(arguments["articles"])
        if do == "fill":
            assert self._encode is not None
            return {"chunks": len(self._encode(["a", "b"])), "seconds": 1.0}
        if do != "sync":
            return {}
        now = {path.name: path.read_text("utf-8") for path in self._folder.iterdir()}
        changed = sum(self._seen.get(name, text) != text for name, text in now.items())
        self._seen = now
        return {"changed": changed, "seconds": 2.0 if self.system is OURS else 6.0, "processor": 1.0}


def run(folder: Path, rounds: int, fails: dict[str, str] | None = None) -> tuple[list[str], list[Measured]]:
    asked: list[str] = []

    def start(system: System, encode: Encode | None) -> Process:
        return cast(Process, FakeProcess(system, encode, asked, (fails or {}).get(system.name)))

    encoder = cast(Encoder, AnyEncoder())
    found = list(scale.measure_all(folder, [CHAIN], work=folder, encoder=encoder, rounds=rounds, start=start))
    return asked, found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    scale.write_folder(lambda: cast(Sentences, OneSentence()), place, 3)
    return place


def test_so_many_articles_are_written_once(folder: Path) -> None:
    before = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert sorted(before) == ["00000.txt", "00001.txt", "00002.txt"]
    assert before["00001.txt"].startswith("Report 1\n\n")
    assert len(before["00001.txt"].split()) > 1400
    scale.change_one(folder, 1)
    scale.write_folder(pytest.fail, folder, 3)
    after = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert [name for name in before if before[name] != after[name]] == ["00001.txt"]
    scale.write_folder(lambda: cast(Sentences, OneSentence()), folder, 2)
    assert len(list(folder.iterdir())) == 2


def test_each_change_differs_from_the_last(folder: Path) -> None:
    texts = set()
    for _ in range(3):
        scale.change_one(folder, 0)
        texts.add((folder / "00000.txt").read_text("utf-8"))
    assert len(texts) == 3


def test_systems_are_asked_in_turn_and_the_first_syncs_are_not_counted(folder: Path) -> None:
    asked, found = run(folder, 2)
    assert asked[-14:-2] == ["ours sync", "chain sync"] * 6  # nothing, one; nothing, one; nothing, one
    assert asked.count("ours sync") == 7
    figures = {(figure.what, figure.label): figure.values for figure in found[-1].figures}
    assert figures["sync, nothing changed", "ours"] == (2000.0, 2000.0)
    assert figures["sync, one changed", "chain"] == (6000.0, 6000.0)
    assert figures["sync, one changed, processor time", "chain"] == (1000.0, 1000.0)
    assert "| sync, one changed, ms | chain | 6,000 | 6,000 to 6,000 | 3.00 |" in report.speed_table(found[-1].figures)
    assert len(found[0].figures[0].values) == 1


def test_what_was_filled_is_not_filled_again(folder: Path) -> None:
    assert [each for each in run(folder, 1)[0] if "fill" in each] == ["ours fill", "chain fill"]
    assert [each for each in run(folder, 1)[0] if "fill" in each] == []


@pytest.mark.parametrize("step", ["fill", "open", "sync"])
def test_one_that_fails_is_told_and_left_out(folder: Path, step: str) -> None:
    asked, found = run(folder, 1, {"chain": step})
    assert found[-1].failed == ("chain: it broke",)
    assert {figure.label for figure in found[-1].figures} == {"ours"}
    assert "chain closed" in asked
    assert not (folder.parent / "chain-index.filled").exists() or step != "fill"


def test_how_each_goes_on_is_told() -> None:
    table = report.syncs_table((CHAIN, System("other", "other", "other", "")))
    assert "| chain | hashes |" in table
    assert "| other | not measured: it has no way to" in table


def test_a_system_that_can_not_be_started_leaves_the_others_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def round_of(system: System, *_: Any) -> dict[tuple[str, str], float]:
        if system is CHAIN:
            raise Failure("chain: no module")
        return {("indexing", "s"): 2.0}

    monkeypatch.setattr(speed, "_round", round_of)
    *_, last = speed.measure_all(cast(Any, None), tmp_path, [CHAIN], rounds=2)
    assert [(figure.what, figure.label, figure.values) for figure in last.figures] == [
        ("indexing", OURS.label, (2.0, 2.0))
    ]
    assert last.failed == ("chain: no module",)
