"""Turns the snapshot of a record into the arguments of a request; zeep writes them in the schema's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from desktop.errors import InvalidValue
from desktop.fields import RELATED_HOUSEHOLDS, Component, Field, Role
from desktop.integration.service import Container, Operation, Service, Shape, WireElement
from desktop.integration.wire_values import Form, to_wire
from desktop.store.types import Child, Snapshot, Values

Arguments = Mapping[str, object]
# An element that says of itself that it has no value (xsi:nil).
NIL: Final = object()
PRIMARY: Final = "IsPrimaryMVG"

# Membership travels with the household. A contact's own list would be partial as seen from a household that
# another agent works on, and a partial list cuts the links it does not name.
_STAYS_HERE: Final = frozenset({RELATED_HOUSEHOLDS.name})


def build(snapshot: Snapshot, service: Service) -> Arguments:
    """Return the arguments of Synchronize for a record.

    What has a value is sent. What is empty is sent empty only if it ever held something, because an empty
    element clears the value there, and an empty container removes all its rows. Raises InvalidValue for a
    value that the WSDL demands and the record does not have.
    """
    values = {**snapshot.values, **_row_id(service.shape.component, snapshot.ref.id)}
    record = _fields(service.shape, values, snapshot.known)
    for name, container in service.shape.containers.items():
        rows = snapshot.children.get(name, ())
        if name not in _STAYS_HERE and (rows or name in snapshot.known):
            record[container.element.key] = _container(container, rows, snapshot.known)
    return _within(service.synchronize, record)


def by_id(operation: Operation, key: str) -> Arguments:
    """Return the arguments of QueryById."""
    return {operation.argument: key}


def by_example(operation: Operation, shape: Shape, name: str, key: str) -> Arguments:
    """Return the arguments of QueryByExample that asks by one field, which is a user key of its own."""
    return _within(operation, {shape.fields[name].key: key})


def _within(operation: Operation, record: dict[str, object]) -> Arguments:
    """Return the record in its wrappers, as the operation wants it."""
    content: dict[str, object] = record
    for element in reversed(operation.path):
        content = {element.key: [content] if element.repeats else content}
    return dict.fromkeys(operation.blanks, "") | content


def _fields(shape: Shape, values: Values, known: frozenset[str], prefix: str = "") -> dict[str, object]:
    sent: dict[str, object] = {}
    for name, element in shape.fields.items():
        field, value = shape.component[name], values.get(name)
        if value is not None:
            sent[element.key] = to_wire(field.kind, value, element.form)
        elif (empty := _empty(field, element, known=f"{prefix}{name}" in known)) is not None:
            sent[element.key] = empty
    return sent


def _empty(field: Field, element: WireElement, *, known: bool) -> object | None:
    """Return what says that the field is empty, or None to say nothing.

    A key is never said to be empty: whoever is asked to match rows by it takes the first one that is there.
    """
    if not element.required and not (known and field.role is Role.OWN and not field.read_only):
        return None
    if element.form is Form.TEXT:
        return ""
    if element.nillable:
        return NIL
    if element.required:
        raise InvalidValue(field.name, "required", "is required by the external system", label=field.label)
    # A typed number or date can be left out, but not be empty.
    return None


def _container(container: Container, rows: Sequence[Child], known: frozenset[str]) -> Arguments:
    component = container.row.component
    told = [(row, _child_values(component, row)) for row in rows]
    told, unsaid = _led_by_a_common_key(container.row, told)
    return {
        container.row.element.key: [
            _row(container.row, row, {name: values[name] for name in values if name not in unsaid}, known)
            for row, values in told
        ]
    }


def _row(shape: Shape, row: Child, values: Values, known: frozenset[str]) -> Arguments:
    sent = _fields(shape, values, known, f"{shape.component.name}.")
    primary = shape.attributes.get(PRIMARY)
    if primary is not None and shape.component.has_primary:
        sent[primary.key] = _yes_or_no(primary.form, yes=row.primary)
    return sent


def _yes_or_no(form: Form, *, yes: bool) -> str:
    if form is Form.BOOLEAN:
        return "true" if yes else "false"
    return "Y" if yes else "N"


def _child_values(component: Component, row: Child) -> Values:
    of_the_row = _row_id(component, row.id)
    of_the_picked = {each.name: row.picked_id for each in component if each.mirrors == "id"}
    return {**row.values, **{name: key for name, key in (of_the_row | of_the_picked).items() if key}}


def _row_id(component: Component, row_id: str) -> dict[str, str | None]:
    return {each.name: row_id for each in component if each.role is Role.ROW_ID}


def _led_by_a_common_key(
    shape: Shape, rows: list[tuple[Child, Values]]
) -> tuple[list[tuple[Child, Values]], frozenset[str]]:
    """Return the rows in such an order that the first one leads the other side to a key all of them have.

    The first row decides by which key all rows are matched: the first key whose fields it carries. If each
    row carries an earlier key than the common one, the fields of the earlier keys are to be left unsaid; they
    only say again whom the row links to. The second value names them.
    """
    keys = [key for key in shape.component.user_keys if all(name in shape.fields for name in key)]
    for place, key in enumerate(keys):
        told = [_key_values(values, key) for _, values in rows]
        if None in told or len(set(told)) < len(told):
            continue
        earlier = keys[:place]
        for row in rows:
            if all(_key_values(row[1], each) is None for each in earlier):
                return [row, *(each for each in rows if each is not row)], frozenset()
        return rows, frozenset(name for each in earlier for name in each) - frozenset(key)
    return rows, frozenset()


def _key_values(values: Values, key: tuple[str, ...]) -> tuple[object, ...] | None:
    found = tuple(values.get(name) for name in key)
    return None if None in found else found
