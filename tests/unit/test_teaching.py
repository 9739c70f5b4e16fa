"""A larger network as teacher: what it said reaches the tokens that it was said of, and counts beside the label."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from qa.encoding.pair_network import OUTPUTS
from qa.encoding.pairs import PairLogits
from training.batches import assemble, competing
from training.examples import make_examples
from training.losses import TAUGHT_SHARE, batch_loss
from training.rows import Row
from training.teaching import Taught, Teacher, Teaching, labels_of, teach

PASSAGE = "The bridge opened in 1931. Anna Berg closed it in 1987."
ROW = Row("Who closed the bridge?", PASSAGE, ("Anna Berg",), "made")


def tokenizer() -> Tokenizer:
    splitter = Whitespace()
    texts = f"{ROW.question} {PASSAGE}"
    vocabulary = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3}
    for word, _ in splitter.pre_tokenize_str(texts):
        vocabulary.setdefault(word, len(vocabulary))
    made = Tokenizer(WordLevel(vocabulary, "[UNK]"))
    made.pre_tokenizer = splitter
    return made


def taught(tokens: int = 13, *, answerable: float = 8.0) -> Taught:
    """Sure of one word, number 7 of the passage ("Berg"), and of the second sentence."""
    word = np.full(tokens, -9.0, np.float32)
    word[7] = 9.0
    sentence = np.full(tokens, -8.0, np.float32)
    sentence[6:] = 8.0
    return Taught(word, word, sentence, -9.0, answerable)


def loss_of(row: Row, told: Taught | None, logits: torch.Tensor) -> float:
    teacher = None if told is None else lambda _: told
    (example,) = make_examples([row], tokenizer(), longest=100, seed=0, teacher=teacher)
    return float(batch_loss(logits, assemble([(example,)])))


def logits_for(first: int, last: int) -> torch.Tensor:
    """A network that is sure of the passage's words ``first`` to ``last`` and of the second sentence."""
    shift = 7  # the five words and the mark of the question, [CLS] and [SEP]
    logits = torch.full((1, 24, len(OUTPUTS)), -9.0)
    logits[0, shift + first, 0] = logits[0, shift + last, 1] = 9.0
    logits[0, shift + 6 : shift + 13, 2] = 8.0
    logits[0, 0, 3] = 8.0
    return logits


def test_without_a_label_the_teacher_alone_is_followed() -> None:
    unsure = Row(ROW.question, PASSAGE, (), "made:unsure", labelled=False)
    assert loss_of(unsure, taught(), logits_for(7, 7)) < 0.01
    assert loss_of(unsure, taught(), logits_for(2, 2)) > 5.0
    silent = logits_for(7, 7)
    silent[0, 0, 3] = -8.0
    assert loss_of(unsure, taught(), silent) > 5.0
    elsewhere = logits_for(7, 7)
    elsewhere[0, 7:20, 2] *= -1
    assert loss_of(unsure, taught(), elsewhere) > 3.0


def test_beside_a_label_both_count() -> None:
    both, label = loss_of(ROW, taught(), logits_for(6, 7)), loss_of(ROW, None, logits_for(6, 7))
    assert label < 0.01  # "Anna Berg" is right by the label; the teacher wanted the answer to start at "Berg"
    assert both == pytest.approx(TAUGHT_SHARE * 9.0, abs=0.1)  # half of a start that is 18 nats away


def test_an_unsure_row_is_left_out_without_a_teacher_and_any_row_that_a_teacher_has_not_read() -> None:
    unsure = Row(ROW.question, PASSAGE, (), "made:unsure", labelled=False)
    assert [e.answerable for e in make_examples([unsure, ROW], tokenizer(), longest=100, seed=0)] == [True]
    assert not list(make_examples([unsure, ROW], tokenizer(), longest=100, seed=0, teacher=lambda _: None))


def test_a_teacher_that_cuts_the_text_into_other_tokens_is_not_followed() -> None:
    assert not list(make_examples([ROW], tokenizer(), longest=100, seed=0, teacher=lambda _: taught(11)))


def test_of_a_window_the_labels_of_its_tokens_are_kept() -> None:
    (example,) = make_examples([ROW], tokenizer(), longest=17, seed=0, teacher=lambda _: taught())
    assert example.taught is not None
    passage = example.ids[example.passage_first : -1]
    assert len(example.taught.start) == len(passage) < 13
    assert tokenizer().id_to_token(passage[int(example.taught.start.argmax())]) == "Berg"


def test_a_passage_that_may_answer_does_not_compete_as_one_that_does_not() -> None:
    unsure = Row(ROW.question, PASSAGE, (), "made:unsure", labelled=False)
    wrong = Row(ROW.question, PASSAGE, (), "made:nearest")
    made = list(make_examples([ROW, unsure, wrong], tokenizer(), longest=100, seed=0, teacher=lambda _: taught()))
    units = competing(made, random.Random(0), most=2)
    assert sorted([[example.labelled for example in unit] for unit in units]) == [[False], [True, True]]


class Reader:
    """A network that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        self.asked.extend(passages)
        zeros = np.zeros(3, np.float32)
        return [PairLogits(np.zeros((3, 2), np.int64), zeros, zeros, zeros, -4.0, float(len(p))) for p in passages]


def teaching_for(minutes: float, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Reader, Teaching]:
    """A teacher that reads nothing but what it is asked, and how it is to teach."""
    model, reader = folder / "model", Reader()
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"weights")
    for name in ("config.json", "tokenizer.json"):
        (model / name).write_text("{}")
    monkeypatch.setattr("training.teaching.load_pairs", lambda *_, **__: reader)
    return reader, Teaching(model, folder / "work", minutes=minutes)


def test_what_a_teacher_said_is_kept_and_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, teaching = teaching_for(1.0, tmp_path, monkeypatch)
    rows = [ROW, Row(ROW.question, "Nobody closed it.", (), "made")]
    assert teach(rows, teaching, threads=2) == 2
    assert teach(rows, teaching, threads=2) == 2
    assert sorted(reader.asked) == ["Nobody closed it.", PASSAGE]
    told = Teacher(teaching)(ROW)
    assert told is not None
    assert (told.answerable, told.absent) == (float(len(PASSAGE)), -2.0)
    assert Teacher(teaching)(Row("Where?", PASSAGE, (), "made")) is None


def test_no_row_is_read_once_the_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, teaching = teaching_for(-1.0, tmp_path, monkeypatch)
    assert teach([ROW], teaching, threads=1) == 0
    assert not reader.asked


def test_the_labels_share_the_logit_of_no_answer_between_start_and_end() -> None:
    zeros = np.zeros(2, np.float32)
    assert labels_of(PairLogits(np.zeros((2, 2), np.int64), zeros, zeros, zeros, 3.0, 1.0)).absent == 1.5
