"""Which disputes a question is about."""

import re
from collections.abc import Iterable, Sequence

from qa.reading.evidence.reader import Evidence
from qa.reading.language.denials import Denied, denied_in, denies, share
from qa.reading.language.questions import AskedFor, Question
from qa.reading.language.states import states_in
from qa.words import stems

LEAST_COSINE = 0.50  # of two sentences on one topic
LEAST_RELEVANCE = 0.36  # of the best sentence's, for the sentence that shows that a dispute is about the question
LEAST_BESIDE = 0.0625  # of an answering sentence's relevance, for a claim beside it in its article
LEAST_ASKED = 0.5  # of the question, weighed by rarity, that is denied where the denial itself is what was asked about
JUST_BEFORE = 2  # sentences
LEAST_TOUCHED = 0.3  # of the question without its names, that a denial with an object of its own must hold
# How much less like the question than the sentence most like it, in cosine:
FARTHEST = 0.23  # the nearer side of a dispute may be
NEAR_CLAIM = 0.12  # a claim may be that is what a question for yes or no, or for who says what, asks about
LEAST_SHARED = 0.1  # of the question, weighed by rarity, that the account of a claim and its denial hold besides names
CLOSEST_CLAIM = 0.03  # a claim may be that needs to share no word with the question to be what it asks about
# Questions that a value answers: a denial concerns them only where it touches the value.
_FOR_A_VALUE = {
    AskedFor.COUNT,
    AskedFor.MONEY,
    AskedFor.MEASURE,
    AskedFor.TIME,
    AskedFor.DURATION,
    AskedFor.PLACE,
}
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|should)(?:n['’]t)?\b"
_AUXILIARY_FIRST = re.compile(rf"\W*{_AUXILIARY}|.*[:;–—]\s*{_AUXILIARY}", re.IGNORECASE)
# "Who denies …?", "What do both say about …?": questions for the sides themselves.
_ASKS_FOR_SIDES = re.compile(
    r"^\W*(?:what|how) (?:do|does|did|has|have|is|was)\b.*\b(?:say|said|answer(?:ed)?|comment(?:ed)?|respond(?:ed)?|react(?:ed)?)\b|"
    r"(?:\bwho|^\W*which(?: \w+){1,3}) (?:also )?(?:says?|said|claim\w*|alleg\w*|accus\w*|"
    r"den(?:y|ies|ied)|reject\w*|refut\w*|contradict\w*|disput\w*|dismiss\w*|disagree\w*)\b",
    re.IGNORECASE,
)
# A claim that is passed on without saying whose it is; it may be denied as one that is somebody's.
_PASSED_ON = re.compile(
    r"\b(?:it (?:was|is|has been|had been) (?:reported|claimed|alleged|said|rumou?red)|reportedly|allegedly)\b",
    re.IGNORECASE,
)


class Asked:
    """A question with the evidence for it, at least one piece: tells which disputes are about what it asks."""

    def __init__(self, question: Question, evidence: Sequence[Evidence]) -> None:
        self.question = question
        self.stems = frozenset(question.stems)
        self._least = LEAST_RELEVANCE * max(item.relevance for item in evidence)
        self._best = [item for item in evidence if item.relevance >= self._least]
        self._evidence = evidence
        self._accounts: dict[int, list[Evidence]] = {}
        self._closest = max(item.likeness for item in evidence)
        self._states = states_in(question.text)
        self._yes_or_no = asks_yes_or_no(question)
        self._for_sides = _ASKS_FOR_SIDES.search(question.text) is not None

    def answers(self, item: Evidence) -> bool:
        """Whether a sentence is among those that answer."""
        return item.relevance >= self._least

    def covers(self, said: Iterable[str], least: float = LEAST_ASKED) -> bool:
        """Whether what is said or denied is itself what was asked."""
        return share(self.stems, set(said)) >= least

    def is_near(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether one side of a dispute is about as like the question as the sentence most like it."""
        return max(self.nearness(claim), denial.likeness) >= self._closest - FARTHEST

    def concerns(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether the dispute between two sentences, one of them near, is about what was asked.

        An article has more than one dispute, and a question on the same story is seldom about it: it must ask about the claim,
        or one of the sentences must answer, or the claim stand in one article with a sentence that does and be on its topic
        or nearly as good.
        """
        if self._states and self._states - _states_of(claim) - _states_of(denial):
            return False
        if self.asks_about(claim, denial):
            return True
        if self.question.asked_for is AskedFor.REASON and not self._for_sides:
            return False  # it takes for granted what is so, and asks why
        wants_value = not self._yes_or_no
        if wants_value and (self.question.asked_for in _FOR_A_VALUE or (self.question.head and not self._for_sides)):
            return self.answers(claim) and self._denies_value(claim, denial)
        if wants_value and not (self._for_sides or self._bears_on(claim, denial)):
            return False
        if self.answers(claim):
            return True
        denied = denied_in(denial.candidate.text) or (Denied(frozenset(stems(denial.candidate.text)), False),)
        if self.answers(denial) and (
            same_topic(claim, denial) or any(each.points_back or self.covers(each.said) for each in denied)
        ):
            return True
        if wants_value and (self.question.head or self.question.asked_for is not AskedFor.THING):
            return False  # it asks for one thing, which these sentences do not give
        if is_nobodys(claim) and any(each.points_back for each in denied):
            return False
        return any(
            item.candidate.article_id == claim.candidate.article_id
            and (claim.relevance >= LEAST_BESIDE * item.relevance or (not wants_value and same_topic(item, claim)))
            for item in self._best
        )

    def asks_about(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether the question is whether the claim is so, or who says and denies it."""
        if not (self._yes_or_no or self._for_sides):
            return False
        nearness = self.nearness(claim)
        if nearness < max(LEAST_COSINE, self._closest - NEAR_CLAIM):
            return False
        said = {name for item in (*self._account(claim), denial) for name in stems(item.candidate.text)}
        return nearness >= self._closest - CLOSEST_CLAIM or self.covers(said - set(self.question.names), LEAST_SHARED)

    def nearness(self, claim: Evidence) -> float:
        """The cosine to the question of the sentence nearest to it in the account that the claim belongs to."""
        return max(item.likeness for item in self._account(claim))

    def _account(self, claim: Evidence) -> list[Evidence]:
        """The claim with the sentences of its article on the same topic: what is told there is denied with it."""
        if id(claim) not in self._accounts:  # it is looked at with each denial
            article = claim.candidate.article_id
            self._accounts[id(claim)] = [claim] + [
                item
                for item in self._evidence
                if item.candidate.article_id == article and same_topic(item, claim) and not denies(item.candidate.text)
            ]
        return self._accounts[id(claim)]

    def _denies_value(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether what is denied holds what the claim's short answer adds to the question."""
        denied = denied_in(denial.candidate.text)
        said = {name for each in denied for name in each.said} if denied else set(stems(denial.candidate.text))
        return share(set(stems(short_answer(claim))) - self.stems, said) > LEAST_ASKED

    def _bears_on(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether a denial bears on what is asked, where that is neither the claim nor the sides.

        One that says what it denies has to deal with the question; one that does not ("denied the reports") denies what was
        said just before it. A negation has to be an answer by itself.
        """
        if not denies(denial.candidate.text):
            return self.answers(denial) and self.touches(denial)
        if any(each.said for each in denied_in(denial.candidate.text)):
            return self.touches(denial)
        one, other = claim.candidate, denial.candidate
        return one.surroundings == other.surroundings and 0 < other.position - one.position <= JUST_BEFORE

    def touches(self, denial: Evidence) -> bool:
        """Whether a denial deals with what is asked, beyond its names."""
        asked = self.stems - set(self.question.names)
        return not asked or share(asked, set(stems(denial.candidate.text))) >= LEAST_TOUCHED

    def asks_for_denial(self, claim: Evidence, denial: Evidence) -> bool:
        """Whether the denial answers, so that the claim that it points back to in its article belongs to it."""
        back = any(each.points_back for each in denied_in(denial.candidate.text))
        return back and self.answers(denial) and claim.candidate.article_id == denial.candidate.article_id


def asks_yes_or_no(question: Question) -> bool:
    """Whether a question asks whether something is so, also where it says "who" or "when" inside."""
    return question.asked_for is AskedFor.YES_NO or _AUXILIARY_FIRST.match(question.text) is not None


def short_answer(item: Evidence) -> str:
    """The short answer in a sentence, or an empty string."""
    if item.answer is None:
        return ""
    return item.candidate.text[item.answer[0] - item.candidate.start : item.answer[1] - item.candidate.start].strip()


def is_passed_on(item: Evidence) -> bool:
    """Whether a sentence passes on what others say without naming them ("it was reported that …")."""
    return _PASSED_ON.search(item.candidate.text) is not None


def is_nobodys(item: Evidence) -> bool:
    """Whether a sentence is the article's own statement, and so none that somebody could take back."""
    return item.attribution.speaker is None and not is_passed_on(item)


def same_topic(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences deal with one topic, as far as their vectors tell."""
    return float(one.vector @ other.vector) >= LEAST_COSINE


def _states_of(item: Evidence) -> set[str]:
    """The states named in a sentence, by its speaker, or in its article's title."""
    candidate = item.candidate
    return states_in(" ".join((candidate.text, item.attribution.speaker or "", candidate.passage.title or "")))
