"""Questions offered under an answer are ones that the articles do answer; nobody waits for them."""

from pathlib import Path

from qa import Settings, open_pipeline
from qa.types import Filters
from qa.web.asking_on import MOST_OFFERED, follow_ups
from qa.web.conversation import Conversation, Progress

SEEDS = Path(__file__).parent.parent.parent / "seeds"
QUESTION = "Why will the United States not coordinate its operations with Russia?"


def test_what_is_offered_is_answered_and_nothing_is_while_somebody_waits(tmp_path: Path) -> None:
    with open_pipeline(Settings(articles=SEEDS, index=tmp_path / "index")) as pipeline:
        pipeline.sync()
        answer = pipeline.ask(QUESTION)
        conversation = Conversation().asking(QUESTION, Filters()).with_answer(answer, progress=Progress.DONE)
        assert follow_ups(pipeline, conversation, is_busy=lambda: True) == ()
        offered = follow_ups(pipeline, conversation, is_busy=lambda: False)
        assert 2 <= len(offered) <= MOST_OFFERED
        shown = {(each.article_id, each.start) for each in answer.citations}
        for question in offered:
            reply = pipeline.ask(question)
            assert reply.abstention is None
            assert {(each.article_id, each.start) for each in reply.citations} - shown
