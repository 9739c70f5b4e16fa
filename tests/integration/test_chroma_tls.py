"""A real Chroma server behind TLS, with a certificate of a private authority: trusted where it is named, else told in one line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_servers import Chroma, chroma_server
from harbours import ARTICLES, write_harbour, write_harbours
from tls_proxies import make_certificate, tls_proxy

from qa.encoding import Encoder
from qa.errors import StoreError
from qa.index import Index, ServerAddress, open_index


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public authorities alone, whatever the machine says."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


def opened(place: Path, encoder: Encoder, address: ServerAddress | None) -> Index:
    return open_index(place, encoder=encoder, chunk_tokens=64, overlap_sentences=0, most_in_memory=0, server=address)


def test_an_index_is_kept_at_a_server_behind_tls_whose_authority_is_named(
    tmp_path: Path, encoder: Encoder, server: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_harbours(tmp_path / "articles")
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    vector = encoder.encode_query("Which harbour cost 7 million?")
    with tls_proxy(server.port, certificate) as port, opened(tmp_path / "here", encoder, None) as here:
        address = ServerAddress(f"https://127.0.0.1:{port}", "a secret", "behind-tls")
        with opened(tmp_path / "there", encoder, address) as there:
            for number, left in ((3, ARTICLES), (4, ARTICLES)):
                for index in (here, there):
                    index.sync(articles)
                found, expected = there.nearest(vector, k=50), here.nearest(vector, k=50)
                assert len(found) == left
                assert dict(found) == pytest.approx(dict(expected), abs=1e-5)
                assert there.examine(articles) == ()
                write_harbour(articles, number, "closed")
    assert not (tmp_path / "there" / "chroma").exists()


@pytest.mark.parametrize(
    ("address", "days", "is_named", "said"),
    [
        (
            "127.0.0.1",
            1,
            False,
            "self-signed certificate; name the file of the authority that signed it in SSL_CERT_FILE",
        ),
        (
            "127.0.0.1",
            -1,
            True,
            "certificate has expired; have it renewed",
        ),
        (
            "127.0.0.2",
            1,
            True,
            "IP address mismatch, certificate is not valid for '127.0.0.1'; write the server's name in QA_CHROMA_URL as the "
            "certificate does",
        ),
    ],
)
def test_a_certificate_that_is_not_trusted_is_told_in_one_line_with_the_way_out(
    tmp_path: Path,
    encoder: Encoder,
    server: Chroma,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    days: int,
    said: str,
    *,
    is_named: bool,
) -> None:
    articles = write_harbours(tmp_path / "articles")
    certificate = make_certificate(tmp_path, address=address, days=days)
    if is_named:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with tls_proxy(server.port, certificate) as port:
        url = f"https://127.0.0.1:{port}"
        with opened(tmp_path / "there", encoder, ServerAddress(url, "a secret")) as there:
            with pytest.raises(StoreError) as refused:
                there.sync(articles)
            assert len(there.articles()) == ARTICLES  # stored, and found by their words
    assert str(refused.value) == f"the certificate of Chroma at {url} (QA_CHROMA_URL) is not trusted: {said}"


def test_an_authority_s_file_that_is_not_there_is_named(
    tmp_path: Path, encoder: Encoder, server: Chroma, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = write_harbours(tmp_path / "articles")
    certificate, nowhere = make_certificate(tmp_path), tmp_path / "nowhere.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(nowhere))
    with tls_proxy(server.port, certificate) as port:
        url = f"https://127.0.0.1:{port}"
        with opened(tmp_path / "there", encoder, ServerAddress(url)) as there, pytest.raises(StoreError) as refused:
            there.sync(articles)
    assert str(refused.value) == (
        f"SSL_CERT_FILE={nowhere}: no such file; name one with the authority that signed the certificate of Chroma at {url} "
        "(QA_CHROMA_URL)"
    )
