import pytest

from qa.reading.language.people import Cast, is_person
from qa.reading.speakers.attribution import attribute, is_hedged
from qa.reading.speakers.quotations import mark_quotations
from qa.reading.speakers.speech import speaker_mention


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
        ("Joe Hale, director of the Port Institute, said ships were late.", "Joe Hale"),
        (
            "Port Workers United, which has been striking, said in a statement that “it was late.”",
            "Port Workers United",
        ),
        ("Mayor Ada Marsh, D-N.Y., said Wednesday the ship was late.", "Mayor Ada Marsh"),
        ("Ada Marsh, a nurse of the Harbour Service – Night Shift (HSNS), said that it was late.", "Ada Marsh"),
        ("A harbour pilot, Joe Hale, said it was late.", "Joe Hale"),
        ("However, the U.S. coast guard denied it completely.", "the U.S. coast guard"),
        ("The ship was late, according to Dr. Joe Hale, the ship's doctor.", "Dr. Joe Hale"),
        ("The port said on Monday it was late, according to a memo.", "The port"),
        ("The port reported nine delays, according to figures of the Harbour Board.", "figures of the Harbour Board"),
        ("Nine ships were late, said the ministry.", "the ministry"),
        ("Port officials and ship owners said nine ships were late.", "Port officials and ship owners"),
        ("Officials in the old town say nine ships were late.", "Officials in the old town"),
        ("In another letter, she cites a report that was not read, saying “it was late”.", "she"),
        ("The port continues to argue that the ship was late.", "The port"),
        ("Rae Holt was criticised for the delay and Marsh says he should go.", "Marsh"),
        ("‘We can’t go on,’ said the dockers’ leader.", "the dockers’ leader"),
        ("‘We can’t go on,’ the dockers’ leader said.", "the dockers’ leader"),
        ("Port Denies Claim That Ship Was Late", "Port"),
        ("A new study found that nine ships were late.", "A new study"),
        ("The crew found the ship late.", None),
        ("Hale was told that the ship was late.", None),
        ("In May, Ada Marsh called on the port to close.", None),
        ("What happens if no one claims the ship?", None),
        ("Several states, including the largest, were late.", None),
        ("Don't let reports of a late ship cloud your judgement.", None),
        ("Storm claims rose at the state level.", None),
        ("Ada Marsh wrote the play “Late Ships” about her youth.", None),
        ("Harbour pilot Olaf Dahl asked for a new lamp.", "Harbour pilot Olaf Dahl"),
        ("The crew asked in the harbour.", None),
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


@pytest.mark.parametrize(
    ("sentences", "speakers"),
    [
        (["Ada Marsh told the Echo it was late.", "“We waited,” she said.", "“All night.”"], ["Ada Marsh"] * 3),
        (["\"We waited.", "It was late,\" said Ada Marsh, \"all night.\"", "Joe Hale said no."], ["Ada Marsh", "Ada Marsh", "Joe Hale"]),
        (["Ada Marsh met Joe Hale.", "“All night.”", "Rae Holt said no."], [None, None, "Rae Holt"]),
        (["Ada Marsh, who sails, is one of them.", "She has seats for a Joe Hale show.", "It was late, she says."], [None, None, "Ada Marsh"]),
        (["Rae Holt said no.", "While Ada Marsh has not been there, she said it was late."], ["Rae Holt", "Ada Marsh"]),
        (["Russia said that it was late.", "They said that they waited."], ["Russia", "Russia"]),
        (["The Harbour Board met.", "It said nine ships were late."], [None, "The Harbour Board"]),
        (["“Late Ships” is a fine play by Ada Marsh."], [None]),
        (["Echo: Was it late?", "Marsh: It was.", "We waited.", "Echo: Why?", "Marsh: Fog."], ["Echo", "Marsh", "Marsh", "Echo", "Marsh"]),
        (["According to Ship Lists, nine were late.", "According to the same source, ten sank."], ["Ship Lists", "Ship Lists"]),
    ],
)  # fmt: skip
def test_speakers_are_followed_from_sentence_to_sentence(sentences: list[str], speakers: list[str | None]) -> None:
    assert [attribute(sentences, index).speaker for index in range(len(sentences))] == speakers


@pytest.mark.parametrize(
    ("text", "narrated"),
    [
        ("“It was late,” he said.", "¦¦¦¦¦¦¦¦¦¦¦¦¦¦ he said."),
        ("the “Late Ships” crew", "the “Late Ships” crew"),
        ("the workers' union said 'yes, we can,' again", "the workers' union said ¦¦¦¦¦¦¦¦¦¦¦¦¦¦ again"),
        ('"One. "Two', "¦¦¦¦¦¦¦¦¦¦"),
    ],
)
def test_what_is_spoken_is_masked(text: str, narrated: str) -> None:
    assert mark_quotations(text).narrated == narrated


def test_an_open_quotation_goes_on_in_the_next_sentence() -> None:
    first = mark_quotations("He said: “It was late.")
    second = mark_quotations("We waited,” he said.", first.opened)
    assert (first.opened, second.opened, second.narrated) == ("double", "", "¦¦¦¦¦¦¦¦¦¦¦ he said.")


def test_a_mark_that_never_closes_does_not_claim_the_rest() -> None:
    sentences = ["“The ship was late.", *["Nothing more was heard."] * 12]
    assert attribute(sentences, 12).speaker is None


def test_hedges_are_seen() -> None:
    assert is_hedged("The ship reportedly sank.")
    assert not is_hedged("The ship sank.")


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ada Marsh", True),
        ("Colonel Joe Hale", True),
        ("Port Ministry", False),
        ("United States", False),
        ("Marsh", False),
        ("Prime Minister", False),
    ],
)
def test_people_are_told_from_bodies(name: str, person: bool) -> None:
    assert is_person(name) is person


def test_a_sentence_opening_is_no_part_of_a_name() -> None:
    assert Cast(["Although Ada Marsh left, he stayed."]).last_person(before=1) == "Ada Marsh"
