"""Where sentences end, and where they do not."""

import pytest

from qa.sentences import split_paragraphs, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lt. Col. Michelle Baldanza and Gen. Smith spoke to Sen. J. McCain.",
        "The U.S. Air Force and the U.S.-led coalition met U.N. officials.",
        "He lives in Washington, D.C. with Dr. Jones.",
        "It began at 9 a.m. on Monday and ended at 3:21 p.m. EDT near Ft. Worth.",
        "It ended at 11 p.m. Tuesday in St. Louis.",
        "J. K. Rowling and J.R.R. Tolkien are read by George W. Bush.",
        "It cost $3.5 million, or 2.75 percent, on Jan. 5 and Sept. 11.",
        "Resolution No. 5 is in vol. 3, pp. 12 and Fig. 4.",
        "Acme Inc. shares and Widget Corp. bonds fell.",
        '"Is it true?" he said.',
        "“Stop!” she shouted at them.",
        "“Why?” Dillon asked.",
        "“Is that so?” Col. Ryan Dillon said.",
        "They drank coffee, tea, etc. and left.",
        "Several tools, e.g. hammers, i.e. the usual, vs. none.",
        "He hesitated… and went on.",
        "The mayor of Paris, Texas (pop. 24,000) came.",
        "1. The first point is this.",
        "J.-P. Chevènement and K.-H. Rummenigge met Th. Mann.",
        "Chr. Huygens and Wm. Smith were there.",
        "It cost 3.5 bn. US banks paid it.",
        "The No. 4 seed lives at Nr. 7 Kirkegata.",
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He left the U.S. The next day he came back.", ["He left the U.S.", "The next day he came back."]),
        ("It was 5 p.m. The sun shone.", ["It was 5 p.m.", "The sun shone."]),
        ("Buy vitamin C. The cat sat.", ["Buy vitamin C.", "The cat sat."]),
        ("He said yes. 15 people left.", ["He said yes.", "15 people left."]),
        ("She works at Acme Inc. It pays well.", ["She works at Acme Inc.", "It pays well."]),
        ("“We wait.” Then he left.", ["“We wait.”", "Then he left."]),
        ('"We wait." "So do we," he said.', ['"We wait."', '"So do we," he said.']),
        ("Who came? Nobody! It rained.", ["Who came?", "Nobody!", "It rained."]),
        ("(He was late.) She was not.", ["(He was late.)", "She was not."]),
        ("It fell.[3] It rose.", ["It fell.[3]", "It rose."]),
        ("They met on Tuesday.The talks failed.", ["They met on Tuesday.", "The talks failed."]),
        ("Troops are in Syria. al-Nusra fights.", ["Troops are in Syria.", "al-Nusra fights."]),
        ("It grew. iPhone sales fell.", ["It grew.", "iPhone sales fell."]),
        ("Wait… Then he ran.", ["Wait…", "Then he ran."]),
        ("それは本当だ。彼は言った。", ["それは本当だ。", "彼は言った。"]),
        ("A heading without a stop\n\nThe text follows.", ["A heading without a stop", "The text follows."]),
        ("First headline here\nSecond headline there", ["First headline here", "Second headline there"]),
        ("• One thing\n• Another thing", ["• One thing", "• Another thing"]),
        ("It earned 3.5 bn. The rest was lost.", ["It earned 3.5 bn.", "The rest was lost."]),
        ("Thank you, Ann. Ten of us came.", ["Thank you, Ann.", "Ten of us came."]),
        ("He voted no. Ten others did too.", ["He voted no.", "Ten others did too."]),
        (
            "It is so. The plan has:\n\n- a bridge\n- a ferry.\n\nIt passed.",
            ["It is so.", "The plan has:\n\n- a bridge\n- a ferry.", "It passed."],
        ),
        ("They said:\n- It is so.\n- It is not.", ["They said:", "- It is so.", "- It is not."]),
        ("Dishes:\n1. Soup\nIt is hot.", ["Dishes:", "1. Soup", "It is hot."]),
        ("Cons:\n- dear\n- slow\n\n2. The next one", ["Cons:\n- dear\n- slow", "2. The next one"]),
        ("## A heading\nThe text of it.", ["## A heading", "The text of it."]),
        ("One ends here.\r\n\r\nTwo ends here.\r\n", ["One ends here.", "Two ends here."]),
    ],
)
def test_text_is_split_where_sentences_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_abbreviations_across_a_no_break_space_do_not_end_a_sentence() -> None:
    text = "Officials in the U.S.\xa0completely denied what Lt.\xa0Col. Lee said."
    assert sentences(text) == [text]


@pytest.mark.parametrize("ending", ["…", "\xa0…", "...", ". . .", " […]", " [...]", "[+2345 chars]"])
def test_a_sentence_cut_off_by_the_source_is_not_complete(ending: str) -> None:
    text = f"It is done. They were allowed to leave the city of{ending}"
    assert [span.complete for span in split_sentences(text)] == [True, False]


@pytest.mark.parametrize(
    "text", ["“I was going to…” he said.", "He said “I was going to…”", "Well… It rained.", "It rained."]
)
def test_a_pause_is_not_a_cut(text: str) -> None:
    assert all(span.complete for span in split_sentences(text))


def test_lines_of_one_width_are_joined_into_paragraphs() -> None:
    text = (
        "The council met on Tuesday to discuss the closure of the bridge, which\n"
        "has carried the town's traffic since 1911. Engineers told the members\n"
        "that the repair would take nine months and cost 2.4 million pounds.\n"
        "\n"
        "Mr. Smith, who chairs the council, said that no decision would be\n"
        "taken before the summer.\n"
    )
    assert len(split_paragraphs(text)) == 2
    assert sentences(text)[1].startswith("Engineers told the members\nthat")


def test_short_lines_of_a_list_are_not_joined() -> None:
    text = "Votes for the motion\nVotes against the motion\nthe rest did not vote"
    assert len(split_paragraphs(text)) == 3


def test_offset_moves_every_span() -> None:
    (span,) = split_sentences("  One.  ", offset=100)
    assert (span.start, span.end) == (102, 106)


def test_text_without_a_character_to_show_has_no_sentence() -> None:
    assert split_sentences(" \n\t\xa0\r\n ") == ()


def test_a_long_list_is_not_one_sentence_with_its_lead_in() -> None:
    items = [f"- item {number} {'of a list ' * 12}".strip() for number in range(9)]
    assert sentences("\n".join(["It has:", *items])) == ["It has:", *items]


def test_a_list_that_breaks_off_is_not_complete() -> None:
    (span,) = split_sentences("It has:\n- a bridge\n- a …")
    assert not span.complete
