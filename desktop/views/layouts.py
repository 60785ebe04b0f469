"""Which fields and columns the forms and lists of households and contacts show at first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.fields import CONTACT, HOUSEHOLD, RELATED_CONTACT, Component, Field, Role, Section
from desktop.models import words
from desktop.models.child_list import PRIMARY
from desktop.models.columns import Column, Look, column
from desktop.models.roll_ups import WHOSE
from desktop.models.there import HERE
from desktop.store import lists
from desktop.store.types import RecordKind
from desktop.values import Kind
from desktop.views.form import FormLayout

_TITLES: Final = {
    RecordKind.HOUSEHOLD: ("household_name",),
    RecordKind.CONTACT: ("first_name", "last_name"),
}
FORMS: Final = {
    RecordKind.HOUSEHOLD: FormLayout(
        shown=(
            "household_name",
            "type",
            "category",
            "status",
            "segment",
            "income",
            "household_size",
            "head_of_household",
            "phone_number",
            "address",
            "city",
            "postal_code",
        ),
        title=_TITLES[RecordKind.HOUSEHOLD],
        currency="currency_code",
        number="household_id",
        picks=frozenset({"head_of_household"}),
        left_out=frozenset({"id"}),
        several=("related_sales_rep", "related_organization"),
    ),
    RecordKind.CONTACT: FormLayout(
        shown=(
            "last_name",
            "first_name",
            "personal_title",
            "status",
            "home_phone",
            "cellular_phone",
            "email_address",
            "preferred_communications",
            "job_title",
            "birth_date",
            "alias",
            "account",
        ),
        title=_TITLES[RecordKind.CONTACT],
        currency="income_currency_code",
        left_out=frozenset({"id"}),
        several=("related_sales_rep", "related_organization", "related_account"),
    ),
}
NEW_MEMBER: Final = FormLayout(
    shown=("last_name", "first_name", "personal_title", "birth_date", "home_phone", "email_address"),
    title=_TITLES[RecordKind.CONTACT],
    left_out=frozenset({"id", "account", "primary_organization", "employee_flag", "integration_id"}),
)
COMPONENTS: Final = {RecordKind.HOUSEHOLD: HOUSEHOLD, RecordKind.CONTACT: CONTACT}


def is_queryable(kind: RecordKind, name: str) -> bool:
    """Tell whether a query can ask for the field: it is kept, or the list derives it."""
    return name in lists.queryable(kind).values()


def record_columns(kind: RecordKind) -> tuple[Column, ...]:
    """Return the columns of the list of households or contacts."""
    first = first_columns(kind)
    names = {each.name for each in first}
    of = COMPONENTS[kind]
    rest = [each for each in of.kept if each.name not in names | FORMS[kind].picks]
    return (*first, *(_of(of, each.name, editable=True) for each in rest))


def first_columns(kind: RecordKind) -> tuple[Column, ...]:
    """Return the columns that a list shows before anybody chooses others."""
    return _household_columns() if kind is RecordKind.HOUSEHOLD else _contact_columns()


def there_columns(kind: RecordKind) -> tuple[Column, ...]:
    """Return the columns of what an external system has."""
    of, names = COMPONENTS[kind], _SEEN_THERE[kind]
    here = Column(HERE, QCoreApplication.translate("Columns", "Here"), width=110, sortable=False)
    return (here, *(_of(of, name, width=width) for name, width in names))


_SEEN_THERE: Final = {
    RecordKind.HOUSEHOLD: (
        *(("household_name", 220), ("type", 100), ("category", 100), ("status", 100)),
        *(("phone_number", 140), ("integration_id", 120)),
    ),
    RecordKind.CONTACT: (
        *(("last_name", 150), ("first_name", 130), ("birth_date", 110), ("email_address", 180)),
        *(("home_phone", 130), ("integration_id", 120)),
    ),
}


def member_columns() -> tuple[Column, ...]:
    """Return the columns of a household's contacts."""
    member, contact = RELATED_CONTACT, CONTACT
    return (
        _of(member, "last_name", look=Look.LINK, width=160),
        _of(member, "first_name", width=130),
        primary_column(),
        _of(member, "relationship", width=140, editable=True),
        _of(member, "date_entered_household", width=104, editable=True),
        _of(member, "date_exited_household", width=104, editable=True),
        sync_column(),
        _of(contact, "income", width=100, editable=True),
        _of(contact, "alias", width=110, editable=True),
    )


def child_columns(component: Component, *, links: str = "") -> tuple[Column, ...]:
    """Return the columns of a child component: all but the keys; ``links`` names the one to drill on."""
    shown = [each for each in component if _is_column(each)]
    columns = [
        column(
            each,
            look=Look.LINK if each.name == links else None,
            width=min(200, 90 + each.length // 2) if each.kind is Kind.TEXT else 0,
            editable=each.kind is not Kind.NOTE,
            title=words.label(each, QCoreApplication.translate),
        )
        for each in shown
    ]
    return (*([primary_column()] if component.has_primary else []), *columns)


def child_columns_to_read(component: Component) -> tuple[Column, ...]:
    """Return the same columns where nothing can be changed or followed."""
    return tuple(replace(each, editable=False, sortable=False) for each in child_columns(component))


def plural(component: Component) -> str:
    """Return what several rows of a component are called."""
    return QCoreApplication.translate("Component", component.plural)


def kind_label(kind: RecordKind) -> str:
    """Return what a record of a kind is called."""
    return QCoreApplication.translate("Component", COMPONENTS[kind].label)


def _is_column(field: Field) -> bool:
    # A household's number is an id that people say on the telephone.
    # A note that must be written is what its row says; other notes are for the form.
    told = field.kind not in {Kind.ID, Kind.NOTE} or field.name == "household_number" or field.required
    return told and field.section is not Section.KEYS and field.role in {Role.OWN, Role.MIRROR}


def roll_up_columns(component: Component, *, editable: bool = False) -> tuple[Column, ...]:
    """Return the columns of what several contacts have: whose it is, then those of the component."""
    whose = Column(WHOSE, QCoreApplication.translate("Columns", "Belongs to"), Look.LINK, 180)
    shown = child_columns(component)
    return (whose, *(each if editable else replace(each, editable=False) for each in shown))


def history_columns() -> tuple[Column, ...]:
    """Return the columns of a record's history."""
    translate = QCoreApplication.translate
    return (
        Column("at", translate("Columns", "When"), width=130),
        Column("field", translate("Columns", "What"), width=280),
        Column("before", translate("Columns", "Before"), width=200),
        Column("after", translate("Columns", "After"), width=200),
        Column("who", translate("Columns", "Who"), width=110),
        Column("origin", translate("Columns", "Why"), width=140),
    )


def attempt_columns() -> tuple[Column, ...]:
    """Return the columns of a record's attempts."""
    translate = QCoreApplication.translate
    return (
        Column("at", translate("Columns", "When"), width=130, sortable=False),
        Column("outcome", translate("Columns", "Outcome"), width=120, sortable=False),
        Column("took", translate("Columns", "Took"), Look.NUMBER, 80, sortable=False),
        Column("status", translate("Columns", "HTTP"), Look.NUMBER, 64, sortable=False),
        Column("to", translate("Columns", "To"), width=80, sortable=False),
        Column("note", translate("Columns", "What was said"), width=160, sortable=False),
    )


def preview_columns() -> tuple[Column, ...]:
    """Return the columns of what would go out."""
    translate = QCoreApplication.translate
    return (
        Column("what", translate("Columns", "What"), width=300, sortable=False),
        Column("there", translate("Columns", "There Now"), width=240, sortable=False),
        Column("here", translate("Columns", "Would Be Sent"), width=240, sortable=False),
    )


def missing_columns() -> tuple[Column, ...]:
    """Return the columns of what a recovery could not make again."""
    translate = QCoreApplication.translate
    return (
        Column("at", translate("Columns", "When"), width=110, sortable=False),
        Column("who", translate("Columns", "Who"), width=90, sortable=False),
        Column("record", translate("Columns", "Record"), width=330, sortable=False),
        Column("field", translate("Columns", "What"), width=140, sortable=False),
        Column("after", translate("Columns", "After"), width=140, sortable=False),
        Column("why", translate("Columns", "Why"), width=260, sortable=False),
    )


def rehearsal_columns() -> tuple[Column, ...]:
    """Return the columns of what a rehearsed reply would change here."""
    translate = QCoreApplication.translate
    return (
        Column("what", translate("Columns", "What"), width=260, sortable=False),
        Column("before", translate("Columns", "Here Now"), width=240, sortable=False),
        Column("after", translate("Columns", "Would Become"), width=320, sortable=False),
    )


def conflict_columns() -> tuple[Column, ...]:
    """Return the columns of fields that were changed here and there."""
    translate = QCoreApplication.translate
    return (
        Column("field", translate("Columns", "Field"), width=170, sortable=False),
        Column("base", translate("Columns", "Was Sent"), width=140, sortable=False),
        Column("mine", translate("Columns", "Mine"), width=150, sortable=False),
        Column("by", translate("Columns", "Changed By"), width=150, sortable=False),
        Column("theirs", translate("Columns", "Theirs"), width=150, sortable=False),
        Column("came", translate("Columns", "Came"), width=100, sortable=False),
        Column("stays", translate("Columns", "Stays"), width=110, sortable=False),
    )


def outbox_columns() -> tuple[Column, ...]:
    """Return the columns of the outbox."""
    translate = QCoreApplication.translate
    return (
        Column("record", translate("Columns", "Record"), Look.LINK, 230, sortable=False),
        Column("kind", translate("Columns", "Kind"), width=96, sortable=False),
        Column("to", translate("Columns", "To"), width=110, sortable=False),
        Column("state", translate("Columns", "State"), Look.SYNC, 132, sortable=False),
        Column("age", translate("Columns", "Waits Since"), width=120, sortable=False),
        Column("attempts", translate("Columns", "Attempts"), Look.NUMBER, 84, sortable=False),
        Column("wait", translate("Columns", "What Next"), width=330, sortable=False),
        Column("error", translate("Columns", "Last error"), width=300, sortable=False),
    )


def primary_column() -> Column:
    """Return the column with the star of the primary row."""
    title = QCoreApplication.translate("Columns", "Primary")
    return Column(PRIMARY, title, Look.STAR, 72, editable=True)


def sync_column() -> Column:
    """Return the column that says how a record stands with the external system."""
    return Column("sync", QCoreApplication.translate("Columns", "Sync"), Look.SYNC, 140, sortable=False)


def _household_columns() -> tuple[Column, ...]:
    household, translate = HOUSEHOLD, QCoreApplication.translate
    return (
        _of(household, "household_name", look=Look.LINK, width=220),
        _of(household, "type", width=170, editable=True),
        _of(household, "category", width=96, editable=True),
        _of(household, "status", width=96, editable=True),
        Column("city", translate("Columns", "City"), width=130),
        Column("head_name", translate("Columns", "Head"), width=170),
        sync_column(),
    )


def _contact_columns() -> tuple[Column, ...]:
    contact, translate = CONTACT, QCoreApplication.translate
    return (
        _of(contact, "last_name", look=Look.LINK, width=180),
        _of(contact, "first_name", width=140, editable=True),
        Column("household", translate("Columns", "Household"), width=180),
        _of(contact, "home_phone", width=140, editable=True),
        _of(contact, "email_address", width=200, editable=True),
        _of(contact, "status", width=96, editable=True),
        sync_column(),
    )


def _of(
    component: Component, name: str, *, look: Look | None = None, width: int = 0, editable: bool = False
) -> Column:
    field = component[name]
    title = words.label(field, QCoreApplication.translate)
    return column(field, look=look, width=width, editable=editable, title=title)
