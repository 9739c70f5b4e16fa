"""One draft of a chat model: each sentence checked as it is finished, reworded once where it is not borne out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from qa.chat.citations import Checked, CitationCheck, Numbering
from qa.chat.markers import UNFINISHED, Marked, split_finished, split_marked
from qa.chat.patience import Allowance
from qa.errors import ChatModelError
from qa.types import Abstention, Citation, DraftCheck, Passage, Sentence, Support, Turn

ABSTAIN_WORD = "NOT_IN_THE_ARTICLES"
MOST_REPAIRS = 5


class Writer(Protocol):
    """Anything that words an answer from passages. All raise ChatModelError; ``write`` does when it is iterated."""

    def write(self, question: str, passages: Sequence[Passage], allowance: Allowance) -> Iterator[str]:
        """The answer as far as it has come, again with each piece, with markers that name passages from 1; or ``ABSTAIN_WORD``."""
        ...

    def condense(self, question: str, history: Sequence[Turn], allowance: Allowance) -> str:
        """The question, made to stand alone, or ``ABSTAIN_WORD``."""
        ...

    def repair(self, sentence: str, question: str, passages: Sequence[Passage], allowance: Allowance) -> str:
        """The sentence as the passages bear it out, with markers, or ``ABSTAIN_WORD``."""
        ...


@dataclass(frozen=True, slots=True)
class Worded:
    """A chat model's answer, so far or as a whole.

    Attributes:
        sentences, citations: checked; a sentence that is here stays.
        draft: what has been written and is not settled yet; empty once ``check`` is there.
        left_out: sentences that nothing cited bears out.
        check: the counts, when the answer is whole.
        abstention: why there is no answer, when it is whole.
        notice: one line on what went wrong after the draft was complete.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    draft: str = ""
    left_out: tuple[Sentence, ...] = ()
    check: DraftCheck | None = None
    abstention: Abstention | None = None
    notice: str | None = None


@dataclass(slots=True)
class Draft:
    """A draft and what has become of it.

    Sentences are released in their order. From the first one that is not borne out the others wait until the draft is
    complete and that one has been reworded, so that an answer only ever grows at its end.
    """

    writer: Writer
    check: CitationCheck
    question: str
    passages: Sequence[Passage]
    allowance: Allowance
    strict: bool
    released: list[Sentence] = field(default_factory=list)
    _checked: list[Checked] = field(default_factory=list)
    _numbering: Numbering = field(default_factory=Numbering)
    _left_out: list[Sentence] = field(default_factory=list)
    _taken: int = 0
    _asked_again: int = 0
    _repaired: int = 0
    _notice: str | None = None

    def stream(self) -> Iterator[Worded]:
        """The answer as it is written and checked; the last one is whole. Raises ChatModelError."""
        reply = ""
        for reply in self.writer.write(self.question, self.passages, self.allowance):
            finished, rest = split_finished(reply, len(self.passages))
            self._take(finished)
            # The abstain word is for us: nobody is shown it, not even letter by letter.
            yield self._so_far("" if _may_be_abstaining(rest) else rest)
        sentences = split_marked(reply, len(self.passages))
        self._take(sentences[:-1] if _ends_in_mid_sentence(reply) else sentences)
        yield self._so_far("")
        for checked in self._checked[len(self.released) :]:
            self._settle(checked)
            yield self._so_far("")
        yield self._whole(abstained=ABSTAIN_WORD in reply)

    def _take(self, sentences: Sequence[Marked]) -> None:
        for marked in sentences[self._taken :]:
            self._taken += 1
            if ABSTAIN_WORD in marked.text:
                continue
            checked = self.check.check(marked)
            in_line = len(self.released) == len(self._checked)
            self._checked.append(checked)
            if in_line and _is_borne_out(checked):
                self._release(checked)

    def _release(self, checked: Checked) -> None:
        self.released.append(self._numbering.sentence(checked))

    def _settle(self, checked: Checked) -> None:
        """Releases the sentence, reworded where it was not borne out, or leaves it out."""
        if _is_borne_out(checked):
            self._release(checked)
            return
        reworded = self._reword(checked)
        said = {sentence.text for sentence in self.released}
        if reworded is not None and _is_borne_out(reworded) and reworded.text not in said:
            self._repaired += 1
            self._release(reworded)
        elif self.strict or not checked.spans:  # a sentence without a citation is never part of an answer
            self._left_out.append(Sentence(checked.text, (), None, Support.UNSUPPORTED))
        else:
            self._release(checked)

    def _reword(self, checked: Checked) -> Checked | None:
        if self._notice is not None or self._asked_again >= MOST_REPAIRS:
            return None
        self._asked_again += 1
        try:
            reply = self.writer.repair(checked.text, self.question, self.passages, self.allowance)
        except ChatModelError as error:
            # The rest of the answer stands; asking a model that fails for each sentence would only take time.
            self._notice = f"{error}. Sentences that no passage bears out could not be reworded."
            return None
        sentences = split_marked(reply, len(self.passages))
        return self.check.check(sentences[0]) if sentences and ABSTAIN_WORD not in reply else None

    def _so_far(self, rest: str) -> Worded:
        settled = len(self.released) + len(self._left_out)
        waiting = [checked.text for checked in self._checked[settled:]]
        return Worded(
            tuple(self.released),
            self._citations(),
            " ".join([*waiting, rest]).strip(),
            tuple(self._left_out),
        )

    def _whole(self, *, abstained: bool) -> Worded:
        abstention = None
        if not self.released:
            abstention = Abstention.NOT_ANSWERED if abstained else Abstention.NO_VALID_CITATION
        counts = DraftCheck(
            drafted=len(self._checked),
            unsupported=sum(not _is_borne_out(checked) for checked in self._checked),
            repaired=self._repaired,
            left_out=len(self._left_out),
            removed_markers=sum(checked.removed_markers for checked in self._checked),
        )
        return Worded(
            tuple(self.released), self._citations(), "", tuple(self._left_out), counts, abstention, self._notice
        )

    def _citations(self) -> tuple[Citation, ...]:
        return tuple(self._numbering.citations.values())


def _is_borne_out(checked: Checked) -> bool:
    return bool(checked.spans) and checked.support is not Support.UNSUPPORTED


def _ends_in_mid_sentence(reply: str) -> bool:
    return reply.endswith(UNFINISHED) and reply.removesuffix(UNFINISHED).rstrip()[-1:] not in set(".!?…)]】”\"'")


def _may_be_abstaining(rest: str) -> bool:
    start = rest.strip()
    return ABSTAIN_WORD in rest or (bool(start) and ABSTAIN_WORD.startswith(start))
