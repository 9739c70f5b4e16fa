"""What is kept beside the exchanges of a conversation: what people make of the answers, and questions that go on from them."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qa.types import Fault, Rated, Rating, Thumb
from qa.web.archive import Archive
from qa.web.conversation import Conversation, Progress

WORDS_CHARS = 1_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS ratings (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    thumb TEXT NOT NULL, fault TEXT, words TEXT NOT NULL, moment REAL NOT NULL, PRIMARY KEY (conversation, place)
);
CREATE TABLE IF NOT EXISTS follow_ups (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    questions TEXT NOT NULL, PRIMARY KEY (conversation, place)
);
"""


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept beside one exchange."""

    rating: Rating | None = None
    follow_ups: tuple[str, ...] = ()


class Notes:
    """Keeps notes in an archive's file. Raises StoreError from every method where the file can't be read or written."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        with archive.writing() as database:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                database.execute(statement)

    def of(self, conversation_id: str) -> Mapping[int, Note]:
        """The notes of a conversation by the place of the exchange, from 0; none for an id that is not kept."""
        if not conversation_id:
            return {}
        with self._archive.reading() as database:
            asked = database.execute(
                "SELECT place, questions FROM follow_ups WHERE conversation = ?", (conversation_id,)
            ).fetchall()
            rated = database.execute(
                "SELECT place, thumb, fault, words FROM ratings WHERE conversation = ?", (conversation_id,)
            ).fetchall()
        notes = {int(place): Note(None, tuple(json.loads(questions))) for place, questions in asked}
        for place, *rating in rated:
            notes[int(place)] = replace(notes.get(int(place), Note()), rating=_rating(*rating))
        return notes

    def rate(self, conversation_id: str, place: int, rating: Rating, *, owner: str) -> bool:
        """Keeps what the owner makes of an answer, in place of what was kept before; whether there is such an answer."""
        with self._archive.writing() as database:
            row = (rating.thumb.value, rating.fault and rating.fault.value, rating.words[:WORDS_CHARS], time.time())
            changed = database.execute(
                "INSERT OR REPLACE INTO ratings SELECT conversation, place, ?, ?, ?, ? FROM exchanges "
                "JOIN conversations ON id = conversation WHERE conversation = ? AND place = ? AND owner = ?",
                (*row, conversation_id, place, owner),
            ).rowcount
        return changed > 0

    def take_back(self, conversation_id: str, place: int, *, owner: str) -> None:
        """Forgets what the owner made of an answer."""
        with self._archive.writing() as database:
            database.execute(
                "DELETE FROM ratings WHERE conversation = ? AND place = ? "
                "AND conversation IN (SELECT id FROM conversations WHERE owner = ?)",
                (conversation_id, place, owner),
            )

    def keep_follow_ups(self, conversation_id: str, place: int, questions: Sequence[str]) -> None:
        """Keeps the questions that go on from an answer; nothing where the exchange is not kept."""
        with self._archive.writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO follow_ups SELECT conversation, place, ? FROM exchanges "
                "WHERE conversation = ? AND place = ?",
                (json.dumps(list(questions), ensure_ascii=False), conversation_id, place),
            )

    def rated(self) -> tuple[Rated, ...]:
        """All answers of everybody that were rated and are not deleted, in the order in which they were."""
        with self._archive.reading() as database:
            rows = database.execute(
                "SELECT conversation, place, thumb, fault, words, moment FROM ratings "
                "JOIN conversations ON id = conversation WHERE deleted IS NULL ORDER BY moment, conversation, place"
            ).fetchall()
        read: dict[str, Conversation | None] = {}
        found = []
        for conversation_id, place, thumb, fault, words, moment in rows:
            if conversation_id not in read:
                read[conversation_id] = self._archive.read(conversation_id)
            conversation = read[conversation_id]
            exchange = conversation.exchanges[place] if conversation else None
            if conversation is None or exchange is None or exchange.answer is None:
                continue
            before = replace(conversation, exchanges=conversation.exchanges[:place])
            found.append(
                Rated(
                    f"{conversation_id}-{place + 1}",
                    exchange.question,
                    exchange.answer,
                    exchange.filters,
                    before.history(),
                    datetime.fromtimestamp(moment).date(),
                    _rating(thumb, fault, words),
                )
            )
        return tuple(found)


def is_ratable(conversation: Conversation, place: int) -> bool:
    """Whether the exchange at a place has an answer that is whole."""
    exchanges = conversation.exchanges
    return 0 <= place < len(exchanges) and exchanges[place].progress is Progress.DONE


def _rating(thumb: str, fault: str | None, words: str) -> Rating:
    return Rating(Thumb(thumb), Fault(fault) if fault else None, words)
