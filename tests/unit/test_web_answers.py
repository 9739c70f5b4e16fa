"""Conversations drawn as HTML. Records are made by hand; what a browser makes of them is tested in tests/browser."""

from dataclasses import replace
from datetime import date

import pytest

from qa.types import (
    Abstention,
    Answer,
    Chunk,
    Citation,
    Conflict,
    Filters,
    Mode,
    Passage,
    Position,
    Sentence,
    Span,
    Stance,
    Support,
    Trace,
)
from qa.web.answers import render_conversation, render_invitation
from qa.web.conversation import Asked, Conversation, Progress, Wording

LINES = Citation(1, "a/lines.txt", "Lines stay open", "The Gazette", date(2017, 9, 21), 10, 31, "There are three lines")
DENIAL = Citation(2, "b.txt", None, None, None, 0, 14, "“That’s rubbish”")
PASSAGE = Passage(
    Chunk("b.txt", 0, 14, "Rockets moved to base. " * 20, None),
    None,
    None,
    None,
    1,
    0.4,
    2.0,
    None,
    Trace(1, 1, 0.03),
)
NO_LIMITS = Filters()


def answer(**changes: object) -> Answer:
    plain = Answer(
        question="How many lines?",
        standalone_question="How many lines?",
        text="There are three lines [1]",
        sentences=(Sentence("There are three lines", (1,), "Colonel Dillon", Support.SUPPORTED),),
        citations=(LINES, DENIAL),
        conflicts=(),
        passages=(PASSAGE,),
        abstention=None,
        confidence=0.9,
        mode=Mode.EXTRACTIVE,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def draw(given: Answer, *, filters: Filters = NO_LIMITS, chat_model: str | None = None) -> str:
    conversation = Conversation().asking(given.question, filters).with_answer(given, progress=Progress.DONE)
    return render_conversation(conversation, chat_model=chat_model)


def test_nothing_asked_yet_offers_the_examples_as_buttons() -> None:
    drawn = render_invitation(('Who said "no"?',))
    assert 'data-ask="Who said &quot;no&quot;?">Who said &quot;no&quot;?</button>' in drawn


def test_files_that_could_not_be_used_are_said_before_anything_is_asked() -> None:
    said = "1 file could not be used: <b>.pdf (scanned)."
    drawn = render_invitation((), skipped=said)
    assert '<p class="qa-notice">1 file could not be used: &lt;b&gt;.pdf (scanned).</p>' in drawn
    assert "qa-notice" not in render_invitation(())


def test_the_page_of_a_citation_is_in_its_name() -> None:
    cited = answer(citations=(replace(LINES, part="page 3"), DENIAL))
    assert 'aria-label="[1] The Gazette, Lines stay open, page 3"' in draw(cited)
    assert 'data-source="The Gazette · 21 Sep 2017 · page 3"' in draw(cited)


def test_a_folder_without_a_readable_article_says_so() -> None:
    drawn = draw(answer(abstention=Abstention.NO_ARTICLES, sentences=(), citations=(), passages=(), notice="1 file …"))
    assert "the folder holds none that can be read" in drawn
    assert '<p class="qa-notice">1 file …</p>' in drawn


def test_no_examples_leaves_no_empty_list() -> None:
    assert "<ul" not in render_invitation(())


def test_a_sentence_carries_a_numbered_button_that_names_its_source() -> None:
    drawn = draw(answer())
    assert (
        '<span class="qa-sentence qa-supported">There are three lines</span> <span class="qa-chips">'
        '<button type="button" class="qa-chip" data-exchange="0" data-citation="1" '
        'data-quote="“There are three lines”" data-title="Lines stay open" data-source="The Gazette · 21 Sep 2017" '
        'aria-label="[1] The Gazette, Lines stay open">[1]</button></span>'
    ) in drawn


def test_the_speaker_stands_below_the_sentence() -> None:
    assert '<p class="qa-speaker">Colonel Dillon</p>' in draw(answer())


def test_neighbouring_sentences_of_one_speaker_share_one_attribution() -> None:
    sentences = (
        Sentence("One.", (1,), "Dillon", Support.SUPPORTED),
        Sentence("Two.", (1,), "Dillon", Support.SUPPORTED),
        Sentence("Three.", (2,), "Davis", Support.SUPPORTED),
    )
    drawn = draw(answer(sentences=sentences))
    assert drawn.count("qa-speaker") == 2
    assert drawn.index("Two.") < drawn.index("Dillon</p>") < drawn.index("Three.") < drawn.index("Davis</p>")


def test_a_marker_without_its_citation_is_not_drawn() -> None:
    sentences = (Sentence("Lost.", (7,), None, Support.SUPPORTED),)
    drawn = draw(answer(sentences=sentences))
    assert "Lost." in drawn
    assert "qa-chip" not in drawn


def test_words_that_the_quote_does_not_have_are_shown_as_ours() -> None:
    sentences = (Sentence("He [Dillon] said “we [also] know”.", (1,), None, Support.SUPPORTED),)
    drawn = draw(answer(sentences=sentences, citations=(replace(LINES, quote="He said “we [also] know”."),)))
    assert '<span class="qa-ours">[Dillon]</span>' in drawn
    assert '<span class="qa-ours">[also]</span>' not in drawn
    assert "[also]" in drawn


def test_the_short_answer_is_in_bold_and_all_of_it_escaped() -> None:
    words = "He [Dillon] counted <3> lines."
    short = Span(words.index("<3>"), words.index("<3>") + 3)
    drawn = draw(answer(sentences=(Sentence(words, (1,), None, Support.SUPPORTED, short),)))
    assert '<span class="qa-ours">[Dillon]</span> counted <strong>&lt;3&gt;</strong> lines.' in drawn


def test_what_the_program_says_itself_carries_no_source_and_is_no_refusal() -> None:
    said = "I answer questions from <5> articles."
    drawn = draw(answer(mode=Mode.PROGRAM, text=said, sentences=(), citations=(), passages=()))
    assert '<p class="qa-reply">I answer questions from &lt;5&gt; articles.</p>' in drawn
    assert not any(part in drawn for part in ("Quoted from the articles", "qa-abstention", "qa-chip", "qa-nearest"))


@pytest.mark.parametrize(
    ("support", "words"), [(Support.PARTLY, "partly supported"), (Support.UNSUPPORTED, "not supported by the articles")]
)
def test_a_sentence_that_is_not_borne_out_says_so(support: Support, words: str) -> None:
    drawn = draw(answer(sentences=(Sentence("Maybe.", (1,), None, support),)))
    assert f'<span class="qa-verdict">{words}</span>' in drawn


def test_the_standalone_question_is_shown_where_it_differs() -> None:
    follow_up = draw(answer(standalone_question="How many lines does the coalition have?"))
    assert "Read as: <q>How many lines does the coalition have?</q>" in follow_up
    assert "Read as" not in draw(answer())
    assert "Read as" not in draw(answer(question="How many lines?  "))


def test_a_long_question_is_set_as_text() -> None:
    assert '<h2 class="qa-question qa-long"' in draw(answer(question="Why " + "very " * 40))
    assert "qa-long" not in draw(answer())


def test_the_limits_of_a_question_are_shown_with_it() -> None:
    filters = Filters(sources=("The Gazette",), date_from=date(2016, 1, 1), date_to=date(2017, 12, 31))
    assert "Limited to The Gazette; from 1 Jan 2016; until 31 Dec 2017" in draw(answer(), filters=filters)
    assert "Limited to" not in draw(answer())


def test_a_dispute_shows_both_sides_with_speaker_stance_and_source() -> None:
    conflict = Conflict(
        "who gave coordinates",
        (
            Position("The ministry", Stance.ASSERTS, "They got them.", 1),
            Position("The colonel", Stance.DENIES, "They did not.", 2),
            Position("The captain", Stance.DENIES, "Never.", 2),
        ),
    )
    drawn = draw(answer(conflicts=(conflict,)))
    assert drawn.count('<ul class="qa-side') == 2
    asserting = drawn[drawn.index('<ul class="qa-side qa-asserts">') : drawn.index('<ul class="qa-side qa-denies">')]
    denying = drawn[drawn.index('<ul class="qa-side qa-denies">') :]
    assert (
        'Sources disagree<span class="qa-unseen">: </span><span class="qa-topic">who gave coordinates</span>' in drawn
    )
    assert '<strong>The ministry</strong> <span class="qa-stance">asserts</span>' in asserting
    assert 'data-citation="1"' in asserting
    assert 'The Gazette · <time datetime="2017-09-21">21 Sep 2017</time>' in asserting
    assert '<strong>The colonel</strong> <span class="qa-stance">denies</span>' in denying
    assert 'data-citation="2"' in denying


def test_a_sentence_that_stands_among_the_positions_is_drawn_once() -> None:
    said = (
        Sentence("[The ministry:] They got them.", (1,), "The ministry", Support.SUPPORTED),
        Sentence("It was a Sunday.", (2,), None, Support.SUPPORTED),
    )
    positions = (
        Position("The ministry", Stance.ASSERTS, "They got them.", 1),
        Position("The colonel", Stance.DENIES, "They did not.", 2),
    )
    drawn = draw(answer(sentences=said, conflicts=(Conflict("who gave coordinates", positions),)))
    assert drawn.count("They got them.") == 1
    assert drawn.index('<ul class="qa-side qa-asserts">') < drawn.index("They got them.")
    assert drawn.index("It was a Sunday.") < drawn.index('<section class="qa-conflict">')


@pytest.mark.parametrize("claim", ["They got them.", ""])
def test_a_sentence_that_says_more_than_a_position_is_drawn_as_well(claim: str) -> None:
    said = (Sentence("They got them. They used them.", (1,), None, Support.SUPPORTED),)
    positions = (Position("The ministry", Stance.ASSERTS, claim, 1), Position("Nobody", Stance.DENIES, "No.", 2))
    drawn = draw(answer(sentences=said, conflicts=(Conflict("who gave coordinates", positions),)))
    assert "They used them." in drawn


def test_a_side_without_outlet_and_day_names_its_article() -> None:
    bare = replace(LINES, outlet=None, published=None, title="Lines & more")
    positions = tuple(Position(f"Speaker {n}", Stance.ASSERTS, f"It was {n}.", 1) for n in (1, 2))
    drawn = draw(answer(citations=(bare,), conflicts=(Conflict("how many", positions),)))
    assert drawn.count('<p class="qa-source">Lines &amp; more</p>') == 2


def test_different_answers_without_a_denial_are_a_side_each() -> None:
    positions = tuple(Position(f"Speaker {n}", Stance.ASSERTS, f"It was {n}.", n) for n in (1, 2))
    drawn = draw(answer(conflicts=(Conflict("how many", positions),)))
    assert drawn.count('<ul class="qa-side qa-asserts">') == 2


@pytest.mark.parametrize("reason", list(Abstention))
def test_every_reason_to_abstain_has_plain_words(reason: Abstention) -> None:
    drawn = draw(answer(abstention=reason, sentences=(), citations=(), text="None."))
    assert "No answer in these articles" in drawn
    assert reason.value not in drawn


def test_an_abstention_offers_the_nearest_passages_as_buttons() -> None:
    drawn = draw(answer(abstention=Abstention.NOT_ANSWERED, sentences=(), citations=(), text="None."))
    assert 'data-exchange="0" data-passage="1"' in drawn
    assert '<span class="qa-open-title">b.txt</span>' in drawn
    assert "Rockets moved to base. Rockets" in drawn
    assert "…</span></button>" in drawn


def test_who_worded_the_answer_is_said() -> None:
    assert "Quoted from the articles" in draw(answer())
    worded = draw(answer(mode=Mode.CHAT), chat_model="ollama:qwen3:4b")
    assert "Worded by ollama:qwen3:4b, each sentence checked against the articles" in worded


def test_a_draft_is_marked_as_not_checked_and_kept_from_readers_of_the_page() -> None:
    drawn = draw(answer(mode=Mode.CHAT, draft="<b>They say"))
    assert (
        '<p class="qa-draft" aria-live="off"><span class="qa-verdict">not checked yet</span> &lt;b&gt;They say</p>'
        in drawn
    )
    assert "qa-draft" not in draw(answer())


def test_what_was_left_out_is_marked_and_stands_apart_from_the_answer() -> None:
    left_out = (Sentence("It cost <5> million.", (), None, Support.UNSUPPORTED),)
    drawn = draw(answer(mode=Mode.CHAT, left_out=left_out))
    said = drawn.index("There are three lines")
    assert drawn.index('<div class="qa-left-out">') > said
    assert '<span class="qa-unsupported">It cost &lt;5&gt; million.</span>' in drawn
    assert "not supported by the articles, and no part of the answer" in drawn


def test_a_notice_stands_above_the_answer() -> None:
    drawn = draw(answer(notice="The chat model <x> failed."))
    assert '<p class="qa-notice">The chat model &lt;x&gt; failed.</p>' in drawn
    assert drawn.index("qa-notice") < drawn.index("There are three lines")


def test_characters_that_nobody_sees_are_not_shown() -> None:
    drawn = draw(answer(sentences=(Sentence("ab\u202ecd\u200b\U000e0041 e", (1,), None, Support.SUPPORTED),)))
    assert '<span class="qa-sentence qa-supported">abcd e</span>' in drawn


def test_the_time_taken_is_the_sum_of_the_stages() -> None:
    assert "Quoted from the articles · 1.5 s" in draw(answer(seconds={"retrieve": 0.5, "answer": 1.0}))


def test_a_failure_is_one_line_and_keeps_the_question() -> None:
    conversation = Conversation().asking("Who?", Filters()).failing("The server <ollama> is down")
    drawn = render_conversation(conversation, chat_model=None)
    assert '<p class="qa-trouble" role="alert">The server &lt;ollama&gt; is down</p>' in drawn
    assert "Who?" in drawn
    assert "qa-running" not in drawn


def test_a_running_exchange_says_that_more_will_come_and_a_stopped_one_that_none_will() -> None:
    running = Conversation().asking("Who?", Filters())
    assert "Reading the articles" in render_conversation(running, chat_model=None)
    stopped = render_conversation(running.stopped(), chat_model=None)
    assert "Reading the articles" not in stopped
    assert "Stopped before the answer was complete." in stopped


def test_markup_in_any_field_stays_text() -> None:
    evil = '<img src=x onerror="alert(1)">'
    position = Position(evil, Stance.ASSERTS, evil, 1)
    hostile = answer(
        question=evil,
        standalone_question=evil + "?",
        sentences=(Sentence(evil + f" [{evil}]", (1,), evil, Support.SUPPORTED),),
        citations=(replace(LINES, title=evil, outlet=evil, article_id=evil),),
        conflicts=(Conflict(evil, (position, position)),),
    )
    drawn = draw(hostile, filters=Filters(sources=(evil,))) + draw(replace(hostile, abstention=Abstention.NOT_ANSWERED))
    assert "<img" not in drawn
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in drawn


def test_markdown_is_not_turned_into_links() -> None:
    drawn = draw(answer(sentences=(Sentence("[click](https://evil.example)", (1,), None, Support.SUPPORTED),)))
    assert "<a " not in drawn
    assert "(https://evil.example)" in drawn


def test_two_answers_to_a_question_stand_side_by_side_under_it() -> None:
    both = Asked(Wording.BOTH, "m <at> h")
    first = Conversation().asking("How many?", NO_LIMITS, both)
    drawn = render_conversation(first, chat_model=None)
    assert "Worded by m &lt;at&gt; h</p></div></div></div>" in drawn  # its place is there from the start
    first = first.with_answer(answer(), progress=Progress.DONE)
    second = first.asking("How many?", NO_LIMITS, replace(both, is_beside=True))
    drawn = render_conversation(second.with_answer(answer(mode=Mode.CHAT), progress=Progress.DONE), chat_model="old")
    assert drawn.count("How many?</h2>") == 1
    assert drawn.count('class="qa-pair"') == 1
    assert [drawn.count(f'id="answer-{place}"') for place in (1, 2)] == [1, 1]
    assert 'data-exchange="1" data-citation="1"' in drawn
    assert "Worded by m &lt;at&gt; h, each sentence checked" in drawn
    assert drawn.count("<div") == drawn.count("</div>")
    failed = render_conversation(first.failing("Down."), chat_model=None)
    assert "qa-beside" not in failed
    assert failed.count("<div") == failed.count("</div>")
