"""Questions on what the seeds disagree about: both sides are shown every time, each tied to a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Settings, open_pipeline
from qa.pipeline import Pipeline
from qa.types import Stance

SEEDS = Path(__file__).parent.parent.parent / "seeds"
STRIKES, MISSILES = "003_a85a550ddfd53b19.txt", "004_ebe3ddc0ea8b3ae0.txt"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with open_pipeline(Settings(articles=SEEDS, index=tmp_path_factory.mktemp("index"))) as opened:
        opened.sync()
        yield opened


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Did the US give Russia the coordinates of Islamic State targets?", STRIKES),
        ("Did the coalition and Russia carry out joint airstrikes?", STRIKES),
        ("What do Russia and the US say about the joint airstrikes?", STRIKES),
        ("Does the US share targets with Russia?", STRIKES),
        ("Did the US military take part in the Russian airstrikes on Islamic State?", STRIKES),
        ("Was the intelligence for the Russian strike provided by the coalition?", STRIKES),
        ("Were the airstrikes in the Al-Bab area coordinated with the US-led coalition?", STRIKES),
        ("Is it true that Russia received target information from the United States over a hotline?", STRIKES),
        ("Does the Pentagon coordinate airstrikes with Russia?", STRIKES),
        ("Who denies that the US coordinated airstrikes with Russia?", STRIKES),
        ("What did Colonel Dorrian say about the claims of joint airstrikes?", STRIKES),
        ("Does the US military accept Moscow's account of a shared bombing mission?", STRIKES),
        ("Did Washington hand Moscow intelligence about IS positions near Aleppo?", STRIKES),
        ("Is it confirmed that coalition jets flew alongside Russian ones?", STRIKES),
        ("What does Russia say about US help with its airstrikes, and does Washington agree?", STRIKES),
        ("Who rejects Russia's report of joint strikes?", STRIKES),
        ("Did the Americans supply target coordinates to the Khmeimim base?", STRIKES),
        ("Did the US and Russia cooperate in the attack on terrorists near Aleppo?", STRIKES),
        ("Who disputes that the airstrikes were joint?", STRIKES),
        ("What does the coalition's spokesman say about bombing with Russia?", STRIKES),
        ("Did the US deny the report of joint airstrikes?", STRIKES),
        ("Did two coalition planes join two Russian fighters in an attack?", STRIKES),
        ("Did Russian and coalition jets bomb terrorists together?", STRIKES),
        ("Did Russia get intelligence from the coalition command center?", STRIKES),
        ("Did four missiles bound for Syria crash in Iran?", MISSILES),
        ("Did missiles that Russia launched crash in Iran?", MISSILES),
        ("Did any Russian cruise missiles come down on Iranian soil?", MISSILES),
        ("What does Moscow say about the reports of missiles crashing?", MISSILES),
        ("Did the missiles fired from the Caspian Sea fall on Iran?", MISSILES),
        ("Who claims that missiles crashed in Iran?", MISSILES),
        ("Is the report about crashed missiles true?", MISSILES),
        ("Have Russian missiles crashed on the way to Syria?", MISSILES),
        ("Who denies that missiles crashed?", MISSILES),
    ],
)
def test_both_sides_of_a_dispute_are_shown(pipeline: Pipeline, question: str, article: str) -> None:
    answer = pipeline.ask(question)
    (conflict,) = answer.conflicts
    assert {position.stance for position in conflict.positions} == set(Stance)
    cited = {citation.number: citation for citation in answer.citations}
    assert {cited[position.citation].article_id for position in conflict.positions} == {article}
    for position in conflict.positions:
        assert position.speaker in answer.text or position.speaker[0].lower() + position.speaker[1:] in answer.text
        assert f"[{position.citation}]" in answer.text


def test_a_claim_without_a_speaker_is_his_whom_the_denial_names(pipeline: Pipeline) -> None:
    (conflict,) = pipeline.ask("Did four missiles bound for Syria crash in Iran?").conflicts
    assert [(position.speaker, str(position.stance)) for position in conflict.positions][:2] == [
        ("US", "asserts"),
        ("Russian Federation", "denies"),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How many missiles did Russia launch?",
        "Why did the coalition move its aircraft?",
        "Why will the United States not coordinate its operations with Russia?",
        "What does the Pentagon say about Russian strategy in Syria?",
        "Will the coalition keep talking to the Russian military?",
        "Is there any direct contact between US troops and the forces on the ground that Russia backs?",
        "What targets does Russia hit in Syria?",
        "Did Russia and Turkey bomb targets together?",
        "What did Dillon say about the right to strike?",
        "Did the commanders meet for the first time?",
        "Did France bomb Syria?",
        "Has Russia killed civilians in Syria?",
        "Did Damascus know about the joint raid of Turkey and Russia?",
        "Which Syrian provinces did Russian strikes hit?",
        "Did the Pentagon plan new talks with Russia on pilot safety?",
        "Which country flew with Russia on the day before the strike?",
        "Did the coalition shoot down a Syrian plane in July?",
        "How do the coalition and Russia talk to each other?",
        "Who met in person with the Russian commanders?",
    ],
)
def test_what_nobody_disputes_is_shown_without_sides(pipeline: Pipeline, question: str) -> None:
    assert pipeline.ask(question).conflicts == ()
