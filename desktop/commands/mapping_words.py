"""Reads what `hearth mapping set` is told to change in a mapping."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from desktop.errors import UsageError
from desktop.integration.mapping import Mapping
from desktop.integration.mapping_changes import What
from desktop.integration.mapping_changes import changed as with_change
from desktop.integration.workbench import Workbench


def changed(bench: Workbench, arguments: argparse.Namespace) -> Mapping:
    """Return the mapping in use with what the arguments say; raise UsageError or UnknownField."""
    mapping = _begun(bench, arguments)
    for what, value in (
        (What.REPLY, arguments.reply),
        (What.BY_EXAMPLE, arguments.query_by_example),
        (What.BY_ID, arguments.query_by_id),
    ):
        mapping = mapping if value is None else with_change(mapping, what, "", value)
    for what, words in (
        (What.LIST, arguments.list),
        (What.ELEMENT, arguments.values),
        (What.DIRECTION, arguments.direction),
        (What.FORM, arguments.form),
        (What.CODE, arguments.code),
        (What.CONSTANT, arguments.constant),
    ):
        for name, value in _pairs(words):
            mapping = with_change(mapping, what, name, value)
    return mapping


def _begun(bench: Workbench, arguments: argparse.Namespace) -> Mapping:
    """Return what to begin with: another operation or record is looked at anew."""
    moved = arguments.operation is not None or arguments.record is not None
    if not moved:
        return bench.mapping()[0]
    return bench.propose(arguments.operation or "", arguments.record or "")[0]


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} has no = between name and value.", concerns=word)
        yield name, value
