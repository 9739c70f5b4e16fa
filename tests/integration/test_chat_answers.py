"""Answers worded by a chat model: the model is scripted, all that checks it is real."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import SecretStr

from qa import Settings, open_pipeline
from qa.chat.answering import ABSTAIN_WORD, ChatAnswerer
from qa.chat.citations import CitationCheck, split_markers
from qa.chat.generation import ChatWriter, open_chat_model
from qa.encoding import Encoder, load_encoder
from qa.errors import ChatModelError
from qa.pipeline import Pipeline
from qa.types import Abstention, Passage, Support, Turn

SEEDS = Path(__file__).parent.parent.parent / "seeds"
QUESTION = "Where were the HIMARS systems moved from?"


class ScriptedModel(BaseChatModel):
    """Says what it is told to, and records what it was asked."""

    reply: str = ""
    failure: str | None = None
    asked: list[str] = []  # noqa: RUF012 - a pydantic field, copied for each instance

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(str(messages[-1].text))
        if self.failure is not None:
            raise ConnectionError(self.failure)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.reply))])


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with open_pipeline(Settings(articles=SEEDS, index=tmp_path_factory.mktemp("index"))) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def encoder(pipeline: Pipeline) -> Encoder:
    return load_encoder("all-MiniLM-L6-v2", cache=pipeline.settings.index)


@pytest.fixture(scope="module")
def passages(pipeline: Pipeline) -> list[Passage]:
    found = pipeline.retrieve(QUESTION, k=3)
    assert "Jordan" in found[0].chunk.text
    return found


def test_a_marker_becomes_the_exact_sentence(pipeline: Pipeline, encoder: Encoder, passages: list[Passage]) -> None:
    text = "The US military moved HIMARS systems from Jordan to its Al-Tanf base [1]."
    checked = CitationCheck(encoder).check(text, passages, pipeline.article)
    (citation,) = checked.citations
    raw = (SEEDS / citation.article_id).read_text(encoding="utf-8")
    assert raw[citation.start : citation.end] == citation.quote
    assert citation.quote.startswith("Earlier it was reported that the US military transferred")
    assert checked.sentences[0].text == "The US military moved HIMARS systems from Jordan to its Al-Tanf base."
    assert checked.sentences[0].support is Support.SUPPORTED


def test_markers_that_name_no_passage_are_removed_and_counted(
    pipeline: Pipeline, encoder: Encoder, passages: list[Passage]
) -> None:
    checked = CitationCheck(encoder).check(
        "HIMARS came from Jordan [1][9]. It was late [7].", passages, pipeline.article
    )
    assert checked.invalid_markers == 2
    assert checked.dropped == ("It was late.",)
    assert [sentence.citations for sentence in checked.sentences] == [(1,)]


def test_a_number_that_the_source_lacks_is_not_supported(
    pipeline: Pipeline, encoder: Encoder, passages: list[Passage]
) -> None:
    text = "The US military transferred 48 HIMARS systems from Jordan to its Al-Tanf base [1]."
    checked = CitationCheck(encoder).check(text, passages, pipeline.article)
    assert checked.sentences[0].support is Support.UNSUPPORTED


def answer_with(encoder: Encoder, pipeline: Pipeline, passages: list[Passage], reply: str) -> Any:
    return ChatAnswerer(ChatWriter(ScriptedModel(reply=reply), name="scripted:one"), encoder).answer(
        QUESTION, passages, pipeline.article
    )


def test_only_what_is_borne_out_is_shown(pipeline: Pipeline, encoder: Encoder, passages: list[Passage]) -> None:
    reply = "HIMARS systems were transferred from Jordan to the Al-Tanf base [1]. They cost 5 million [1]. I like it."
    quoted = answer_with(encoder, pipeline, passages, reply)
    assert quoted.text == "HIMARS systems were transferred from Jordan to the Al-Tanf base. [1]"
    assert len(quoted.citations) == 1


def test_the_abstain_word_is_an_abstention(pipeline: Pipeline, encoder: Encoder, passages: list[Passage]) -> None:
    assert answer_with(encoder, pipeline, passages, ABSTAIN_WORD).abstention is Abstention.NOT_ANSWERED


def test_an_answer_without_a_valid_citation_is_an_abstention(
    pipeline: Pipeline, encoder: Encoder, passages: list[Passage]
) -> None:
    quoted = answer_with(encoder, pipeline, passages, "HIMARS came from Jordan. Trust me [12].")
    assert (quoted.abstention, quoted.citations) == (Abstention.NO_VALID_CITATION, ())


def test_the_prompt_numbers_the_passages_with_their_facts(passages: list[Passage]) -> None:
    model = ScriptedModel(reply="x [1].")
    ChatWriter(model, name="scripted:one").write(QUESTION, passages)
    (prompt,) = model.asked
    for number, passage in enumerate(passages, 1):
        assert f"[{number}] {passage.title}" in prompt
        assert passage.chunk.text in prompt
    assert prompt.count(ABSTAIN_WORD) == 1


def test_a_follow_up_is_condensed_by_the_model(encoder: Encoder) -> None:
    model = ScriptedModel(reply="Where was HIMARS moved from?\nBecause you asked.")
    answerer = ChatAnswerer(ChatWriter(model, name="scripted:one"), encoder)
    history = (Turn("What is HIMARS?", "A rocket launcher. [1]"),)
    assert answerer.condense("Where from?", history) == "Where was HIMARS moved from?"
    assert answerer.condense("Where from?", ()) == "Where from?"
    assert len(model.asked) == 1


def test_a_failing_model_is_one_clear_line_without_its_message(passages: list[Passage]) -> None:
    writer = ChatWriter(ScriptedModel(failure="key sk-12345 refused"), name="scripted:one")
    with pytest.raises(ChatModelError, match=r"scripted:one failed \(ConnectionError\)") as caught:
        writer.write(QUESTION, passages)
    assert "sk-12345" not in str(caught.value)


def test_an_empty_reply_is_an_error(passages: list[Passage]) -> None:
    with pytest.raises(ChatModelError, match="empty answer"):
        ChatWriter(ScriptedModel(reply="  "), name="scripted:one").write(QUESTION, passages)


def test_an_unknown_provider_is_named_with_the_way_out() -> None:
    with pytest.raises(ChatModelError, match=r"QA_CHAT_MODEL=nobody:model can't be used"):
        open_chat_model("nobody:model", base_url=None, api_key=SecretStr("k"), timeout_seconds=1.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained [1].", [("It rained.", (1,))]),
        ("It rained. [1] It snowed [2][3].", [("It rained.", (1,)), ("It snowed.", (2, 3))]),
        ("It rained [1, 2].", [("It rained.", (1, 2))]),
        ("It rained.", [("It rained.", ())]),
        ("", []),
    ],
)
def test_markers_belong_to_the_sentence_before_them(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert split_markers(text) == expected
