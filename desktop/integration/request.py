"""Turns the snapshot of a record into the arguments of a request, which a plan writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from desktop.errors import InvalidValue
from desktop.fields import RELATED_HOUSEHOLDS, Component, Field, Role, names_of, picking_names
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
    for element, text in service.shape.constants:
        _put(record, element, text)
    for name, container in service.shape.containers.items():
        rows = snapshot.children.get(name, ())
        if name not in _STAYS_HERE and container.sent and (rows or name in snapshot.known):
            _put_rows(record, container, rows, snapshot.known)
    return _within(service.synchronize, record)


def by_id(operation: Operation, key: str) -> Arguments:
    """Return the arguments of QueryById."""
    return _within(operation, {operation.argument: key})


def by_example(operation: Operation, shape: Shape, values: Values) -> Arguments:
    """Return the arguments of QueryByExample that asks by these fields, each of which has an element."""
    example: dict[str, object] = {}
    for name, value in values.items():
        if value is not None:
            _put(example, shape.fields[name], _written(shape.component[name], shape.fields[name], value))
    return _within(operation, example)


def _within(operation: Operation, content: dict[str, object]) -> Arguments:
    """Return the record, or the question, in its wrappers, as the operation wants it."""
    for element in reversed(operation.path):
        content = {element.key: [content] if element.repeats else content}
    arguments = dict.fromkeys(operation.blanks, "") | content
    for element, text in operation.constants:
        _put(arguments, element, text)
    return arguments


def _put(content: dict[str, object], element: WireElement, value: object) -> None:
    """Put a value where its element is, in elements that are made on the way."""
    for each in element.within:
        made = content.setdefault(each.key, {})
        inner = cast("list[dict[str, object]]", made)[0] if isinstance(made, list) else made
        content = cast("dict[str, object]", inner)
    content[element.key] = value


def _fields(shape: Shape, values: Values, known: frozenset[str], prefix: str = "") -> dict[str, object]:
    sent: dict[str, object] = {}
    of = shape.component
    for name, element in shape.fields.items():
        value = values.get(name)
        if value is not None:
            told: object = _written(of[name], element, value)
        elif (told := _empty(of[name], element, known=f"{prefix}{name}" in known)) is None:
            continue
        if element.within:
            _put(sent, element, told)
        else:
            sent[element.key] = told
    return sent


def _written(field: Field, element: WireElement, value: str | int | bool) -> str:
    text = to_wire(field.kind, value, element.form)
    return element.codes.get(str(value), text) if element.codes else text


def _empty(field: Field, element: WireElement, *, known: bool) -> object | None:
    """Return what says that the field is empty, or None to say nothing.

    A key is never said to be empty: whoever is asked to match rows by it takes the first one that is there.
    """
    if not element.required and not (known and field.role is Role.OWN and not field.read_only):
        return None
    if element.may_be_empty:
        return ""
    if element.nillable:
        return NIL
    if element.required:
        raise InvalidValue(field.name, "required", "is required by the external system", label=field.label)
    # A typed number or date can be left out, but not be empty.
    return None


def _put_rows(
    record: dict[str, object], container: Container, rows: Sequence[Child], known: frozenset[str]
) -> None:
    element, written = container.element, _rows(container.row, rows, known)
    if not container.bare:
        _put(record, element, {container.row.element.key: written})
    elif element.repeats:
        _put(record, element, written)
    elif rows:
        # There is room for one: the one that leads.
        lead = next((place for place, row in enumerate(rows) if row.primary), 0)
        _put(record, element, _rows(container.row, [rows[lead]], known)[0])


def _rows(shape: Shape, rows: Sequence[Child], known: frozenset[str]) -> list[Arguments]:
    told = [(row, _child_values(shape.component, row)) for row in rows]
    told, unsaid = _led_by_a_common_key(shape, told)
    return [
        _row(shape, row, {name: values[name] for name in values if name not in unsaid}, known)
        for row, values in told
    ]


def _row(shape: Shape, row: Child, values: Values, known: frozenset[str]) -> Arguments:
    sent = _fields(shape, values, known, f"{shape.component.name}.")
    if shape.primary is not None and shape.component.has_primary:
        _put(sent, shape.primary, _yes_or_no(shape.primary.form, yes=row.primary))
    return sent


def _yes_or_no(form: Form, *, yes: bool) -> str:
    if form is Form.BOOLEAN:
        return "true" if yes else "false"
    return "Y" if yes else "N"


def _child_values(component: Component, row: Child) -> Values:
    of_the_row = _row_id(component, row.id) if row.id else {}
    of_the_picked = dict.fromkeys(picking_names(component), row.picked_id) if row.picked_id else {}
    return {**row.values, **of_the_row, **of_the_picked}


def _row_id(component: Component, row_id: str) -> dict[str, str]:
    return dict.fromkeys(names_of(component, Role.ROW_ID), row_id)


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
