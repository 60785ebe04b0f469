"""Row ids and Household numbers: made here, unique without asking anyone."""

from __future__ import annotations

import secrets
import time
from typing import Final

# Crockford's alphabet: no I, L, O or U, so that ids can be read over the telephone.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ROW_ID_LENGTH: Final = 26
_PAIRS: Final = tuple(first + second for first in ALPHABET for second in ALPHABET)


def new_row_id() -> str:
    """Return a new row id: 48 bits of time, 80 of chance, in 26 characters that sort by age.

    A row id must fit the 30 characters of an ASI's Id element, which a UUID in hexadecimal does not.
    """
    return _encode(time.time_ns() // 1_000_000, 10) + _encode(secrets.randbits(80), 16)


def new_prefix() -> str:
    """Return the part of Household numbers that tells one store's from another's."""
    return _encode(secrets.randbits(30), 6)


def household_number(prefix: str, number: int) -> str:
    """Return the on-screen Household # of the ``number``-th household of a store, such as ``K7QM2X-4T``."""
    return f"{prefix}-{_encode(number, 1)}"


def _encode(number: int, width: int) -> str:
    pairs: list[str] = []
    while number or 2 * len(pairs) < width:
        pairs.append(_PAIRS[number & 1023])
        number >>= 10
    text = "".join(reversed(pairs))
    # Two digits at a time are one nought too many for an odd number of them.
    return text[1:] if len(text) > width and text.startswith(ALPHABET[0]) else text
