"""Who may come in: users with hashed passwords, keys for programs, sessions that end, and a pause after wrong guesses."""

import hashlib
import json
import os
import secrets
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qa.errors import LimitError, SettingsError

PASSWORD_CHARS = (10, 500)
_NAME_CHARS = 64
_SESSION_SECONDS = 12 * 3600
_MOST_REMEMBERED = 10_000  # sessions, and names with wrong guesses
_FREE_GUESSES = 5
_LONGEST_PAUSE_SECONDS = 3600.0


class Role(StrEnum):
    """What somebody may do: a reader asks and reads, an editor also changes what is read."""

    READER = "reader"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Account:
    """A user, or the key of a program (whose secret is long, so that a quick hash does)."""

    name: str
    role: Role
    secret_hash: str
    is_key: bool = False


class UserFile:
    """Users and keys in a file that its owner alone can read; it is replaced whole, never half written.

    Args:
        path: of the file; made when the first user is added.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hasher = PasswordHasher()
        # Checked where there is no such user, so that an answer takes as long as for one that there is.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(16))

    def accounts(self) -> tuple[Account, ...]:
        """All users and keys by name. Raises SettingsError for a file that can't be read."""
        try:
            rows = json.loads(self.path.read_text("utf-8")) if self.path.exists() else []
            return tuple(Account(**{**row, "role": Role(row["role"])}) for row in rows)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SettingsError(
                f"QA_USERS={self.path}: can't be read as users ({error})", variable="QA_USERS", value=str(self.path)
            ) from error

    def add(self, name: str, password: str, role: Role) -> None:
        """Adds a user, or gives one another password and role. Raises LimitError for a bad name or password."""
        shortest, longest = PASSWORD_CHARS
        if not shortest <= len(password) <= longest:
            raise LimitError(f"A password has {shortest} to {longest} characters.")
        self._put(Account(_checked(name), role, self._hasher.hash(password)))

    def add_key(self, name: str, role: Role) -> str:
        """A new key for a program, which is shown this once: only its hash is kept. Raises LimitError for a bad name."""
        key = secrets.token_urlsafe(32)
        self._put(Account(_checked(name), role, _hash_key(key), is_key=True))
        return key

    def remove(self, name: str) -> bool:
        """Forgets a user or key; whether there was one."""
        before = self.accounts()
        left = tuple(each for each in before if each.name != name)
        if len(left) < len(before):
            self._write(left)
        return len(left) < len(before)

    def with_password(self, name: str, password: str) -> Account | None:
        """The user of that name and password, or None; takes as long either way."""
        account = next((each for each in self.accounts() if each.name == name and not each.is_key), None)
        try:
            self._hasher.verify(account.secret_hash if account else self._nobody, password[: PASSWORD_CHARS[1]])
        except (VerificationError, InvalidHashError):
            return None
        return account

    def with_key(self, key: str) -> Account | None:
        """The account of a key, or None."""
        hashed = _hash_key(key)
        found = [each for each in self.accounts() if each.is_key and secrets.compare_digest(each.secret_hash, hashed)]
        return found[0] if found else None

    def _put(self, account: Account) -> None:
        self._write((*(each for each in self.accounts() if each.name != account.name), account))

    def _write(self, accounts: tuple[Account, ...]) -> None:
        text = json.dumps([asdict(each) for each in sorted(accounts, key=lambda each: each.name)], indent=1)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # A temporary file is readable by its owner alone, and so is what it becomes.
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False, encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(stream.name).replace(self.path)
        except OSError as error:
            raise SettingsError(
                f"QA_USERS={self.path}: can't be written ({error.strerror})", variable="QA_USERS", value=str(self.path)
            ) from error


class Sessions:
    """Who is signed in, in memory: a new start of the server asks everybody for the password again.

    Args:
        users: who there is.
        clock: seconds that only go forward.
    """

    def __init__(self, users: UserFile, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._sessions: OrderedDict[str, tuple[str, float]] = OrderedDict()  # by the token's hash: name, end
        self._wrong: OrderedDict[str, tuple[int, float]] = (
            OrderedDict()
        )  # by name or address: guesses, end of the pause

    def sign_in(self, name: str, password: str, client: str) -> str | None:
        """The token of a new session, or None for a wrong name or password.

        Raises:
            LimitError: too many wrong guesses for that name, or from that address; says how long to wait.
        """
        guessed = (f"name {name}", f"from {client}")
        pause = max(self._wrong.get(each, (0, 0.0))[1] for each in guessed) - self._clock()
        if pause > 0:
            raise LimitError(f"Too many wrong passwords; please wait {pause:.0f} s.")
        account = self._users.with_password(name, password)
        if account is None:
            for each in guessed:
                self._note_wrong(each)
            return None
        for each in guessed:
            self._wrong.pop(each, None)
        token = secrets.token_urlsafe(32)
        self._sessions[_hash_key(token)] = (account.name, self._clock() + _SESSION_SECONDS)
        _forget_oldest(self._sessions)
        return token

    def sign_out(self, token: str) -> None:
        """Ends a session; one that is not there is no error."""
        self._sessions.pop(_hash_key(token), None)

    def who(self, token: str) -> Account | None:
        """The user of a session, as long as both last; or None."""
        name, end = self._sessions.get(_hash_key(token), ("", 0.0))
        if end <= self._clock():
            return None
        return next((each for each in self._users.accounts() if each.name == name and not each.is_key), None)

    def who_has(self, key: str) -> Account | None:
        """The account of a program's key, or None."""
        return self._users.with_key(key)

    def _note_wrong(self, what: str) -> None:
        count = self._wrong.get(what, (0, 0.0))[0] + 1
        pause = min(30.0 * 2 ** (count - _FREE_GUESSES), _LONGEST_PAUSE_SECONDS) if count >= _FREE_GUESSES else 0.0
        self._wrong[what] = (count, self._clock() + pause)
        self._wrong.move_to_end(what)
        _forget_oldest(self._wrong)


def _forget_oldest(remembered: OrderedDict[str, tuple[str, float]] | OrderedDict[str, tuple[int, float]]) -> None:
    while len(remembered) > _MOST_REMEMBERED:
        remembered.popitem(last=False)


def _hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _checked(name: str) -> str:
    if not (name.isprintable() and name.strip() == name and 0 < len(name) <= _NAME_CHARS):
        raise LimitError(f"A user's name has 1 to {_NAME_CHARS} printable characters, and no space at its ends.")
    return name
