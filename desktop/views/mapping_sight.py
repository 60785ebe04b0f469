"""What the page of a mapping is shown: the mapping laid out, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from desktop.models.mapping_rows import Finding, Options, Row, label
from desktop.views import questions_dialog

_ERROR = "error"


class Mapped(questions_dialog.Mapping, Protocol):
    """What of a mapping stands above and beside its lines."""

    @property
    def operation(self) -> str: ...
    @property
    def record(self) -> str: ...
    @property
    def constants(self) -> Mapping[str, str]: ...


class Laid(Protocol):
    """A mapping laid out line by line, with what may be chosen for it."""

    @property
    def mapping(self) -> Mapped: ...
    @property
    def origin(self) -> str: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def lists(self) -> Sequence[Row]: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def differences(self) -> Sequence[object]: ...
    @property
    def elements(self) -> Options: ...
    @property
    def beside(self) -> Options: ...
    @property
    def operations(self) -> Sequence[str]: ...
    @property
    def records(self) -> Sequence[str]: ...


def errors(laid: Laid) -> list[Finding]:
    """Return what keeps records from being sent."""
    return [each for each in laid.findings if str(each.weight) == _ERROR]


def called(laid: Laid, about: str) -> str:
    """Return what a person calls what a finding is about: a line, or an element of theirs."""
    return next((label(each) for each in (*laid.rows, *laid.lists) if each.name == about), about)


def demanded(laid: Laid) -> list[str]:
    """Return the elements that the WSDL demands and nothing fills: what errors about no line are about."""
    names = {each.name for each in (*laid.rows, *laid.lists)} | {"operation", "record", "keys"}
    return [each.about for each in errors(laid) if each.about not in names]
