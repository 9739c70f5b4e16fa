"""Which model answers, where it runs, and what is never said about it."""

import pytest

from qa.whereabouts import OFFLINE, describe_answering, describe_library, locate


def test_without_a_model_nothing_leaves_the_machine() -> None:
    assert describe_answering(None, None) == OFFLINE
    assert "nothing leaves it" in OFFLINE


@pytest.mark.parametrize(
    ("name", "address", "where"),
    [
        ("ollama:qwen3:4b", None, "ollama:qwen3:4b on this machine (127.0.0.1:11434); nothing leaves it."),
        ("openai:m", "http://localhost:8000/v1", "openai:m on this machine (localhost:8000); nothing leaves it."),
        ("openai:m", "http://[::1]:8000/v1", "openai:m on this machine ([::1]:8000); nothing leaves it."),
        ("huggingface:folder", None, "huggingface:folder on this machine; nothing leaves it."),
        (
            "ollama:m",
            "http://192.168.1.5:11434",
            "ollama:m at 192.168.1.5:11434; questions and passages are sent there.",
        ),
        ("openai:gpt-5", None, "openai:gpt-5 at api.openai.com; questions and passages are sent there."),
        ("anthropic:claude", None, "anthropic:claude at api.anthropic.com; questions and passages are sent there."),
        ("mistralai:m", None, "mistralai:m at its provider; questions and passages are sent there."),
        ("gpt-5", None, "gpt-5 at its provider; questions and passages are sent there."),
    ],
)
def test_the_model_and_its_place_are_said(name: str, address: str | None, where: str) -> None:
    assert describe_answering(name, address) == f"Answers are worded by {where}"


@pytest.mark.parametrize(
    "address",
    ["https://me:s3cret@proxy.example/v1", "https://proxy.example/v1?api-key=s3cret", "http://x:s3cret@[bad/v1"],
)
def test_a_secret_in_the_address_is_not_said(address: str) -> None:
    assert "s3cret" not in describe_answering("openai:m", address)


def test_an_address_that_only_looks_local_is_not_local() -> None:
    assert not locate("openai:m", "http://localhost.example.com/v1").is_local
    assert not locate("openai:m", "http://127.0.0.1@example.com/v1").is_local
    assert not locate("openai:m", "http://0.0.0.0.example.com/v1").is_local


def test_a_database_that_keeps_the_texts_is_said_without_its_password() -> None:
    assert describe_library(None) == ""
    said = "PostgreSQL at db.example, elsewhere, keeps the articles with their text."
    assert describe_library("postgresql://user:s3cret@db.example/qa") == said
    assert "127.0.0.1:5433, on this machine," in describe_library("postgresql://user:s3cret@127.0.0.1:5433/qa")
