"""An article from an address of the web, fetched once and within bounds, and from nowhere but the public web.

A name is resolved once, what it stands for is looked at, and that very address is connected to, on each redirect anew: between
the look and the connection nothing can be put in its place.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

import httpx

import qa
from qa.errors import AddressError, FetchError, LimitError
from qa.limits import ADDRESS_CHARS, FETCH_REDIRECTS, FETCH_SECONDS, UPLOAD_BYTES

Resolve = Callable[[str, int], Awaitable[list[str]]]

_PLACES_TRIED = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
# Set aside for protocols and examples; which of them Python takes for global changes with its version.
_SET_ASIDE = [
    ipaddress.ip_network(each) for each in ("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "2001::/23", "3fff::/20")
]
_HEADERS = {
    "user-agent": f"qa/{qa.__version__}",
    "accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
    "accept-encoding": "gzip, deflate",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address holds.

    Attributes:
        address: where it was found in the end, behind all redirects.
        content: its bytes, unpacked.
        media_type: as the server calls it, in small letters and without parameters; empty where it does not.
        charset: the encoding that the server names; empty where it names none.
    """

    address: str
    content: bytes
    media_type: str
    charset: str


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to the public web: not to this machine, its network, a group, or nobody."""
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(place, ipaddress.IPv6Address):
        if place.scope_id is not None:
            return False
        # What only wraps an address of the older kind leads to that one.
        inside = place.ipv4_mapped or place.sixtofour
        if inside is None and place in _NAT64:
            inside = ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
        if place not in _PUBLIC_V6:
            return False
    is_set_aside = place.is_multicast or place.is_reserved or any(place in each for each in _SET_ASIDE)
    return place.is_global and not is_set_aside


async def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host. Raises OSError or UnicodeError for one that has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Fetcher:
    """Fetches from addresses. It sends no cookie, no password and no trace of who asked, and goes through no proxy.

    Args:
        resolve: gives the numeric addresses of a host.
        is_allowed: says which of them may be connected to.
        seconds: the longest that all of it may take.
        most_bytes: of what is fetched, unpacked.
        trust: the certificates that are believed; None: those that httpx comes with.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        is_allowed: Callable[[str], bool] = is_public,
        seconds: float = FETCH_SECONDS,
        most_bytes: int = UPLOAD_BYTES,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._trust = trust

    async def fetch(self, address: str) -> Fetched:
        """What an address holds.

        Raises:
            AddressError: it is none of the public web, or leads to one that is not.
            FetchError: it can't be reached, or answers with an error.
            LimitError: it is too large, or too slow.
        """
        url = _read(address)
        try:
            async with asyncio.timeout(self._seconds):
                for _ in range(FETCH_REDIRECTS + 1):
                    found = await self._ask(url)
                    if isinstance(found, Fetched):
                        return found
                    url = found
        except TimeoutError as error:
            raise LimitError(f"{url.host} did not send it within {self._seconds:g} s.") from error
        raise FetchError(f"The address leads on more than {FETCH_REDIRECTS} times.")

    async def _ask(self, url: httpx.URL) -> Fetched | httpx.URL:
        """What a URL holds, or where it leads on to."""
        tried: httpx.HTTPError | None = None
        for place in (await self._places(url))[:_PLACES_TRIED]:
            try:
                return await self._ask_at(url, place)
            except httpx.ConnectError as error:
                tried = error
            except httpx.HTTPError as error:
                raise FetchError(f"{url.host} broke off, or does not speak HTTP.") from error
        if "CERTIFICATE_VERIFY_FAILED" in str(tried):
            raise FetchError(f"{url.host} has no certificate that can be believed.") from tried
        raise FetchError(f"{url.host} can't be reached.") from tried

    async def _places(self, url: httpx.URL) -> list[str]:
        host = url.raw_host.decode("ascii")
        try:
            places = await self._resolve(host, url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError) as error:
            raise FetchError(f"{url.host} can't be found; is the name right, and is there a network?") from error
        if not places or not all(map(self._is_allowed, places)):
            raise AddressError(f"{url.host} is no address of the public web; only such are fetched.")
        return places

    async def _ask_at(self, url: httpx.URL, place: str) -> Fetched | httpx.URL:
        host = url.raw_host.decode("ascii")
        headers = {**_HEADERS, "host": url.netloc.decode("ascii")}
        # Connected to is the number that was looked at; Host and the certificate are those of the name.
        numeric = url.copy_with(host=place)
        trust = True if self._trust is None else self._trust
        async with (
            httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=None, verify=trust) as client,  # noqa: S113
            client.stream("GET", numeric, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return _read(response.headers["location"], base=url)
            if response.status_code != HTTPStatus.OK:
                raise FetchError(f"{url.host} answers {_named(response.status_code)}.")
            return Fetched(str(url), await self._receive(response, url), *_kind(response))

    async def _receive(self, response: httpx.Response, url: httpx.URL) -> bytes:
        if response.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
            raise FetchError(f"{url.host} sends it packed in a way that was not asked for.")
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > self._most_bytes:
                raise LimitError(f"The address holds more than {self._most_bytes // 1024**2} MB.")
        return bytes(content)


def _read(address: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """The address as a URL, seen from ``base``. Raises AddressError."""
    if len(address) > ADDRESS_CHARS:
        raise AddressError(f"The address has more than {ADDRESS_CHARS:,} characters.")
    try:
        url = httpx.URL(address.strip()) if base is None else base.join(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise AddressError("That is no address; it begins with https:// or http://") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressError("That is no address of the web; it begins with https:// or http://")
    if url.userinfo:
        raise AddressError("The address holds a user name; only what everybody can read is fetched.")
    return url.copy_with(fragment=None)


def _kind(response: httpx.Response) -> tuple[str, str]:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type, response.charset_encoding or ""


def _named(status: int) -> str:
    """A status with the words that belong to it; not those of the server, who may say anything."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
