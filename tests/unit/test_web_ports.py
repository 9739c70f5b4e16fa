"""The port that the page is served on. Real sockets on this machine, none of them reached from outside."""

import socket

import pytest

from qa.errors import SettingsError
from qa.web.serve import listen


def test_a_busy_port_gives_the_next_free_one() -> None:
    first, taken = listen("127.0.0.1", 39217)
    second, other = listen("127.0.0.1", taken)
    with first, second:
        assert other > taken
        assert second.getsockname() == ("127.0.0.1", other)


def test_the_socket_listens_at_once_so_that_nobody_else_can_take_the_port() -> None:
    listener, port = listen("127.0.0.1", 39317)
    with listener, socket.create_connection(("127.0.0.1", port), timeout=5) as visitor:
        assert visitor.getpeername() == ("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"QA_HOST=192\.0\.2\.1") as caught:
        listen("192.0.2.1", 39417)
    assert caught.value.variable == "QA_HOST"


def test_no_free_port_up_to_the_last_one_is_refused() -> None:
    listener, port = listen("127.0.0.1", 65535)
    with listener:
        assert port == 65535
        with pytest.raises(SettingsError, match="QA_PORT=65535: busy"):
            listen("127.0.0.1", 65535)
