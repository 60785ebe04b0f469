"""Values look and are read as the locale has it, and are kept in one form everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from desktop.models import formats
from desktop.models.reading import read
from desktop.values import Kind, Value, clean, same

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def _locale_as_before() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "kind", "value", "shown"),
    [
        ("en_US", Kind.DATE, "1961-02-14", "2/14/1961"),
        ("en_GB", Kind.DATE, "1961-02-14", "14/02/1961"),
        ("de_DE", Kind.DATE, "1961-02-14", "14.02.1961"),
        ("sv_SE", Kind.DATE, "1961-02-14", "1961-02-14"),
        ("C", Kind.DATE, "1961-02-14", "1961-02-14"),
        ("en_GB", Kind.DATETIME, "2021-02-14T09:30:00", "14/02/2021 09:30"),
        ("en_GB", Kind.DATETIME, "2021-02-14T09:30:07", "14/02/2021 09:30:07"),
        ("en_GB", Kind.CURRENCY, "68250.50", "68,250.50"),
        ("de_DE", Kind.CURRENCY, "-68250.50", "-68.250,50"),
        ("sv_SE", Kind.CURRENCY, "68250", f"68{NBSP}250"),
        ("en_GB", Kind.CURRENCY, "99999999999999999999.5", "99999999999999999999.5"),
        ("en_GB", Kind.INTEGER, 12345, "12,345"),
        ("en_GB", Kind.PHONE, "+46181234567", "+46 18 123 45 67"),
        ("en_GB", Kind.PHONE, "018123456", "018123456"),
        ("sv_SE", Kind.PHONE, "018123456", "018-12 34 56"),
        ("de_DE", Kind.PHONE, "0301234567", "030 1234567"),
        ("sv_SE", Kind.PHONE, "4711", "4711"),
        ("ar_EG", Kind.CURRENCY, "68250.50", "\u0666\u0668\u066c\u0662\u0665\u0660\u066b\u0665\u0660"),
        ("en_GB", Kind.PHONE, "+46", "+46"),
        ("en_GB", Kind.FLAG, True, "Yes"),
        ("en_GB", Kind.TEXT, None, ""),
    ],
)
def test_a_value_looks_as_the_locale_has_it(locale: str, kind: Kind, value: Value, shown: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert formats.shown(kind, value) == shown


@pytest.mark.parametrize(
    ("locale", "kind", "typed", "kept"),
    [
        ("en_US", Kind.DATE, "2/14/61", "1961-02-14"),
        ("ar_EG", Kind.DATE, "\u0661\u0664/\u0662/\u0662\u0660\u0662\u0661", "2021-02-14"),
        ("fa_IR", Kind.CURRENCY, "\u06f6\u06f8\u066c\u06f2\u06f5\u06f0\u066b\u06f5", "68250.5"),
        ("en_US", Kind.DATE, "2/14/2021", "2021-02-14"),
        ("en_GB", Kind.DATE, "14.2.21", "2021-02-14"),
        ("en_GB", Kind.DATE, "14 2 1921", "1921-02-14"),
        ("en_GB", Kind.DATE, "2021-02-14", "2021-02-14"),
        ("sv_SE", Kind.DATE, "14/2 2021", "2021-02-14"),
        ("sv_SE", Kind.DATE, "21-02-14", "2021-02-14"),
        ("en_GB", Kind.DATETIME, "14/2/2021 9:30", "2021-02-14T09:30:00"),
        ("en_GB", Kind.DATETIME, "14/2/2021", "2021-02-14T00:00:00"),
        ("en_US", Kind.DATETIME, "2/14/2021 9:30 pm", "2021-02-14T21:30:00"),
        ("en_US", Kind.DATETIME, "2/14/2021 12:05 AM", "2021-02-14T00:05:00"),
        ("de_DE", Kind.CURRENCY, "68.250,50", "68250.50"),
        ("de_DE", Kind.CURRENCY, "68250.50", "68250.50"),
        ("de_DE", Kind.CURRENCY, "68.250", "68250"),
        ("en_GB", Kind.CURRENCY, "68.250", "68.250"),
        ("en_GB", Kind.CURRENCY, "1,234,567.5", "1234567.5"),
        ("sv_SE", Kind.CURRENCY, "68 250,50", "68250.50"),
        ("en_IN", Kind.CURRENCY, "12,34,567", "1234567"),
        ("en_GB", Kind.INTEGER, "12,345", "12345"),
    ],
)
def test_what_is_typed_is_read_as_the_locale_has_it(locale: str, kind: Kind, typed: str, kept: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert read(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.DATE, "31/02/2021"),
        (Kind.DATE, "soon"),
        (Kind.DATE, "14/2"),
        (Kind.DATETIME, "14/2/2021 13:00 pm"),
        (Kind.CURRENCY, "1,2,3"),
    ],
)
def test_what_cannot_be_made_out_is_left_for_the_field_to_refuse(kind: Kind, typed: str) -> None:
    QLocale.setDefault(QLocale("en_GB"))
    assert read(kind, typed) == typed


LOCALES = st.sampled_from(
    ["C", "en_US", "en_GB", "de_DE", "sv_SE", "fr_FR", "hi_IN", "ja_JP", "hu_HU", "ar_EG", "fa_IR"]
)


@given(LOCALES, st.dates())
def test_a_date_survives_being_shown_and_read(locale: str, day: object) -> None:
    QLocale.setDefault(QLocale(locale))
    kept = str(day)
    assert read(Kind.DATE, formats.shown(Kind.DATE, kept)) == kept


@given(
    LOCALES,
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**15), max_value=10**15),
)
def test_an_amount_survives_being_edited(locale: str, amount: object) -> None:
    QLocale.setDefault(QLocale(locale))
    kept = clean(Kind.CURRENCY, str(amount))
    for form in (formats.shown, formats.typed):
        assert same(Kind.CURRENCY, clean(Kind.CURRENCY, read(Kind.CURRENCY, form(Kind.CURRENCY, kept))), kept)


@given(LOCALES, st.datetimes())
def test_a_time_survives_being_shown_and_read(locale: str, moment: object) -> None:
    QLocale.setDefault(QLocale(locale))
    kept = str(clean(Kind.DATETIME, str(moment).replace(" ", "T")))
    assert read(Kind.DATETIME, formats.shown(Kind.DATETIME, kept)) == kept
