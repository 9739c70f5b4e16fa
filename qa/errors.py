"""Every error that the package raises on purpose.

    QAError
      SettingsError        a setting is unknown or out of range; names it and its value
      ArticleError         one file can't be used: unreadable, undecodable, empty, too large
      SourceError          a name that a question is limited to stands for several files
      LimitError           a question, a history or a request is larger than what is taken
        DeadlineError      an answer took more processor time than it may
      BusyError            too many questions wait already; says when to come back
      AbandonedError       nobody waits for the answer any more
      PromptError          a prompt file is missing or its variables are wrong
      StoreError           the index can't do what was asked
        IndexMissing       there is no index yet; says the command that builds it
        IndexMismatch      it was built with another model or other chunk settings
        IndexLocked        another process is writing to it
        IndexCorrupt       its parts do not fit together; says the command that mends it
      ModelUnavailable     the weights are not on disk, or are not the ones expected
      WorkerError          a process that worked on an answer ended before it was done
      ChatModelError       the chat model refused, failed or timed out
        ChatTooLong        the passages do not fit into its context
      EvaluationError      a case file is wrong
      BackupError          an archive of a library can't be written, or is not to be trusted

Each message is one line that names the thing and the way out. A question that the articles do not answer is no error:
it is an ``Answer`` whose ``abstention`` says why.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class QAError(Exception):
    """Anything that the user or the operator can do something about. Can be handed from one process to another."""

    def __reduce__(self) -> tuple[Callable[..., "QAError"], tuple[object, ...]]:
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[QAError], args: tuple[object, ...], attributes: Mapping[str, object]) -> QAError:
    """An error as it was, without its constructor, which may want more than the message."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class SettingsError(QAError):
    """A setting is unknown, malformed or out of range.

    Attributes:
        variable: the environment variable (``QA_PORT``).
        value: what was given for it.
    """

    def __init__(self, message: str, *, variable: str, value: str) -> None:
        super().__init__(message)
        self.variable = variable
        self.value = value


class ArticleError(QAError):
    """One file can't be used as an article; the other files are not affected.

    Attributes:
        path: the file.
        reason: why, in a few words and without the path.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class SourceError(QAError):
    """A name that a question is limited to stands for several files.

    Attributes:
        name: as it was given.
        candidates: the files that it may mean, by id.
    """

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        shown = ", ".join(candidates[:3]) + (" …" if len(candidates) > 3 else "")
        super().__init__(f"{name}: {len(candidates)} files are called that ({shown}); name one with its folder")
        self.name = name
        self.candidates = tuple(candidates)


class LimitError(QAError):
    """A question, a history or a request is larger than what is taken."""


class DeadlineError(LimitError):
    """An answer took more processor time than it may."""


class BusyError(QAError):
    """Too many questions wait already.

    Attributes:
        retry_after_seconds: when it makes sense to come back.
    """

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class AbandonedError(QAError):
    """Nobody waits for the answer any more, so it was given up."""


class PromptError(QAError):
    """A prompt file is missing, or names a variable that it should not, or lacks one.

    Attributes:
        path: the prompt file.
        variable: the variable concerned, or None where the file itself is the trouble.
    """

    def __init__(self, message: str, *, path: Path, variable: str | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.variable = variable


class StoreError(QAError):
    """The index can't do what was asked."""


class IndexMissing(StoreError):
    """No index at this place yet."""


class IndexMismatch(StoreError):
    """The index was built with another encoder or other chunk settings.

    Attributes:
        expected: what the settings ask for.
        found: what the index was built with.
    """

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found


class IndexLocked(StoreError):
    """Another process writes to the index.

    Attributes:
        holder: the process that holds the lock, as far as it is known.
    """

    def __init__(self, message: str, *, holder: str) -> None:
        super().__init__(message)
        self.holder = holder


class IndexCorrupt(StoreError):
    """The parts of the index do not fit together."""


class ModelUnavailable(QAError):
    """Model weights are not on disk, or are not the ones that the package was made with."""


class WorkerError(QAError):
    """A process that worked on an answer ended before it was done."""


class ChatModelError(QAError):
    """The chat model refused, failed, or timed out. The provider's own words are left out: they may hold the key.

    Attributes:
        provider: which one, as set (``ollama:qwen3:4b``).
        status: the HTTP status, or None where there was none.
        is_passing: whether asking again may help.
        retry_after_seconds: how long the provider asks us to wait, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        status: int | None = None,
        is_passing: bool = False,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.status = status
        self.is_passing = is_passing
        self.retry_after_seconds = retry_after_seconds


class ChatTooLong(ChatModelError):
    """What was asked does not fit into the chat model's context; with fewer passages it may."""


class AddressError(QAError):
    """An address is none that articles are fetched from."""


class FetchError(QAError):
    """An address can't be reached, or answers with an error."""


class EvaluationError(QAError):
    """A case file is wrong, or a case can't be scored.

    Attributes:
        case_id: the case, or None where no single case is concerned.
    """

    def __init__(self, message: str, *, case_id: str | None = None) -> None:
        super().__init__(message)
        self.case_id = case_id


class BackupError(QAError):
    """An archive of a library can't be written, or is not to be trusted."""
