import pytest

from qa.reading.attribution import attribute, speaker_mention
from qa.reading.people import Cast, is_person


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The harbour will close, Mayor Ada Marsh said.", "Mayor Ada Marsh"),
        ("Mayor Ada Marsh said that the harbour will close.", "Mayor Ada Marsh"),
        ("“We are closing it,” said Marsh, who was elected in May.", "Marsh"),
        ("According to the port authority, traffic fell.", "the port authority"),
        ("Traffic fell, as stated by the press office of the port.", "the press office of the port"),
        ("The harbour will close, Ada Marsh, a spokeswoman for the port, said on Monday.", "Ada Marsh"),
        ("The ministry also denied the reports.", "The ministry"),
        ("Captain Joe Hale admitted that the ship was late, reported the Daily Echo.", "Captain Joe Hale"),
        ("The ship was late, the Daily Echo reported, citing a senior port official.", "a senior port official"),
        ("The ship was late.", None),
        ("It was reported that the ship was late.", None),
        ("If confirmed, the delay would be the third.", None),
        ("“He said it was late,” ran the headline.", None),
    ],
)
def test_the_speaker_is_read_from_the_sentence(sentence: str, speaker: str | None) -> None:
    assert speaker_mention(sentence) == speaker


def test_a_pronoun_means_the_last_speaker() -> None:
    found = attribute(["Captain Joe Hale said the ship was late.", "He added that it was safe."], 1)
    assert (found.speaker, found.antecedent, found.named_here) == ("Captain Joe Hale", "Captain Joe Hale", False)


def test_a_title_means_the_person_or_body_that_bears_it() -> None:
    person = attribute(["Colonel Joe Hale spoke first.", "The colonel said it was over."], 1)
    body = attribute(["The Port Safety Ministry took over.", "The ship was late, said the ministry."], 1)
    assert (person.speaker, body.speaker) == ("Colonel Joe Hale", "Port Safety Ministry")


def test_a_last_name_is_given_its_full_form() -> None:
    found = attribute(["Port spokeswoman Ada Marsh arrived.", "Marsh told the Echo that it was safe."], 1)
    assert found.speaker == "Port spokeswoman Ada Marsh"


def test_sentences_inside_a_running_quotation_belong_to_its_speaker() -> None:
    sentences = ["“The ship was late.", "Nobody was hurt.", "We are sorry,” Ada Marsh told the Echo.", "It sailed on."]
    assert [attribute(sentences, index).speaker for index in range(4)] == ["Ada Marsh"] * 3 + [None]


def test_a_mark_that_never_closes_does_not_claim_the_rest() -> None:
    sentences = ["“The ship was late.", *["Nothing more was heard."] * 12]
    assert attribute(sentences, 12).speaker is None


def test_hedges_are_seen() -> None:
    assert attribute(["The ship reportedly sank."], 0).hedged
    assert not attribute(["The ship sank."], 0).hedged


@pytest.mark.parametrize(
    ("name", "person"),
    [("Ada Marsh", True), ("Colonel Joe Hale", True), ("Port Ministry", False), ("United States", False), ("Marsh", False), ("Prime Minister", False)],
)
def test_people_are_told_from_bodies(name: str, person: bool) -> None:
    assert is_person(name) is person


def test_a_sentence_opening_is_no_part_of_a_name() -> None:
    assert Cast(["Although Ada Marsh left, he stayed."]).last_person(before=1) == "Ada Marsh"
