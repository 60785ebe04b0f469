"""What an administrator changed in a mapping and has not saved yet, in the order in which it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

BEGIN: Final = "begin"
LIST: Final = "list"
ELEMENT: Final = "element"
DIRECTION: Final = "direction"
FORM: Final = "form"
CODE: Final = "code"
CONSTANT: Final = "constant"
REPLY: Final = "reply"
BY_ID: Final = "by_id"
BY_EXAMPLE: Final = "by_example"
# An element must be there before it has a direction, a list before it has fields.
_ORDER: Final = (BEGIN, LIST, ELEMENT, DIRECTION, FORM, CODE, CONSTANT, REPLY, BY_ID, BY_EXAMPLE)
_OF_A_LINE: Final = (DIRECTION, FORM)

Change = tuple[str, str, str]


class MappingChanges:
    """The changes by what they are about; ``begin`` with another operation forgets all others."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str] = {}
        self._begun: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self._values) or self._begun is not None

    def all(self) -> tuple[Change, ...]:
        """Return the changes in order: what, the name, the value."""
        begun = [(BEGIN, *self._begun)] if self._begun is not None else []
        return (*begun, *(each for what in _ORDER for each in self._of(what)))

    def _of(self, what: str) -> Iterator[Change]:
        return ((what, name, value) for (kind, name), value in self._values.items() if kind == what)

    def begin(self, operation: str, record: str) -> None:
        """Begin anew with what an operation proposes."""
        self.forget()
        self._begun = (operation, record)

    def put(self, what: str, name: str, value: str) -> None:
        """Change one thing; a line that loses its element loses the rest, too."""
        self._values[what, name] = value
        if what in (ELEMENT, LIST) and not value:
            gone = [key for key in self._values if key[0] in _OF_A_LINE and key[1] == name]
            gone += [key for key in self._values if key[0] == CODE and key[1].startswith(f"{name}:")]
            for key in gone:
                del self._values[key]

    def said(self, what: str, name: str, otherwise: str) -> str:
        """Return what was put, or what stands there otherwise."""
        return self._values.get((what, name), otherwise)

    def codes(self, field: str) -> dict[str, str]:
        """Return the codes that were changed for a field, by our value; an empty one was taken away."""
        begins = f"{field}:"
        return {name[len(begins) :]: code for _, name, code in self._of(CODE) if name.startswith(begins)}

    def constants(self) -> dict[str, str]:
        """Return the constants that were changed, by path; an empty one was taken away."""
        return {path: text for _, path, text in self._of(CONSTANT)}

    def forget(self) -> None:
        """Forget all changes."""
        self._values.clear()
        self._begun = None
