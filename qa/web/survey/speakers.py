"""Who says what, drawn: the speakers with their statements, and who denies which."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.survey.disputed import Denial
from qa.survey.gathering import Gathered
from qa.survey.speakers import Speaker
from qa.survey.statements import MOST_OF_AN_ARTICLE, Statement, question_for
from qa.types import ArticleFacts
from qa.web.marks import day, headline, shortened, text
from qa.web.survey.rows import asking, count, opening, reading_note
from qa.words import fold_name

SPEAKERS_SHOWN = 40
STATEMENTS_SHOWN = 3
STATEMENTS_OF_FEW = 50  # where no more than three speakers are found
_FEW = 3
_SEARCH_CHARS = 200


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words of the speaker's name, and whether only disputed statements are wanted."""

    words: str = ""
    is_disputed: bool = False


def read_sought(given: Mapping[str, Any]) -> Sought:
    """What the page looks for."""
    return Sought(str(given.get("words", ""))[:_SEARCH_CHARS], bool(given.get("disputed")))


def render_speakers(
    speakers: Sequence[Speaker],
    denials: Sequence[Denial],
    gathered: Gathered[tuple[Statement, ...]],
    sought: Sought,
) -> str:
    """The speakers that are looked for, each with the first of his statements; disputed ones say who denies them."""
    drawing = _Drawing({each.article_id: each for each in gathered.articles}, denials)
    wanted = fold_name(sought.words).split()
    found = [
        Speaker(each.name, drawing.disputed(each) if sought.is_disputed else each.statements)
        for each in speakers
        if all(word in fold_name(each.name) for word in wanted)
    ]
    found = [each for each in found if each.statements]
    lines = [f'<p class="qa-note">{text(note)}</p>' for note in reading_note(gathered)]
    statements = sum(len(each.statements) for each in found)
    lines.append(
        f'<p class="qa-note" role="status">{count(len(found), "speaker")} with {count(statements, "statement")}'
        f"{', disputed ones only' if sought.is_disputed else ''}; of an article at most {MOST_OF_AN_ARTICLE} sentences "
        "with a verb of speech are read.</p>"
    )
    shown = STATEMENTS_OF_FEW if len(found) <= _FEW else STATEMENTS_SHOWN
    lines += [drawing.speaker(each, shown) for each in found[:SPEAKERS_SHOWN]]
    if len(found) > SPEAKERS_SHOWN:
        lines.append(f'<p class="qa-note">and {len(found) - SPEAKERS_SHOWN:,} more; search for a speaker</p>')
    return "\n".join(lines)


class _Drawing:
    """Draws statements with what is known of their articles and of who denies them."""

    def __init__(self, articles: Mapping[str, ArticleFacts], denials: Sequence[Denial]) -> None:
        self._articles = articles
        self._denied: defaultdict[Statement, list[Statement]] = defaultdict(list)
        self._denying: defaultdict[Statement, list[Statement]] = defaultdict(list)
        for each in denials:
            self._denied[each.claim].append(each.denial)
            self._denying[each.denial].append(each.claim)

    def disputed(self, speaker: Speaker) -> tuple[Statement, ...]:
        """Those of his statements that somebody denies, or that deny somebody's."""
        return tuple(each for each in speaker.statements if each in self._denied or each in self._denying)

    def speaker(self, speaker: Speaker, shown: int) -> str:
        disputed = set(self.disputed(speaker))
        ordered = sorted(speaker.statements, key=lambda each: each not in disputed)
        items = "".join(self._statement(each) for each in ordered[:shown])
        left = len(ordered) - shown
        more = f'<p class="qa-note">and {left:,} more; search for this speaker</p>' if left > 0 else ""
        number = count(len(ordered), "statement") + (f", {len(disputed)} disputed" if disputed else "")
        return (
            f'<section class="qa-voice"><h2>{asking(question_for(speaker.name), speaker.name)} '
            f'<span class="qa-voice-count">{number}</span></h2><ul>{items}</ul>{more}</section>'
        )

    def _statement(self, each: Statement) -> str:
        beside = self._sides("denied by", self._denied.get(each, ()), "against")
        beside += self._sides("denies", self._denying.get(each, ()), "for")
        said = asking(each.question, shortened(each.text, chars=400))
        return f"<li><p>{said} {self._cited(each)}</p>{beside}</li>"

    def _sides(self, said: str, others: Sequence[Statement], style: str) -> str:
        return "".join(
            f'<p class="qa-voice-{style}"><strong>{said} {text(other.speaker)}</strong>: '
            f"{text(shortened(other.text))} {self._cited(other)}</p>"
            for other in others[:STATEMENTS_SHOWN]
        )

    def _cited(self, each: Statement) -> str:
        facts = self._articles[each.article_id]
        known = filter(None, (facts.outlet, day(facts.published) if facts.published else None))
        origin = " · ".join(known) or shortened(headline(facts.title, facts.article_id), chars=40)
        return opening(each.article_id, (each.start, each.end), origin, style="qa-chip")
