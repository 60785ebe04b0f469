"""Whom a connection trusts, and the plain sentence for each way in which it cannot be secured."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from desktop.errors import ConnectionProblem, NotSent
from desktop.integration.connection import open_session
from desktop.store.types import ConnectionSettings
from tests.integration.plain_server import PlainServer, http
from tests.integration.wire import send
from tests.support.certificates import Authority, self_signed, serving

OK = http(b"<a/>")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tls"), "Office CA")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tls"), "Nobody's CA")


def refused(certificate: Path, ca: str = "") -> NotSent:
    with PlainServer(OK, context=serving(certificate)) as server, pytest.raises(NotSent) as problem:
        send(server.address, ca=ca)
    assert server.requests == []
    return problem.value


def test_a_certificate_of_the_given_authority_is_trusted(authority: Authority) -> None:
    with PlainServer(OK, context=serving(authority.signed("good"))) as server:
        assert send(server.address, ca=str(authority.file)).status == 200


def test_a_certificate_of_an_authority_that_the_system_trusts_is_trusted(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with PlainServer(OK, context=serving(authority.signed("good"))) as server:
        assert send(server.address).status == 200


def test_a_self_signed_certificate_is_told_apart_and_can_be_trusted_by_name(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    problem = refused(certificate)
    assert problem.what == "The certificate of 127.0.0.1 is self-signed, so nobody vouches for it."
    assert "--ca" in problem.way_out
    with PlainServer(OK, context=serving(certificate)) as server:
        assert send(server.address, ca=str(certificate)).status == 200


def test_an_authority_that_nobody_knows_is_not_trusted(authority: Authority, stranger: Authority) -> None:
    problem = refused(stranger.signed("foreign"), ca=str(authority.file))
    assert problem.what.endswith("is signed by an authority that this machine does not know.")


@pytest.mark.parametrize(
    ("days", "told"),
    [((-3, -1), "has expired."), ((1, 3), "is not valid yet; the clock of this machine may be wrong.")],
)
def test_a_certificate_out_of_its_time_is_told_apart(
    days: tuple[int, int], told: str, authority: Authority
) -> None:
    certificate = authority.signed("out-of-time", days=days)
    assert refused(certificate, ca=str(authority.file)).what.endswith(told)


def test_a_certificate_for_another_host_may_be_somebody_else(authority: Authority) -> None:
    problem = refused(authority.signed("other", "crm.example.com"), ca=str(authority.file))
    assert problem.what.endswith("is for another name, so somebody else may be answering.")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_an_old_protocol_is_not_fallen_back_to(authority: Authority) -> None:
    context = serving(authority.signed("good"))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with PlainServer(OK, context=context) as server, pytest.raises(NotSent, match="no version of TLS"):
        send(server.address, ca=str(authority.file))


def test_a_port_that_speaks_no_tls_is_named_as_such() -> None:
    with PlainServer(OK) as server, pytest.raises(NotSent, match="does not speak TLS at this port"):
        send(server.address.replace("http:", "https:"))


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_certificate_of_ours_gets_it_or_says_so(
    newest: ssl.TLSVersion, authority: Authority
) -> None:
    context = serving(authority.signed("good"), asks_for=authority.file)
    context.maximum_version = newest
    ca, ours = str(authority.file), str(authority.signed("ours"))
    with PlainServer(OK, context=context) as server:
        assert send(server.address, ca=ca, certificate=ours).status == 200
        with pytest.raises(NotSent, match="certificate"):
            send(server.address, ca=ca)


def test_a_server_that_does_not_know_the_authority_of_our_certificate_says_so(
    authority: Authority, stranger: Authority
) -> None:
    context = serving(authority.signed("good"), asks_for=authority.file)
    with PlainServer(OK, context=context) as server, pytest.raises(NotSent, match="our certificate"):
        send(server.address, ca=str(authority.file), certificate=str(stranger.signed("foreign")))


def test_a_key_under_a_password_never_asks_on_the_terminal(authority: Authority) -> None:
    sealed = authority.signed("sealed", password=b"s3cret")
    with pytest.raises(ConnectionProblem, match="needs that password"):
        open_session(ConnectionSettings("crm", certificate=str(sealed)), None)
