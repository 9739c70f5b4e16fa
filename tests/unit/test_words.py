"""Letters that other languages write and English does not: the same word in either is the same word."""

import unicodedata

import pytest

from qa.words import fold, fold_name, stem, stems, without_hidden_but_joiners


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Sølvi Ødegård", "solvi odegard"),
        ("Łódź", "lodz"),
        ("Đoković", "dokovic"),
        ("Iğdır", "igdir"),
        ("Ærø", "aero"),
        ("Þórður", "thordur"),
        ("Weißensee", "weissensee"),
        ("Œuvre", "oeuvre"),
        ("Café", "cafe"),
        ("al‑Tanf’s", "al-tanf's"),
    ],
)
def test_letters_fold_to_what_an_english_keyboard_has(written: str, typed: str) -> None:
    assert fold(written) == typed
    assert fold(unicodedata.normalize("NFD", written)) == typed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Müller", "Muller"),
        ("Søren", "Soeren"),
        ("Köln-Ehrenfeld", "Koeln-Ehrenfeld"),
        ("Bär", "Baer"),
    ],
)
def test_a_word_with_an_umlaut_is_found_however_it_is_written_without(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one), (unicodedata.normalize("NFD", one), other)):
        assert set(stems(first)) & set(stems(second))
        assert fold_name(first) == fold_name(second)


def test_words_without_such_letters_stay_one_word() -> None:
    assert stems("The blue café does it") == ["blue", "cafe"]
    assert stems("Müller") == ["muller", "mueller"]


def test_different_names_stay_different() -> None:
    assert fold_name("The Quay") != fold_name("The Key")
    assert not set(stems("Mueller")) & set(stems("Muller"))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a 👨‍👩‍👧 and a ❤️‍🔥 👍🏽", "a 👨‍👩‍👧 and a ❤️‍🔥 👍🏽"),
        ("می‌خواهم", "می‌خواهم"),
        ("क्‍ष", "क्‍ष"),
        ("ab\u200dcd\ufe0f \u200d👨", "abcd 👨"),
        ("👨\u202e\u200d👩", "👨👩"),
        ("👨\u200d\u200d\u200d👩", "👨👩"),
        ("🏴\U000e0067\U000e007f", "🏴"),
    ],
)
def test_only_what_joins_two_signs_into_one_is_left_of_what_nobody_sees(written: str, shown: str) -> None:
    assert without_hidden_but_joiners(written) == shown


@pytest.mark.parametrize(("written", "number"), [("4,500", "4500"), ("1,234,567", "1234567"), ("1,200.50", "1200.50")])
def test_a_number_is_one_whether_its_digits_are_grouped_or_not(written: str, number: str) -> None:
    assert stem(written) == stem(number) == number


def test_what_only_looks_like_grouped_digits_stays() -> None:
    assert [stem(each) for each in ("3,5", "12,34", "1.200")] == ["3,5", "12,34", "1.200"]
