"""What programs send: the bodies of requests, and the arguments of tools. Their names are promised; a test pins them."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qa.articles.corrections import FACTS, Correction
from qa.filters import Limits
from qa.limits import ADDRESS_CHARS
from qa.types import Filters, Turn

# What pydantic says less plainly, by its names for it.
_SAID = {
    "extra_forbidden": "there is no such name",
    "missing": "is missing",
    "model_type": "is no JSON object",
    "model_attributes_type": "is no JSON object",
    "date_parsing": "is no day; write YYYY-MM-DD",
    "date_from_datetime_parsing": "is no day; write YYYY-MM-DD",
    "date_from_datetime_inexact": "is no day; write YYYY-MM-DD",
}


class Body(BaseModel):
    """A JSON object with no other names than these."""

    model_config = ConfigDict(extra="forbid")


class EarlierTurn(Body):
    """An earlier question of the conversation, and what was answered."""

    question: str
    answer: str


class Search(Body):
    """What is looked for, and where."""

    question: str = Field(description="As a person would ask it.")
    sources: list[str] = Field([], description="Ids of articles, file names or outlets to keep to; empty: all.")
    date_from: date | None = Field(None, description="First day of publication to take in.")
    date_to: date | None = Field(None, description="Last day of publication to take in.")

    @model_validator(mode="after")
    def _has_days_in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from ({self.date_from}) is after date_to ({self.date_to})")
        return self

    def filters(self) -> Filters:
        """The limits as filters."""
        return Filters(tuple(self.sources), self.date_from, self.date_to)


class WholeSearch(Search):
    """The same with all that a search can be limited by."""

    sections: list[str] = Field([], description="Headings to keep to, in full; empty: all.")
    today: date | None = Field(None, description="The day that “this week” counts from; none: this day.")

    def limits(self) -> Limits:
        """The limits as keywords of the pipeline."""
        return Limits(
            sources=self.sources,
            date_from=self.date_from,
            date_to=self.date_to,
            sections=self.sections,
            today=self.today or date.today(),
        )


class Ask(WholeSearch):
    """A question, which may lean on what was said before."""

    history: list[EarlierTurn] = Field([], description="Earlier turns, oldest first.")

    def turns(self) -> tuple[Turn, ...]:
        """The history as records."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class Retrieve(WholeSearch):
    """A search for passages."""

    k: int = Field(6, ge=1, description="Most passages.")


class ReadArticle(Body):
    """An article, or what is left of it behind a place in it."""

    article_id: str = Field(description="As `ask` and `retrieve` give it.")
    start: int = Field(0, ge=0, description="Character of the article's text to read on from.")


class Sync(Body):
    """How the folder is to be read."""

    accept_deletions: bool = Field(
        False, description="Forget articles even where most are gone from the folder at once."
    )


class Title(Body):
    """Another title for a conversation."""

    title: str = Field(min_length=1, description="At most 80 characters of it are kept.")


class Pasted(Body):
    """An article as typed or pasted."""

    title: str = Field(min_length=1, max_length=500)
    text: str = Field(min_length=1)


class Address(Body):
    """Where on the web an article is."""

    address: str = Field(min_length=1, max_length=ADDRESS_CHARS, description="It begins with https:// or http://")


class Facts(Body):
    """Facts of an article, set by hand: those that are named; null: as the file has it, "": none."""

    title: str | None = Field(None, max_length=500)
    outlet: str | None = Field(None, max_length=200)
    published: date | Literal[""] | None = None

    def onto(self, known: Correction) -> Correction:
        """The correction with these facts in it."""
        facts = {name: getattr(known, name) for name in FACTS}
        changed = set(known.changed)
        for name in self.model_fields_set:
            given = getattr(self, name)
            value = " ".join(given.split()) or None if isinstance(given, str) else given
            facts[name] = value
            changed = changed - {name} if given is None else changed | {name}
        return Correction(**facts, changed=frozenset(changed), kept=known.kept)


class Keeping(Body):
    """Lines of an article's text, by their characters."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    keep: bool = True


def told(errors: list[dict[str, Any]]) -> str:
    """What is wrong with a body, in one line: each place with what belongs there; ``errors`` are pydantic's."""
    return "; ".join(_told(each) for each in errors[:10])


def _told(error: dict[str, Any]) -> str:
    if error["type"] == "json_invalid":
        return f"the body is no JSON: {error['ctx']['error']}"
    where = [part for part in error["loc"] if part not in ("body", "query", "path")]
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    said = _SAID.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{name or 'the body'}: {said[0].lower()}{said[1:]}"
