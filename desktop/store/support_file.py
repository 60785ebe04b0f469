"""The support file: attempts of the delivery log as one text that can be given away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from desktop.errors import UsageError
from desktop.store import attempts, envelopes
from desktop.store.masking import Mask
from desktop.store.types import Attempt

_MASKED: Final = "Values are hidden: x is a letter, 9 a digit; equal values have the same number in brackets."
_WHOLE: Final = (
    "ATTENTION: this file holds personal data as it was sent. Give it to nobody who may not see that."
)


def text(shown: Sequence[Attempt], version: str, written_at: str, *, with_personal_data: bool = False) -> str:
    """Return the attempts, newest first, with envelopes indented; personal values only if they are asked for.

    Secrets are not in the delivery log in the first place.
    """
    told = list(shown) if with_personal_data else masked(shown)
    head = [
        f"Hearth {version}, delivery log, written {written_at}",
        _WHOLE if with_personal_data else _MASKED,
    ]
    return "\n".join([*head, "", *(_attempt(each) for each in told)])


def masked(shown: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts with the personal values in them hidden."""
    mask = Mask(part for each in shown for part in (each.exchange.request, each.exchange.reply))
    return [_masked(each, mask) for each in shown]


def write(file: str, content: str) -> None:
    """Write a support file; raise UsageError where that is not possible."""
    try:
        Path(file).write_text(content, encoding="utf-8")
    except OSError as problem:
        raise UsageError(
            f"The support file {file} cannot be written: {problem.strerror or problem}.",
            concerns=file,
            way_out="Name a file in a folder that you may write to.",
        ) from problem


def _masked(made: Attempt, mask: Mask) -> Attempt:
    told = made.exchange
    hidden = replace(
        told,
        request=mask.envelope(told.request),
        reply=mask.envelope(told.reply),
        note=mask.sentence(told.note),
    )
    return replace(made, exchange=hidden)


def _attempt(made: Attempt) -> str:
    told = made.exchange
    status = "" if told.http_status is None else f", HTTP status {told.http_status}"
    return "\n".join(
        [
            f"=== Attempt {made.id} of the delivery {made.delivery_id} " + "=" * 20,
            f"{made.ref.kind} {made.ref.id}, to {made.connection}",
            f"from {told.started_at} to {told.finished_at}, {attempts.seconds(told):.3f} seconds",
            f"outcome: {told.outcome}{status}",
            f"note: {told.note}",
            "--- request",
            envelopes.pretty(envelopes.pieces(told.request)) or "(nothing)",
            "--- reply",
            envelopes.pretty(envelopes.pieces(told.reply)) or "(nothing)",
            "",
        ]
    )
