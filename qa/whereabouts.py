"""Which chat model answers, and where it runs. Pure: nothing is contacted, and no key is looked at."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

# Given to the client always, so that no variable of the provider's own can send questions elsewhere unseen.
_USUAL_ADDRESSES = {
    "ollama": "http://127.0.0.1:11434",
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
}
_IN_PROCESS = {"huggingface"}
OFFLINE = "Answers are quoted from the articles, on this machine; nothing leaves it."


@dataclass(frozen=True, slots=True)
class ChatPlace:
    """A chat model and its address.

    Attributes:
        name: the model as set (``ollama:qwen3:4b``).
        address: where requests go, or None where the provider's client knows or the model runs in this process.
        is_local: whether what is sent stays on this machine.
    """

    name: str
    address: str | None
    is_local: bool

    @property
    def provider(self) -> str:
        """What stands before the first colon; empty where there is none."""
        return self.name.partition(":")[0] if ":" in self.name else ""

    def describe(self) -> str:
        """The model and where it runs, as in "ollama:qwen3:4b on this machine (127.0.0.1:11434)"."""
        host = _host(self.address) if self.address else ""
        if self.is_local:
            return f"{self.name} on this machine" + (f" ({host})" if host else "")
        return f"{self.name} at {host or 'its provider'}"


def locate(name: str, base_url: str | None) -> ChatPlace:
    """Where the model of that name is asked, with the address that is set for it, if any."""
    provider = name.partition(":")[0] if ":" in name else ""
    address = base_url or _USUAL_ADDRESSES.get(provider)
    if address is None:
        return ChatPlace(name, None, provider in _IN_PROCESS)
    return ChatPlace(name, address, _is_loopback(_hostname(address)))


def describe_vectors(url: str | None) -> str:
    """One sentence on where vectors go that leave this process for a Chroma server; empty where there is none."""
    if url is None:
        return ""
    where = "on this machine" if _is_loopback(_hostname(url)) else "elsewhere"
    return f"Chroma at {_host(url)}, {where}, keeps the vectors of chunks, and the names, days and headings of their articles."


def describe_library(url: str | None) -> str:
    """One sentence on where a database keeps what is in the articles; empty where this process does, in a file."""
    if url is None:
        return ""
    where = "on this machine" if _is_loopback(_hostname(url)) else "elsewhere"
    return f"PostgreSQL at {_host(url)}, {where}, keeps the articles with their text."


def describe_answering(name: str | None, base_url: str | None) -> str:
    """One sentence on who words the answers and what leaves the machine, without a password or key of the address."""
    if name is None:
        return OFFLINE
    place = locate(name, base_url)
    sent = "nothing leaves it" if place.is_local else "questions and passages are sent there"
    return f"Answers are worded by {place.describe()}; {sent}."


def _hostname(address: str) -> str:
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def _host(address: str) -> str:
    """Host and port alone: user names, passwords and query strings can hold secrets."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that can't be read"
    return (f"[{host}]" if ":" in host else host) + port


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
