"""What the reader learns from: answers aligned to tokens, short windows, rows that must not be learnt from dropped."""

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from qa.sentences import split_sentences
from training.examples import Example, answer_places, make_examples
from training.negatives import telling_words
from training.rows import Row, kept_aside, squad2_rows, training_rows
from training.swaps import swap_detail, swapped_rows

PASSAGE = "The bridge opened in 1931. It was closed in 1987 after a fire. Anna Berg said it opened again in 1990."


def word_tokenizer(*texts: str) -> Tokenizer:
    vocabulary = {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[UNK]": 3}
    splitter = Whitespace()
    for text in texts:
        for word, _ in splitter.pre_tokenize_str(text):
            vocabulary.setdefault(word, len(vocabulary))
    tokenizer = Tokenizer(WordLevel(vocabulary, "[UNK]"))
    tokenizer.pre_tokenizer = splitter
    return tokenizer


def example_of(row: Row, *, longest: int = 100, seed: int = 0) -> tuple[Example, Tokenizer]:
    tokenizer = word_tokenizer(row.question, row.passage)
    (example,) = make_examples([row], tokenizer, longest=longest, seed=seed)
    return example, tokenizer


def told(example: Example, tokenizer: Tokenizer) -> list[str]:
    return [
        " ".join(tokenizer.id_to_token(token) or "" for token in example.ids[start : end + 1])
        for start, end in zip(example.starts, example.ends, strict=True)
    ]


def test_the_labels_mark_the_tokens_of_the_answer() -> None:
    row = Row("Who said that it opened again?", PASSAGE, ("Anna Berg",), "made")
    example, tokenizer = example_of(row)
    assert told(example, tokenizer) == ["Anna Berg"]
    assert example.answerable
    assert example.ids[0] == 1
    assert example.ids[example.passage_first - 1] == example.ids[-1] == 2
    assert [sentence.holds_answer for sentence in example.sentences] == [False, False, True]


def test_an_unanswerable_row_points_at_the_first_token_and_at_no_sentence() -> None:
    example, _ = example_of(Row("Who built the bridge?", PASSAGE, (), "made"))
    assert (example.starts, example.ends) == ((0,), (0,))
    assert not example.answerable
    assert [sentence.holds_answer for sentence in example.sentences] == [False, False, False]


def test_where_only_answerability_is_known_no_span_is_taught() -> None:
    row = Row("When was it closed?", "It was closed in 1987.", ("It was closed in 1987.",), "made", span_known=False)
    example, _ = example_of(row)
    assert (example.starts, example.ends) == ((), ())
    assert example.answerable
    assert [sentence.holds_answer for sentence in example.sentences] == [True]


def test_of_several_occurrences_the_one_beside_the_words_of_the_question_is_the_answer() -> None:
    passage = "In 1990 a fair was held. Nothing else is known. The tunnel collapsed in 1990 after heavy rain."
    row = Row("When did the tunnel collapse?", passage, ("1990",), "made")
    assert answer_places(row, split_sentences(passage)) == [(passage.rindex("1990"), passage.rindex("1990") + 4)]


def test_a_sentence_with_the_same_words_elsewhere_is_neither_right_nor_wrong() -> None:
    passage = "In 1990 a fair was held. Nothing else is known. The tunnel collapsed in 1990 after heavy rain."
    example, _ = example_of(Row("When did the tunnel collapse?", passage, ("1990",), "made"))
    assert [sentence.holds_answer for sentence in example.sentences] == [None, False, True]


def test_wordings_of_one_answer_are_right_together_and_parts_of_a_list_each() -> None:
    wordings = Row("When was it closed?", PASSAGE, ("1987", "in 1987"), "made")
    example, tokenizer = example_of(wordings)
    assert {tokenizer.id_to_token(example.ids[start]) for start in example.starts} == {"in", "1987"}
    assert [tokenizer.id_to_token(example.ids[end]) for end in example.ends] == ["1987"]
    parts = Row("In which years did it open?", PASSAGE, ("1931", "1990"), "made", all_spans=True)
    example, tokenizer = example_of(parts)
    assert told(example, tokenizer) == ["1931", "1990"]


def test_a_part_of_a_longer_word_is_not_an_occurrence() -> None:
    passage = "The 1900 games were small. The winner ran 190 metres."
    row = Row("How many metres?", passage, ("190",), "made")
    assert answer_places(row, split_sentences(passage)) == [(passage.rindex("190"), passage.rindex("190") + 3)]


@pytest.mark.parametrize("seed", range(20))
def test_a_long_passage_is_cut_to_a_window_that_starts_a_sentence_and_holds_the_answer(seed: int) -> None:
    filler = " ".join(f"Sentence number {n} says nothing of use here." for n in range(30))
    row = Row("When was it closed?", f"{filler} {PASSAGE} {filler}", ("1987",), "made")
    example, tokenizer = example_of(row, longest=60, seed=seed)
    assert len(example.ids) <= 60
    assert told(example, tokenizer) == ["1987"]
    assert tokenizer.id_to_token(example.ids[example.passage_first]) in {"Sentence", "The", "It"}


def test_a_row_whose_answer_fits_no_window_is_left_out() -> None:
    passage = "The list names " + " and ".join(f"town{n}" for n in range(80)) + "."
    row = Row("Which towns?", passage, (passage[15:-1],), "made")
    assert list(make_examples([row], word_tokenizer(row.question, passage), longest=60, seed=0)) == []


def test_a_swapped_question_names_something_that_is_not_beside_the_answer() -> None:
    passage = "In the spring Anna Berg opened the museum in Oslo. Later the port of Bergen was rebuilt by Karl Lund."
    question = swap_detail("What did Anna Berg open?", passage, ("the museum",), random.Random(0))
    assert question in {"What did Bergen open?", "What did Karl Lund open?"}


def test_a_question_without_a_detail_to_swap_is_left_alone() -> None:
    assert swap_detail("What is it?", PASSAGE, ("bridge",), random.Random(0)) is None


def test_opposites_are_swapped_and_the_new_row_does_not_answer() -> None:
    row = Row("who was the first to cross?", "Ida was the first to cross.", ("Ida",), "made")
    (swapped,) = swapped_rows([row], share=1.0, weight=0.7, seed=0)
    assert swapped.question == "who was the last to cross?"
    assert (swapped.answers, swapped.weight, swapped.origin) == ((), 0.7, "made:swapped")


def test_negatives_may_not_hold_any_telling_word_of_the_answer() -> None:
    assert telling_words(["the Oslo museum"]) == {"oslo", "museum"}
    assert telling_words(["the who"]) == {"the", "who"}


def write_set(folder: Path, questions: list[dict[str, object]], corpus: list[dict[str, object]] | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questions.jsonl").write_text("".join(json.dumps(record) + "\n" for record in questions), "utf-8")
    (folder / "corpus.jsonl").write_text("".join(json.dumps(record) + "\n" for record in corpus or []), "utf-8")


def made_bench(folder: Path) -> Path:
    """A bench folder with one row per set, plus one whose question is in a scored set and one unsound row."""
    from training.rows import SCORED_SETS, TRAINING_SETS

    for name in SCORED_SETS:
        write_set(folder / name, [{"question": f"is this asked in {name}"}])
    articles = [f"article{number}" for number in range(16)]
    questions: list[dict[str, object]] = [
        {"question": f"What of {name}?", "answers": ["Oslo"], "relevant": [name], "article": name} for name in articles
    ]
    write_set(folder / "squad2_half", questions, [{"id": name, "text": f"{name}: Oslo."} for name in articles])
    (folder / "train").mkdir()
    for chosen in TRAINING_SETS:
        rows = [{"question": f"What is {chosen.name}?", "passage": "It is Oslo.", "answers": ["Oslo"]}]
        if chosen.name == "qed_nq":
            rows.append({"question": "Is this asked in nq_oracle?", "passage": "It is Oslo.", "answers": ["Oslo"]})
            rows.append({"question": "WHAT of article3", "passage": "It is Oslo.", "answers": ["Oslo"]})
            rows.append({"question": "Where?", "passage": "It is Oslo.", "answers": ["Bergen"]})
        text = "".join(json.dumps({**row, "source": chosen.name}) + "\n" for row in rows)
        (folder / "train" / f"{chosen.name}.jsonl").write_text(text, "utf-8")
    return folder


def test_questions_of_scored_sets_and_answers_that_are_not_in_the_passage_are_dropped(tmp_path: Path) -> None:
    rows = training_rows(made_bench(tmp_path))
    assert [row.question for row in rows if row.origin == "qed_nq"] == ["What is qed_nq?"]


def test_nothing_is_learnt_from_the_articles_that_are_kept_aside(tmp_path: Path) -> None:
    bench = made_bench(tmp_path)
    learnt, scored = squad2_rows(bench)
    aside = kept_aside({f"article{number}" for number in range(16)})
    assert len(aside) == len(scored) == 5
    assert len(learnt) == 11
    assert {row.question for row in scored} == {f"What of {name}?" for name in aside}
    assert not {row.question for row in scored} & {row.question for row in training_rows(bench)}
    assert kept_aside([f"article{number}" for number in reversed(range(16))]) == aside
