"""Whether a speaker is one of those whose words a question asks for."""

from qa.reading.language.people import is_person
from qa.reading.language.questions import Question
from qa.reading.language.states import state_in
from qa.words import fold_name, words


def may_speak(question: Question, speaker: str | None) -> bool:
    """Whether what a speaker says may answer: False where another person, or another state, is asked to speak than the one that does.

    A speaker of whom no state is known may be of any. A sentence that nobody says is left out where the words of several
    are asked for ("American officials"): it is none of them.
    """
    if question.voices is None:
        return True
    if speaker is None:
        return not question.wants_several
    if is_person(question.voices):
        return not {fold_name(word) for word in question.voices.split()}.isdisjoint(map(fold_name, words(speaker)))
    asked = state_in(question.voices)
    return asked is None or state_in(speaker) in {None, asked}
