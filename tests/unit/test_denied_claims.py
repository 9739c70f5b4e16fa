from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from evidence import evidence_of

from qa.reading.disputes.denied_claims import find_dispute
from qa.reading.language.denials import claimant_in, denies, negated_stems
from qa.reading.language.questions import analyse_question
from qa.reading.language.states import is_one_state, states_in
from qa.types import Stance

QUESTION = analyse_question("What is said?")  # the evidence alone says what it is about
LATE = "The ministry said that the coast guard had handed over the map."


def test_a_denial_of_the_reports_is_set_against_what_was_reported() -> None:
    evidence = evidence_of(
        [LATE, "It was a Sunday.", "The coast guard rejected the claim as rubbish, Captain Joe Hale said."],
        relevances=[1.0, 0.0, 0.01],
    )
    dispute = find_dispute(QUESTION, evidence)
    assert dispute is not None
    assert [(stance, item.attribution.speaker) for stance, item in dispute.sides] == [
        (Stance.ASSERTS, "The ministry"),
        (Stance.DENIES, "The coast guard"),
    ]


def test_a_negated_claim_is_set_against_the_affirmed_one() -> None:
    evidence = evidence_of(
        [
            "Captain Joe Hale said that the fleet will patrol the bay.",
            "The ministry said that the fleet will not patrol the bay.",
        ],
        relevances=[1.0, 0.5],
        alike=True,
    )
    dispute = find_dispute(QUESTION, evidence)
    assert dispute is not None
    assert {stance for stance, _ in dispute.sides} == {Stance.ASSERTS, Stance.DENIES}


def test_agreeing_sources_are_no_dispute() -> None:
    evidence = evidence_of(
        [
            "Captain Joe Hale said that the fleet will patrol the bay.",
            "The ministry said that the fleet will patrol the bay.",
        ],
        relevances=[1.0, 0.9],
        alike=True,
    )
    assert find_dispute(QUESTION, evidence) is None


def test_nobody_disputes_with_himself() -> None:
    evidence = evidence_of(
        ["Captain Joe Hale said that the fleet will patrol the bay.", "Captain Joe Hale denied the reports."],
        relevances=[1.0, 0.9],
        alike=True,
    )
    assert find_dispute(QUESTION, evidence) is None


def test_a_denial_beside_the_question_is_no_dispute() -> None:
    evidence = evidence_of(
        ["Captain Joe Hale said that the fleet will patrol the bay.", "The ministry denied a visa to a singer."],
        relevances=[1.0, 0.01],
    )
    assert find_dispute(QUESTION, evidence) is None


def opposed(
    claim: str, denial: str, *, article: str = "wire.txt", alike: bool = False, before: Sequence[str] = ()
) -> bool:
    """Whether a claim of one article and a denial of another are set against each other."""
    one = evidence_of([claim], relevances=[1.0], alike=alike, article_id="echo.txt")
    other = evidence_of([*before, denial], relevances=[*(0.0 for _ in before), 0.01], article_id=article)
    if alike:  # the helper makes vectors of the length of its own text
        other = [replace(item, vector=one[0].vector) for item in other]
    else:
        other = [replace(item, vector=one[0].vector * 0) for item in other]
    return find_dispute(QUESTION, [*one, *other]) is not None


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        ("The mayor said the dam operator opened the gates.", "The operator rejected the mayor's claim on Friday."),
        ("The union said the ministry delayed the deliveries.", "The minister denied that her ministry had delayed the deliveries."),
        ("Hackers claimed that they had stolen customers' files.", "The bank said there was no evidence that customers' files had been stolen."),
        ("Nora Pick said that Bloom wrote the letter.", "Bloom said the letter was fake."),
        ("The government of Belmor said Karvan fired.", "Karvan's ministry dismissed the report as nonsense."),
    ],
)  # fmt: skip
def test_a_denial_in_another_article_is_set_against_what_it_denies(claim: str, denial: str) -> None:
    assert opposed(claim, denial)


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        ("The ministry said the summit will be in Oslo.", "The minister denied reports that he is ill."),
        ("The paper said that Kerr is charged with fraud.", "The banker Kerr was denied bail."),
        ("The court said that Kerr is charged with fraud.", "The judge denied bail to a driver."),
        ("The singer's mother said that she tours.", "A critic called the play rubbish."),
    ],
)
def test_a_denial_of_something_else_is_not(claim: str, denial: str) -> None:
    assert not opposed(claim, denial)


def test_what_is_denied_where_somebody_spoke_before_is_what_he_said() -> None:
    claim, denial = "The government of Belmor said Karvan fired.", "Karvan's ministry dismissed the report as nonsense."
    assert not opposed(claim, denial, before=["Joe Hale said the ship was late."])


def test_the_same_speaker_stands_on_a_side_once() -> None:
    evidence = evidence_of(
        [LATE, "The coast guard denied it.", "The coast guard said such claims were rubbish."],
        relevances=[1.0, 0.1, 0.1],
    )
    dispute = find_dispute(QUESTION, evidence)
    assert dispute is not None
    assert [item.candidate.text for stance, item in dispute.sides if stance is Stance.DENIES] == [
        "The coast guard denied it."
    ]


def test_a_later_article_that_says_the_opposite_is_news() -> None:
    old, new = "The bridge at Holt has not been repaired.", "The bridge at Holt has been repaired."

    def months_apart(days: int) -> bool:
        one = evidence_of([new], relevances=[1.0], article_id="echo.txt")[0]
        other = replace(evidence_of([old], relevances=[0.5], article_id="wire.txt")[0], vector=one.vector)
        dated = [
            replace(item, candidate=replace(item.candidate, passage=replace(item.candidate.passage, published=day)))
            for item, day in ((one, date(2020, 6, 1)), (other, date(2020, 6, 1) - timedelta(days)))
        ]
        return find_dispute(QUESTION, dated) is not None

    assert months_apart(2)
    assert not months_apart(200)


def test_a_denial_belongs_to_the_claim_right_before_it() -> None:
    told = [
        "Mayor Ada Marsh said the pier will be rebuilt.",
        "Builder Joe Hale said the pier was too dear.",
        "Marsh said Hale had sold rotten planks.",
        "Hale denied that.",
    ]
    asked = analyse_question("Who said that the pier will be rebuilt?")
    assert find_dispute(asked, evidence_of(told, relevances=[1.0, 0.01, 0.01, 0.01])) is None
    of_the_planks = find_dispute(
        analyse_question("Who said that Hale had sold rotten planks?"),
        evidence_of(told, relevances=[0.01, 0.01, 1.0, 0.01]),
    )
    assert of_the_planks is not None
    assert [item.candidate.text for _, item in of_the_planks.sides] == [told[2], told[3]]


@pytest.mark.parametrize(
    "deed",
    [
        "The inn has dismissed its gardener, Joe Hale.",
        "Voters rejected the new stadium on Sunday.",
        "The bank denied the builder a loan.",
        "Captain Hale did not deny the reports.",
    ],
)
def test_who_dismisses_a_gardener_or_rejects_a_plan_denies_nothing(deed: str) -> None:
    assert not denies(deed)


@pytest.mark.parametrize(
    "denial",
    [
        "The mayor rejected claims that the well is dry.",
        "The mayor dismissed the letter as a forgery.",
        "The claims were denied by the mayor.",
        "There is no evidence that the well is dry.",
    ],
)
def test_a_claim_that_is_rejected_is_denied(denial: str) -> None:
    assert denies(denial)


def test_what_a_negation_negates() -> None:
    assert negated_stems("The fleet will not patrol the bay.") == {"patrol", "bay"}
    assert negated_stems("The fleet will patrol the bay.") == set()


def test_words_of_denial() -> None:
    assert denies("The army denied it.")
    assert denies("There is no evidence of that.")
    assert not denies("The army confirmed it.")
    assert not denies("The court saw fake papers.")
    assert denies("The letter was fake.")


def shown(question: str, claim: str, denial: str, *, relevances: tuple[float, float] = (1.0, 0.5)) -> bool:
    """Whether a claim of one article and a denial of another are shown as a dispute on the question."""
    one = evidence_of([claim], relevances=relevances[:1], article_id="echo.txt")
    other = evidence_of([denial], relevances=relevances[1:], article_id="wire.txt")
    return find_dispute(analyse_question(question), [*one, *other]) is not None


FIRED, NOT_FIRED = "The ministry said rebels fired the shells.", "Joe Hale denied that his men had fired the shells."


@pytest.mark.parametrize(
    ("question", "claim", "denial"),
    [
        ("Who fired the shells?", FIRED, NOT_FIRED),
        ("Was the man at the station armed?", "Police said the man was armed.", "His mother said the man at the station was not armed."),
        ("Is the bridge at Morn safe?", "The mayor said the bridge at Morn is safe.", "Tom Rask said the bridge at Morn is unsafe."),
        ("Will the plant close?", "The plant will close next year.", "The company dismissed the report about the plant."),
    ],
)  # fmt: skip
def test_the_question_binds_a_claim_and_its_denial(question: str, claim: str, denial: str) -> None:
    assert shown(question, claim, denial)


@pytest.mark.parametrize(
    ("question", "relevances"),
    [("How many beds does the hospital have?", (1.0, 0.5)), ("Was the hospital built in June?", (0.001, 0.5))],
    ids=["a value that the denial does not touch", "sentences that do not answer"],
)
def test_a_dispute_beside_the_question_is_not_shown(question: str, relevances: tuple[float, float]) -> None:
    assert not shown(question, FIRED, NOT_FIRED, relevances=relevances)


def likely(question: str, *texts: tuple[str, float, float]) -> list[str] | None:
    """What is shown of sentences of one article, each with its relevance and its cosine to the question."""
    evidence = evidence_of([text for text, _, _ in texts], relevances=[relevance for _, relevance, _ in texts])
    cosines = {text: cosine for text, _, cosine in texts}
    evidence = [replace(e, likeness=cosines[e.candidate.text]) for e in evidence]
    dispute = find_dispute(analyse_question(question), evidence)
    return None if dispute is None else [item.candidate.text for _, item in dispute.sides]


SHARED = "Belmor said that the fleet had shared its maps with the rebels."
DENIED_IT = "The fleet denied it completely."
MORE = "The rebels hold two villages in the hills."


@pytest.mark.parametrize(
    ("question", "cosine", "is_shown"),
    [
        # The claim is nearly as near as the nearest sentence, whatever the network makes of either:
        ("Did the fleet share maps with the rebels?", 0.6, True),
        ("Who denies that the fleet shared maps?", 0.6, True),
        ("What does the fleet say about sharing maps?", 0.6, True),
        ("Did the fleet share maps with the rebels?", 0.4, False),
        ("Which villages share maps with the rebels?", 0.6, False),
        ("Who shares the villages with the rebels?", 0.6, False),
    ],
)
def test_a_claim_is_asked_about_that_is_as_near_as_any_sentence(question: str, cosine: float, is_shown: bool) -> None:
    found = likely(question, (SHARED, 0.001, cosine), (DENIED_IT, 0.0001, 0.2), (MORE, 1.0, 0.65))
    assert found == ([SHARED, DENIED_IT] if is_shown else None)


def test_a_denial_of_the_reports_bears_on_an_open_question_only_right_behind_them() -> None:
    far = [(f"The talks went on for {n} days.", 0.0, 0.1) for n in (20, 30, 40)]
    question = "What had the fleet shared?"
    assert likely(question, (SHARED, 1.0, 0.6), (DENIED_IT, 0.01, 0.2)) == [SHARED, DENIED_IT]
    assert likely(question, (SHARED, 1.0, 0.6), *far, (DENIED_IT, 0.01, 0.2)) is None


@pytest.mark.parametrize(("denial", "is_shown"), [("denied that 40 ships sailed", True), ("denied the plot", False)])
def test_a_value_is_disputed_where_it_is_denied_itself(denial: str, is_shown: bool) -> None:
    claim = "Belmor said that 40 ships sailed."
    evidence = evidence_of([claim, f"The fleet {denial}."], relevances=[1.0, 0.5])
    evidence[0] = replace(evidence[0], answer=(claim.index("40"), claim.index("40") + 2))
    dispute = find_dispute(analyse_question("How many ships sailed?"), evidence)
    assert (dispute is not None) is is_shown


@pytest.mark.parametrize(
    ("claim", "is_meant"),
    [
        ("The defence ministry said that shells fell.", True),
        ("Captain Joe Hale said that shells fell.", False),
        ("The French defence ministry said that shells fell.", False),
    ],
)
def test_a_report_is_its_makers(claim: str, is_meant: bool) -> None:
    denial = "Belmor denied the report made by the Russian defence ministry."
    found = likely("What is said about the shells?", (claim, 1.0, 0.6), (denial, 0.5, 0.4))
    assert found == ([claim, denial] if is_meant else None)


def test_the_dispute_of_other_states_is_another() -> None:
    told = [("Russia said that France had shared its maps.", 0.5, 0.6), ("Paris denied it completely.", 0.1, 0.3)]
    assert likely("Did Russia share maps with France?", *told) == [text for text, _, _ in told]
    assert likely("Did Russia share maps with Turkey?", *told) is None


def test_unnamed_reports_stand_beside_a_speaker_only_where_they_are_nearer() -> None:
    named, denial = ("Belmor said that the fleet had shared maps.", 0.2, 0.6), ("The fleet denied it.", 0.5, 0.3)
    unnamed = "It was reported that the fleet had handed maps over."
    assert likely("What do they say?", (unnamed, 0.3, 0.5), named, denial) == [named[0], denial[0]]
    assert likely("What do they say?", (unnamed, 0.3, 0.7), named, denial) == [named[0], unnamed, denial[0]]


def test_two_disputes_are_not_mixed() -> None:
    maps = [("Belmor said that the fleet had shared maps.", 0.2, 0.6), ("The fleet denied it completely.", 0.9, 0.3)]
    ships = [
        ("Karvan said that the army had sunk ships.", 0.4, 0.58),
        ("The army denied that it had sunk ships.", 0.3, 0.3),
    ]
    said = [*maps, ("It rained for three days.", 0.0, 0.0), *ships]
    assert likely("What do they say?", *said) == [text for text, _, _ in maps]
    farther = [(text, relevance, cosine - 0.15) for text, relevance, cosine in maps]
    assert likely("What do they say?", *farther, *said[2:]) == [text for text, _, _ in ships]


def test_not_the_only_one_denies_nothing() -> None:
    claim, other = "Belmor said that it will close the plant.", "Karvan said it is not the only one to close plants."
    assert not shown("Who will close the plant?", claim, other)


def test_a_denial_that_shares_only_names_is_of_something_else() -> None:
    claim, denial = "Ann Roe said that Belmor has ships.", "The minister denied that Belmor helps smugglers."
    assert not shown("Does Belmor help smugglers?", claim, denial)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Paris", "France’s defence ministry", True),
        ("the French army", "France", True),
        ("Berlin", "Germany", True),
        ("the French army", "the French foreign ministry", False),
        ("Paris", "the German army", False),
        ("the French singer", "France", False),
    ],
)
def test_a_state_is_one_voice_with_its_capital_and_its_bodies(one: str, other: str, same: bool) -> None:
    assert is_one_state(one, other) is same
    assert is_one_state(other, one) is same


def test_states_under_any_of_their_names() -> None:
    assert states_in("Moscow told us that Turkish jets and the U.S. had met in Al-Bab.") == {
        "Russia",
        "Turkey",
        "United States",
    }
    assert states_in("They told us.") == set()


@pytest.mark.parametrize(
    ("denial", "claimant"),
    [
        ("Norway Denies US Claim That Its Ferry Sank", "US"),
        (
            "The guard completely denied the report made by the Norwegian fishing ministry.",
            "the Norwegian fishing ministry",
        ),
        ("She rejected the mayor's allegation that the bridge was unsafe.", "the mayor"),
        ("Oslo dismissed Washington’s accusations as lies.", "Washington"),
        ("The ministry also denied the reports.", None),
        ("The firm denies new media reports of a merger.", None),
        ("Pentagon Denies Claim", None),
        ("The ferry was late.", None),
    ],
)
def test_a_denial_may_say_whose_claim_it_denies(denial: str, claimant: str | None) -> None:
    assert claimant_in(denial) == claimant
