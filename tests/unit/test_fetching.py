"""What is fetched from an address, from where never, and how much of it at most. The web is a server on loopback."""

import asyncio
import gzip
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

import pytest
from web_servers import Answer, leads_to, sends, web_site

from qa.articles.fetched import as_stored, file_name
from qa.errors import AddressError, FetchError, LimitError
from qa.limits import ADDRESS_CHARS, FETCH_REDIRECTS
from qa.web.fetching import Fetched, Fetcher, is_public

PAGE = b"<!doctype html><title>Mill sold</title><p>The mill was sold.</p>"


class Names:
    """Stands in for the network's names: gives these addresses, one answer after the other, and records what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def is_ours(address: str) -> bool:
    """Loopback stands for the public web; everything else is judged as it is."""
    return address == "127.0.0.1" or is_public(address)


def fetch(address: str, answers: Mapping[str, Answer], *, names: Names | None = None, **bounds: float) -> Fetched:
    """What is found at a path of a site called news.example."""
    with web_site(answers) as site:
        fetcher = Fetcher(resolve=names or Names(["127.0.0.1"]), is_allowed=is_ours, **bounds)  # type: ignore[arg-type]
        found = asyncio.run(fetcher.fetch(address.replace("PORT", str(site.port))))
        assert all("cookie" not in headers and "authorization" not in headers for _, headers in site.asked)
        assert {headers["host"] for _, headers in site.asked} <= {f"news.example:{site.port}"}
        return found


def test_a_page_is_fetched_by_its_name_from_the_address_that_was_looked_at() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])  # whoever asks twice is led inside
    found = fetch("http://news.example:PORT/a?b=1#c", {"/a?b=1": sends(PAGE, "Text/HTML; charset=UTF-8")}, names=names)
    assert (found.content, found.media_type, found.charset) == (PAGE, "text/html", "utf-8")
    assert found.address.endswith("/a?b=1")
    assert [host for host, _ in names.asked] == ["news.example"]


PRIVATE = [
    *(
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
    ),
    *("192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::"),
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "news.example", ""),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_web_is_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressError, match=r"^news\.example is no address of the public web; only such are fetched\.$"):
        asyncio.run(Fetcher(resolve=Names(["93.184.216.34", address])).fetch("http://news.example/"))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_an_address_of_the_public_web_is_not_refused(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "localhost",
    ],
)
def test_every_way_to_write_this_machine_is_refused(host: str) -> None:
    """By the resolver of the system, which reads them all."""
    with pytest.raises(AddressError, match=r"no address of the (?:public )?web|is no address"):
        asyncio.run(Fetcher().fetch(f"http://{host}:1/"))


@pytest.mark.parametrize(
    "address",
    [
        "ftp://news.example/",
        "file:///etc/passwd",
        "news.example",
        "//news.example",
        "http://",
        "javascript:1",
        "http://[::1",
        "http://a:b@news.example/",
    ],
)
def test_what_is_no_plain_address_of_the_web_is_refused(address: str) -> None:
    names = Names(["93.184.216.34"])
    with pytest.raises(AddressError) as caught:
        asyncio.run(Fetcher(resolve=names).fetch(address))
    assert "\n" not in str(caught.value)
    assert names.asked == []


def test_an_address_has_a_greatest_length() -> None:
    with pytest.raises(AddressError, match="more than 2,000 characters"):
        asyncio.run(Fetcher().fetch("http://news.example/" + "a" * ADDRESS_CHARS))


@pytest.mark.parametrize(
    "place", ["http://10.0.0.1/", "http://[::1]:80/", "//169.254.169.254/latest", "file:///etc/passwd"]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_into_the_network_is_refused(place: str, status: int) -> None:
    async def read(host: str, _: int) -> list[str]:
        return ["127.0.0.1"] if host == "news.example" else [host]

    with web_site({"/": leads_to(place, status)}) as site, pytest.raises(AddressError):
        asyncio.run(Fetcher(resolve=read, is_allowed=is_ours).fetch(f"http://news.example:{site.port}/"))


def test_a_name_that_changes_its_address_between_redirects_is_looked_at_again() -> None:
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    with pytest.raises(AddressError):
        fetch("http://news.example:PORT/", {"/": leads_to("/b"), "/b": sends(PAGE)}, names=names)
    assert len(names.asked) == 2


def test_redirects_are_followed_so_far_and_no_farther() -> None:
    last = f"/{FETCH_REDIRECTS + 1}"
    pages = {f"/{n}": leads_to(f"/{n + 1}") for n in range(FETCH_REDIRECTS + 1)} | {last: sends(PAGE)}
    assert fetch("http://news.example:PORT/1", pages).address.endswith(last)
    with pytest.raises(FetchError, match="leads on more than 5 times"):
        fetch("http://news.example:PORT/0", pages)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_what_is_too_large_is_left(packed: bool) -> None:
    content = b"a" * 3_000_000
    answer = sends(gzip.compress(content), content_encoding="gzip") if packed else sends(content)
    with pytest.raises(LimitError, match=r"^The address holds more than 1 MB\.$"):
        fetch("http://news.example:PORT/", {"/": answer}, most_bytes=1024**2)
    assert fetch("http://news.example:PORT/", {"/": answer}).content == content


def test_what_is_too_slow_is_left() -> None:
    release = threading.Event()

    def waits(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"a")
        release.wait(60)

    with web_site({"/": waits}) as slow:
        fetcher = Fetcher(resolve=Names(["127.0.0.1"]), is_allowed=is_ours, seconds=0.2)
        with pytest.raises(LimitError, match=r"^news\.example did not send it within 0\.2 s\.$"):
            asyncio.run(fetcher.fetch(f"http://news.example:{slow.port}/"))
        release.set()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (sends(b"no", status=404), "news.example answers 404 (Not Found)."),
        (sends(b"no", status=599), "news.example answers 599."),
        (sends(b"x", content_encoding="br"), "news.example sends it packed in a way that was not asked for."),
        (sends(b"no gzip", content_encoding="gzip"), "news.example broke off, or does not speak HTTP."),
        (sends(b"short", content_length="90"), "news.example broke off, or does not speak HTTP."),
    ],
)
def test_what_a_server_does_wrong_is_told_in_one_line(answer: Answer, said: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch("http://news.example:PORT/", {"/": answer})
    assert str(caught.value) == said


def test_without_a_network_one_line_says_so() -> None:
    async def nothing(*_: object) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(
        FetchError, match=r"^news\.example can't be found; is the name right, and is there a network\?$"
    ):
        asyncio.run(Fetcher(resolve=nothing).fetch("https://news.example/"))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # nobody listens
        port = closed.getsockname()[1]
        fetcher = Fetcher(resolve=Names(["127.0.0.1"]), is_allowed=is_ours)
        with pytest.raises(FetchError, match=r"^news\.example can't be reached\.$"):
            asyncio.run(fetcher.fetch(f"http://news.example:{port}/"))


def test_a_secure_server_is_greeted_by_its_name() -> None:
    """The number is connected to, but the certificate has to be that of the name."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            connection, _ = listener.accept()
            with connection:
                heard.append(connection.recv(4096))

        thread = threading.Thread(target=listen)
        thread.start()
        fetcher = Fetcher(resolve=Names(["127.0.0.1"]), is_allowed=is_ours)
        with pytest.raises(FetchError):
            asyncio.run(fetcher.fetch(f"https://news.example:{listener.getsockname()[1]}/"))
        thread.join()
    assert b"news.example" in heard[0]


def test_proxies_of_the_environment_are_not_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect to what nobody looked at."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetch("http://news.example:PORT/", {"/": sends(PAGE)}).content == PAGE


@pytest.mark.parametrize(
    ("address", "content", "media_type", "name"),
    [
        ("https://news.example/a/mill%20sold.html?x=1", PAGE, "text/html", "news.example-a-mill sold.html"),
        ("https://news.example/", PAGE, "text/html", "news.example.html"),
        ("https://news.example/mill", PAGE, "application/octet-stream", "news.example-mill.html"),
        ("https://news.example/mill.html", b"%PDF-1.7", "text/html", "news.example-mill.pdf"),
        ("https://news.example/mill", b"<p>The mill.</p>", "text/html", "news.example-mill.html"),
        ("https://news.example/mill", b"The mill.", "text/plain", "news.example-mill.txt"),
        ("https://news.example/v1.5", b"The mill.", "", "news.example-v1.5.txt"),
        ("https://news.example/list", b"a,b\n1,2\n", "text/csv", "news.example-list.csv"),
    ],
)
def test_a_file_is_named_after_its_address_and_what_it_holds(
    address: str, content: bytes, media_type: str, name: str
) -> None:
    assert file_name(address, content, media_type) == name


def test_an_encoding_that_only_the_server_tells_is_kept() -> None:
    cyrillic = "<!doctype html><p>Мельница продана.</p>".encode("cp1251")
    assert as_stored(cyrillic, "a.html", "windows-1251").decode("utf-8-sig") == cyrillic.decode("cp1251")
    for charset in ("", "utf-8", "punycode", "hex", "none such", "utf-16"):  # none, no other, no alphabet, not so
        assert as_stored(cyrillic, "a.html", charset) == cyrillic
    assert as_stored(b"%PDF-1.7 \xe9", "a.pdf", "iso-8859-1") == b"%PDF-1.7 \xe9"
