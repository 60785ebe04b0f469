"""What a window can be asked from outside: addresses of the scheme, and the lines that travel."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import calls
from desktop.calls import Call, NoWindow
from desktop.errors import UsageError


@pytest.mark.parametrize(
    ("url", "call"),
    [
        ("hearth:", Call()),
        ("hearth:phone/+46851234567", Call(phone="+46851234567")),
        ("hearth://phone/%2B46%208%20512/", Call(phone="+46 8 512")),
        ("HEARTH:household/7-4QX2M", Call(household="7-4QX2M")),
        ("hearth:contact/CRM-88120", Call(contact="CRM-88120")),
    ],
)
def test_an_address_says_what_to_show(url: str, call: Call) -> None:
    assert calls.of_url(url) == call


@pytest.mark.parametrize("url", ["tel:+46851234567", "hearth:phone", "hearth:activity/7", "phone/1", ""])
def test_an_address_of_another_form_is_refused_with_the_forms_there_are(url: str) -> None:
    with pytest.raises(UsageError, match="hearth:phone/NUMBER"):
        calls.of_url(url)


@pytest.mark.parametrize("line", [b"", b"nonsense\n", b"[]\n", b'{"fax": "1"}\n', b"\xff\xfe\n"])
def test_a_line_that_is_no_call_is_refused(line: bytes) -> None:
    with pytest.raises(UsageError):
        calls.read(line)


def test_a_long_path_does_not_keep_a_window_from_listening(tmp_path: Path) -> None:
    assert len(calls.address(tmp_path / ("x" * 120))) <= 100


def test_without_a_window_nobody_answers(home: Path) -> None:
    with pytest.raises(NoWindow):
        calls.ring(home, Call())
