"""Every change to the rows of child components: addresses, phones, links, memberships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa

from desktop.errors import InvalidValue, RecordNotFound, UsageError
from desktop.fields import RELATED_CONTACT, RELATED_HOUSEHOLDS, Component, Stamp, component
from desktop.store import entities, journal, keys, rows, rules
from desktop.store.entities import CHILD_TABLES, ChildTable
from desktop.store.ids import new_row_id
from desktop.store.journal import Change
from desktop.store.types import Child, RecordKind, Ref, Values
from desktop.store.unit import Unit, View
from desktop.values import Value, same

Row = Mapping[str, Value]


def add(
    unit: Unit,
    ref: Ref,
    component_name: str,
    values: Mapping[str, object],
    *,
    picked_id: str | None = None,
    primary: bool = False,
) -> str:
    """Add a row to a child component and return its id; the first row becomes the primary one.

    A component that picks needs ``picked_id``, the row id of the contact, household, position, organization
    or account. Raises InvalidValue, UnknownField or RecordNotFound, and then nothing is written.
    """
    if component_name == RELATED_HOUSEHOLDS.name and ref.kind is RecordKind.CONTACT and picked_id:
        return _join(unit, ref, Ref(RecordKind.HOUSEHOLD, picked_id), values, primary=primary)
    tied = _tied(ref, component_name)
    rows.lock(unit, ref)
    _check_editable(tied.component, values)
    return _add(unit, ref, tied, _new_row(unit, ref, tied, values, picked_id), primary=primary)


def put_back(
    unit: Unit, ref: Ref, component_name: str, row_id: str, values: Values, *, picked_id: str | None = None
) -> str:
    """Let a row that was removed be there again, under its own id; raises as ``add`` does."""
    kept = {each.name: values.get(each.name) for each in _tied(ref, component_name).component.kept}
    return add_whole(unit, ref, component_name, kept, picked_id=picked_id, row_id=row_id)


def add_whole(
    unit: Unit,
    ref: Ref,
    component_name: str,
    values: Values,
    *,
    picked_id: str | None = None,
    row_id: str | None = None,
) -> str:
    """Add a row with values of fields, too, that only the program fills; raises as ``add`` does."""
    tied = _tied(ref, component_name)
    rows.lock(unit, ref)
    row = _new_row(unit, ref, tied, values, picked_id)
    return _add(unit, ref, tied, row | ({"id": row_id} if row_id else {}), primary=False)


def _add(unit: Unit, ref: Ref, tied: ChildTable, row: Row, *, primary: bool) -> str:
    unit.execute(sa.insert(tied.table), [row])
    child_id = str(row["id"])
    _write_whole(unit, ref, tied, child_id, after=_shown(tied, row))
    if tied.primary and (primary or _primary(unit, ref, tied) is None) and _may_lead(unit, tied, row):
        _move_primary(unit, ref, tied, child_id)
    if tied.table is entities.membership:
        _lead_contact(unit, row)
    _touch(unit, ref, tied, row)
    return child_id


def update(unit: Unit, ref: Ref, component_name: str, child_id: str, values: Mapping[str, object]) -> bool:
    """Change fields of a child row; return whether anything was different."""
    tied = _tied(ref, component_name)
    rows.lock(unit, ref)
    before = _row(unit, ref, tied, child_id)
    _check_editable(tied.component, values)
    cleaned = rules.clean(unit, tied.component, values)
    after = {**before, **cleaned}
    rules.check_child(tied.component, after)
    changes = [
        Change(name, before[name], value, component_name, child_id)
        for name, value in cleaned.items()
        if not same(tied.component[name].kind, before[name], value)
    ]
    if not changes:
        return False
    new_values = {change.field: change.after for change in changes}
    unit.execute(sa.update(tied.table).where(tied.table.c.id == child_id).values(new_values))
    journal.write(unit, ref, changes)
    _after_update(unit, tied, after)
    _touch(unit, ref, tied, after)
    return True


def remove(unit: Unit, ref: Ref, component_name: str, child_id: str) -> None:
    """Remove a child row; the oldest that is left becomes primary if it was the primary one."""
    tied = _tied(ref, component_name)
    rows.lock(unit, ref)
    row = _row(unit, ref, tied, child_id)
    if tied.component is RELATED_HOUSEHOLDS:
        # The journal keeps a membership under its household, whichever side it was cut from.
        remove(unit, _both(row)[0], RELATED_CONTACT.name, child_id)
        return
    unit.execute(sa.delete(tied.table).where(tied.table.c.id == child_id))
    keys.forget(unit, [child_id])
    _write_whole(unit, ref, tied, child_id, before={**_shown(tied, row), **_marks(row)})
    if tied.table is entities.membership:
        _leave(unit, row)
    elif tied.primary and row[tied.primary]:
        _promote(unit, ref, tied)
    _touch(unit, ref, tied, row)


def set_primary(unit: Unit, ref: Ref, component_name: str, child_id: str) -> None:
    """Make a child row the primary one of its parent, instead of the one that was."""
    tied = _tied(ref, component_name)
    if not tied.primary:
        raise UsageError(f"{tied.component.plural} have no primary row.", concerns=component_name)
    rows.lock(unit, ref)
    row = _row(unit, ref, tied, child_id)
    rules.check_primary(unit, tied.component, row)
    if not row[tied.primary]:
        _move_primary(unit, ref, tied, child_id)
        _touch(unit, ref, tied, row)


def unlink(unit: Unit, ref: Ref) -> None:
    """Remove every row that links to the record from elsewhere; memberships end by themselves."""
    for tied in CHILD_TABLES.values():
        if tied.component.picks == ref.kind and tied.table is not entities.membership:
            linked = sa.select(tied.table.c.id, tied.parent_column).where(
                tied.table.c[tied.picked or "id"] == ref.id
            )
            for child_id, parent_id in unit.execute(linked).all():
                parent = Ref(RecordKind(tied.parent.removesuffix("_id")), str(parent_id))
                remove(unit, parent, tied.component.name, str(child_id))


def find(view: View, ref: Ref, component_name: str, picked_id: str) -> str:
    """Return the id of the row that links the record to ``picked_id``, or raise RecordNotFound."""
    tied = _tied(ref, component_name)
    found = sa.select(tied.table.c.id).where(
        tied.parent_column == ref.id, tied.table.c[tied.picked or "id"] == picked_id
    )
    child_id = view.execute(found).scalar()
    if child_id is None:
        raise RecordNotFound(
            f"The {ref.kind} {ref.id} has no {tied.component.label.lower()} {picked_id}.", concerns=picked_id
        )
    return str(child_id)


def held(ref: Ref, component_name: str, child: Child) -> Values:
    """Return what the journal keeps of a row that goes with its record."""
    tied = _tied(ref, component_name)
    kept = {each.name: child.values[each.name] for each in tied.component.kept}
    picked = {tied.picked: child.picked_id} if tied.picked else {}
    return {**kept, **picked, **({"primary": True} if child.primary else {})}


def _join(unit: Unit, contact: Ref, household: Ref, values: Mapping[str, object], *, primary: bool) -> str:
    """Add a membership that was asked for from the contact's side."""
    child_id = add(unit, household, RELATED_CONTACT.name, values, picked_id=contact.id)
    if primary:
        set_primary(unit, contact, RELATED_HOUSEHOLDS.name, child_id)
    return child_id


def _lead_contact(unit: Unit, row: Row) -> None:
    """Make a contact's first household its primary one."""
    contact = _both(row)[1]
    tied = CHILD_TABLES["contact", RELATED_HOUSEHOLDS.name]
    if _primary(unit, contact, tied) is None:
        _move_primary(unit, contact, tied, str(row["id"]))


def _tied(ref: Ref, component_name: str) -> ChildTable:
    component(ref.kind).child(component_name)
    return CHILD_TABLES[ref.kind, component_name]


def _new_row(
    unit: Unit, ref: Ref, tied: ChildTable, values: Mapping[str, object], picked_id: str | None
) -> dict[str, Value]:
    defaults = {each.name: values.get(each.name, each.default) for each in tied.component.kept}
    defaults |= {name: stamp for name, stamp in _stamps(unit, tied.component).items() if not values.get(name)}
    row = rules.clean(unit, tied.component, defaults)
    rules.check_child(tied.component, row)
    row |= {"id": new_row_id(), tied.parent: ref.id}
    flags = ("is_primary", "is_primary_household")
    row |= {flag: False for flag in flags if flag in tied.table.c}
    if tied.picked:
        row[tied.picked] = _pickable(unit, ref, tied, picked_id)
    return row


def _stamps(unit: Unit, of: Component) -> Values:
    """Return when the row is made, on the clock on the wall, and by whom."""
    stamps = {Stamp.WHEN: unit.now.astimezone().strftime("%Y-%m-%dT%H:%M:00"), Stamp.WHO: unit.who}
    return {each.name: stamps[each.stamp] for each in of if each.stamp}


def _pickable(unit: Unit, ref: Ref, tied: ChildTable, picked_id: str | None) -> str:
    table = entities.PICKED_TABLES[tied.component.picks]
    if picked_id is None or not unit.execute(sa.select(table.c.id).where(table.c.id == picked_id)).first():
        raise RecordNotFound(
            f"There is no {tied.component.picks} {picked_id or ''}.".replace(" .", "."),
            concerns=picked_id or tied.component.picks,
            way_out=f"Pick an existing {tied.component.picks}.",
        )
    twice = sa.select(tied.table.c.id).where(
        tied.parent_column == ref.id, tied.table.c[tied.picked or "id"] == picked_id
    )
    if unit.execute(twice).first():
        raise InvalidValue(
            tied.component.picks, "unique", f"is linked to this {ref.kind} already", value=picked_id
        )
    return picked_id


def _check_editable(of: Component, values: Mapping[str, object]) -> None:
    for name in values:
        if not of[name].editable:
            raise of[name].refuse("read_only", "cannot be changed here")


def _row(unit: Unit, ref: Ref, tied: ChildTable, child_id: str) -> Row:
    found = sa.select(tied.table).where(tied.table.c.id == child_id, tied.parent_column == ref.id)
    row = unit.execute(found).mappings().first()
    if row is None:
        raise RecordNotFound(
            f"The {ref.kind} {ref.id} has no {tied.component.label.lower()} {child_id}.", concerns=child_id
        )
    return cast(Row, dict(row))


def _shown(tied: ChildTable, row: Row) -> Values:
    """Return what the journal keeps of a whole row: its own fields and whom it picks."""
    shown: dict[str, Value] = {each.name: row.get(each.name) for each in tied.component.kept}
    if tied.picked:
        shown[tied.picked] = row.get(tied.picked)
    return shown


def _marks(row: Row) -> Values:
    """Return which primary marks go with a row that is removed, so that it can come back with them."""
    marks = {"primary": row.get("is_primary"), "is_primary_household": row.get("is_primary_household")}
    return {name: True for name, marked in marks.items() if marked}


def _write_whole(
    unit: Unit,
    ref: Ref,
    tied: ChildTable,
    child_id: str,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    name = tied.component.name
    journal.write_whole(unit, ref, before=before, after=after, component=name, row_id=child_id)


def _touch(unit: Unit, ref: Ref, tied: ChildTable, row: Row) -> None:
    """Count the change; a membership belongs to its household, from whichever side it was changed."""
    if tied.table is not entities.membership:
        rows.touch(unit, ref, tied.component.name, travels=tied.component.travels)
        return
    household, contact = _both(row)
    rows.touch(unit, household, RELATED_CONTACT.name)
    unit.note_changed(contact, RELATED_HOUSEHOLDS.name)


def _both(row: Row) -> tuple[Ref, Ref]:
    household = Ref(RecordKind.HOUSEHOLD, str(row["household_id"]))
    return household, Ref(RecordKind.CONTACT, str(row["contact_id"]))


def _primary(unit: Unit, ref: Ref, tied: ChildTable) -> str | None:
    flag = tied.table.c[tied.primary or "is_primary"]
    found = sa.select(tied.table.c.id).where(tied.parent_column == ref.id, flag == sa.true())
    child_id = unit.execute(found).scalar()
    return None if child_id is None else str(child_id)


def _may_lead(unit: Unit, tied: ChildTable, row: Row) -> bool:
    return tied.component is not RELATED_CONTACT or rules.is_current(unit, row)


def _move_primary(unit: Unit, ref: Ref, tied: ChildTable, child_id: str | None) -> None:
    """Take the primary mark from whoever has it and give it to ``child_id``, or to nobody."""
    before = _primary(unit, ref, tied)
    if before == child_id:
        return
    flag = tied.primary or "is_primary"
    for row_id, value in ((before, False), (child_id, True)):
        if row_id is not None:
            unit.execute(sa.update(tied.table).where(tied.table.c.id == row_id).values({flag: value}))
            journal.write(unit, ref, [Change("primary", not value, value, tied.component.name, row_id)])


def _promote(unit: Unit, ref: Ref, tied: ChildTable) -> None:
    """Make the oldest row that may lead the primary one."""
    found = sa.select(tied.table).where(tied.parent_column == ref.id).order_by(tied.table.c.number)
    for row in unit.execute(found).mappings():
        if _may_lead(unit, tied, cast(Row, row)):
            _move_primary(unit, ref, tied, str(row["id"]))
            return
    _move_primary(unit, ref, tied, None)


def _after_update(unit: Unit, tied: ChildTable, row: Row) -> None:
    if tied.component is RELATED_CONTACT and not rules.is_current(unit, row):
        _leave(unit, row)


def _leave(unit: Unit, row: Row) -> None:
    """See to it that someone who left neither leads the household nor is its head."""
    household, contact = _both(row)
    if row["is_primary"]:
        _promote(unit, household, CHILD_TABLES["household", RELATED_CONTACT.name])
    if row["is_primary_household"]:
        _promote(unit, contact, CHILD_TABLES["contact", RELATED_HOUSEHOLDS.name])
    rows.clear_head(unit, household, contact.id)
