"""Statements of the hot paths: worked out once, then given to the driver as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.sql.elements import ClauseElement

from desktop.store.unit import View


class Prepared:
    """A statement with named parameters that costs no more to run than its text would.

    Values go to the driver and come from it as they are: flags of SQLite come as 0 and 1.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def run(
        self, view: View, parameters: Mapping[str, object] | Sequence[Mapping[str, object]]
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run the statement with these parameters, or once for each of several."""
        dialect = view.connection.dialect
        if (compiled := self._compiled.get(dialect.name)) is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        if isinstance(parameters, Mapping):
            given = compiled.given(parameters)
        else:
            given = [compiled.given(each) for each in parameters]
        return view.connection.exec_driver_sql(compiled.text, given)


class _Compiled:
    """A statement in the language of one database."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._fixed: dict[str, Any] = dict(compiled.params or {})
        # Where the driver takes values by their place, the compiler says which stands where.
        self._order = cast("Sequence[str] | None", getattr(compiled, "positiontup", None))

    def given(self, parameters: Mapping[str, object]) -> Any:  # noqa: ANN401 -- as the driver takes them
        """Return the parameters as the driver takes them."""
        whole = {**self._fixed, **parameters}
        return whole if self._order is None else tuple([whole[name] for name in self._order])
