"""Values: one kept form for each kind, and what is not of the kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.values import BadValue, Kind, Value, clean, same


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (Kind.TEXT, "  Ngozi ", "Ngozi"),
        (Kind.TEXT, "", None),
        (Kind.TEXT, "   ", None),
        (Kind.TEXT, None, None),
        (Kind.NOTE, "one\ntwo\tthree", "one\ntwo\tthree"),
        (Kind.PHONE, "+46 (8) 512-345.67", "+46851234567"),
        (Kind.PHONE, "1-800-FLOWERS", "1800FLOWERS"),
        (Kind.EMAIL, "ebba@example.com", "ebba@example.com"),
        (Kind.DATE, "2021-02-14", "2021-02-14"),
        (Kind.DATE, "2021-02-14T00:00:00", "2021-02-14"),
        (Kind.DATETIME, "2021-02-14", "2021-02-14T00:00:00"),
        (Kind.DATETIME, "2021-02-14 09:30", "2021-02-14T09:30:00"),
        (Kind.DATETIME, "2021-02-14T09:30:15.25", "2021-02-14T09:30:15"),
        (Kind.INTEGER, "003", 3),
        (Kind.INTEGER, 7, 7),
        (Kind.INTEGER, "-1", -1),
        (Kind.CURRENCY, "068250.50", "68250.50"),
        (Kind.CURRENCY, "+.5", "0.5"),
        (Kind.CURRENCY, "5.", "5"),
        (Kind.CURRENCY, "-0.00", "0.00"),
        (Kind.CURRENCY, "-12.30", "-12.30"),
        (Kind.CURRENCY, 47751, "47751"),
        (Kind.FLAG, "Y", True),
        (Kind.FLAG, "no", False),
        (Kind.FLAG, True, True),
    ],
)
def test_each_kind_has_one_kept_form(kind: Kind, raw: object, kept: Value) -> None:
    assert clean(kind, raw) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Kind.TEXT, "a\x07b"),
        (Kind.TEXT, "\ud800"),
        (Kind.PHONE, "ring twice!"),
        (Kind.PHONE, "+"),
        (Kind.EMAIL, "ebba"),
        (Kind.EMAIL, "ebba@"),
        (Kind.EMAIL, "two words@example.com"),
        (Kind.DATE, "14/02/2021"),
        (Kind.DATE, "2021-02-30"),
        (Kind.DATE, "20210214"),
        (Kind.DATE, "2021-W06-7"),
        (Kind.DATE, "2021-02-14T09:30:00"),
        (Kind.DATETIME, "yesterday"),
        (Kind.INTEGER, "3.5"),
        (Kind.INTEGER, True),
        (Kind.INTEGER, "9" * 22),
        (Kind.INTEGER, "²"),
        (Kind.CURRENCY, "1,000"),
        (Kind.CURRENCY, "1e3"),
        (Kind.CURRENCY, "NaN"),
        (Kind.CURRENCY, "."),
        (Kind.CURRENCY, "-"),
        (Kind.CURRENCY, "€5"),
        (Kind.FLAG, "maybe"),
    ],
)
def test_what_is_not_of_the_kind_is_refused(kind: Kind, raw: object) -> None:
    with pytest.raises(BadValue, match="must"):
        clean(kind, raw)


@given(st.sampled_from(Kind), st.text() | st.integers() | st.booleans() | st.none())
def test_a_kept_value_is_kept_as_it_is(kind: Kind, raw: object) -> None:
    """Whatever is accepted is its own kept form: cleaning it again changes nothing."""
    try:
        kept = clean(kind, raw)
    except BadValue:
        return
    assert clean(kind, kept) == kept


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    kept = clean(Kind.CURRENCY, f"{amount:f}")
    assert isinstance(kept, str)
    assert Decimal(kept) == amount


@pytest.mark.parametrize(
    ("kind", "one", "other", "equal"),
    [
        (Kind.CURRENCY, "68250.5", "68250.50", True),
        (Kind.CURRENCY, "68250.5", None, False),
        (Kind.TEXT, "a", "A", False),
        (Kind.FLAG, None, False, False),
    ],
)
def test_amounts_are_the_same_by_value(kind: Kind, one: Value, other: Value, equal: bool) -> None:
    assert same(kind, one, other) is equal
