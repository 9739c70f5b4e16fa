"""TLS before a server that speaks none, as an administrator would put a proxy there, with certificates made by a test."""

import datetime
import ipaddress
import selectors
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
_DAY = datetime.timedelta(days=1)
_BYTES = 65_536


def make_certificate(folder: Path, *, address: str = HOST, days: int = 1) -> Path:
    """A certificate of an address that signs itself, with its key, in one file; ``days`` from now it ends. Returns the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - 7 * _DAY)
        .not_valid_after(now + days * _DAY)
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{address}-{days}.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@contextmanager
def tls_proxy(port: int, certificate: Path) -> Iterator[int]:
    """Hands on to a port of this machine what comes in over TLS, until the block is left; gives its own port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server((HOST, 0)) as listening:
        threading.Thread(target=_serve, args=(listening, context, port), daemon=True).start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            with suppress(OSError):  # wakes the thread, which else waits on
                listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # closed: the test is over
        while True:
            incoming, _ = listening.accept()
            threading.Thread(target=_hand_on, args=(incoming, context, port), daemon=True).start()


def _hand_on(incoming: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One connection, a request and its answer in turn, as HTTP has them: a socket of TLS bears one thread at a time."""
    with (
        suppress(OSError),  # a client that does not trust us leaves
        incoming,
        context.wrap_socket(incoming, server_side=True) as outside,
        socket.create_connection((HOST, port)) as inside,
    ):
        _pump((outside, inside))


def _pump(ends: Sequence[socket.socket]) -> None:
    outside, inside = ends
    with selectors.DefaultSelector() as selector:
        for end in ends:
            selector.register(end, selectors.EVENT_READ)
        while True:
            for ready, _ in selector.select():
                arrived = _read(ready.fileobj)  # type: ignore[arg-type]
                if not arrived:
                    return
                (inside if ready.fileobj is outside else outside).sendall(arrived)


def _read(end: socket.socket) -> bytes:
    """What has arrived, with what TLS has taken in beyond it and no selector sees; nothing where the other side has left."""
    arrived = end.recv(_BYTES)
    while arrived and isinstance(end, ssl.SSLSocket) and end.pending():
        arrived += end.recv(_BYTES)
    return arrived
