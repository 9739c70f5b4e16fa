"""Who may visit the web chat, by its settings: under which names, with which rights, and whether all sign in."""

import socket
from dataclasses import dataclass

from qa.errors import SettingsError
from qa.settings import Settings, users_file
from qa.users import Role, Sessions, UserFile
from qa.web.guard import Names, host_is_loopback, names_of


@dataclass(frozen=True, slots=True)
class Visiting:
    """The rules of a visit.

    Attributes:
        names: that the server answers to.
        sessions: who is signed in; None where nobody has to be.
        role: of everybody, where nobody has to sign in.
        notice: one line on who can come in; empty where it is this machine alone, without users.
    """

    names: Names
    sessions: Sessions | None
    role: Role
    notice: str


def visiting(settings: Settings) -> Visiting:
    """The rules that the settings ask for. Raises SettingsError where others could come in, and nobody has said so."""
    names = names_of(settings.host, hosts=settings.hosts, origins=settings.origins)
    users = UserFile(users_file(settings))
    count = sum(not account.is_key for account in users.accounts())
    is_local = host_is_loopback(settings.host)
    reached = "" if is_local else f"Other machines reach the page at {_reached(settings.host, names)}. "
    if settings.open:
        role = Role.EDITOR if is_local else Role.READER
        return Visiting(names, None, role, f"{reached}Everybody who reaches it can read, without a name.")
    if count:
        return Visiting(names, Sessions(users), Role.READER, f"{reached}Users have to sign in; there are {count}.")
    if is_local:
        return Visiting(names, None, Role.EDITOR, "")
    raise SettingsError(
        f"QA_HOST={settings.host} lets other machines in, and there are no users: add some with `qa users add NAME`, "
        "or let everybody read with `qa serve --open`",
        variable="QA_HOST",
        value=settings.host,
    )


def _reached(host: str, names: Names) -> str:
    if not names.any_address:
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of no host; nothing is sent, but the way out is chosen
            return f"{probe.getsockname()[0]} and every other address of this machine"
        except OSError:
            return "every address of this machine"
