"""What is kept of messages holds no secret, wherever it stood."""

from __future__ import annotations

import pytest

from desktop.integration.credentials import Secret
from desktop.integration.redaction import LONGEST, readable, redact

SECRET = Secret("p&ss <wörd>")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<PasswordText>s3cret</PasswordText>", "<PasswordText>***</PasswordText>"),
        (
            '<w:Password Type="x#PasswordText">s3cret</w:Password>',
            '<w:Password Type="x#PasswordText">***</w:Password>',
        ),
        ("<SessionToken>\n s3cret\n</SessionToken>", "<SessionToken>***</SessionToken>"),
        (
            "<a:SocialSecurityNumber>1</a:SocialSecurityNumber>",
            "<a:SocialSecurityNumber>***</a:SocialSecurityNumber>",
        ),
        ("<PasswordText>s3cret", "<PasswordText>***"),
        ("<PasswordText/><Id>1</Id>", "<PasswordText/><Id>1</Id>"),
        ("<PasswordText /><Id>1</Id>", "<PasswordText /><Id>1</Id>"),
        ("<PasswordTextual>x</PasswordTextual>", "<PasswordTextual>x</PasswordTextual>"),
        ("http://h/x?UserName=u&Password=s3cret&A=1", "http://h/x?UserName=u&Password=***&A=1"),
        ("see https://u:s3cret@h/x", "see https://***@h/x"),
        ("mail u@example.com", "mail u@example.com"),
    ],
)
def test_secret_places_are_emptied(text: str, kept: str) -> None:
    assert redact(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "wrong: p&ss <wörd>",
        "<m>p&amp;ss &lt;wörd&gt;</m>",
        "?x=p%26ss%20%3Cw%C3%B6rd%3E",
        "?x=p%26ss+%3Cw%C3%B6rd%3E",
    ],
)
def test_a_known_secret_is_struck_in_every_spelling(text: str) -> None:
    assert "rd" not in redact(text, [SECRET]).replace("word", "")


def test_a_secret_too_short_to_tell_is_struck_in_its_places_only() -> None:
    assert redact("<Password>a</Password> a bat", [Secret("a")]) == "<Password>***</Password> a bat"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_become_text_that_can_be_searched(encoding: str) -> None:
    raw = "<Password>s3cret</Password>Ö".encode(encoding)
    assert readable(raw) == "<Password>***</Password>Ö"


def test_what_no_store_could_keep_is_replaced() -> None:
    assert readable(b"a\x00b\xffc") == "a\ufffdb\ufffdc"
    assert readable("Ö".encode("latin-1"), "latin-1") == "Ö"


def test_a_text_of_unbearable_length_is_cut() -> None:
    kept = readable(b"x" * (LONGEST + 7))
    assert kept.endswith("\n[7 more characters]")
