"""Statements of the hot paths: worked out once, then given to the driver as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Protocol, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.functions import GenericFunction

Parameters = Mapping[str, Any]
_NONE: Final[Parameters] = {}
# Stands for a value that only the run brings; one that is forgotten is an error, and not NULL.
_UNTOLD: Final = object()


class Work(Protocol):
    """A unit of work, as far as a statement has to know it."""

    @property
    def connection(self) -> Connection:
        """Return the connection that the unit of work has."""
        ...

    def cursor(self) -> Any:  # noqa: ANN401 -- the driver's own
        """Return a cursor of the database's driver inside the unit of work."""
        ...


class Prepared:
    """A statement with named parameters that costs no more to run than its text would.

    Values go to the driver and come from it as they are: where flags are not told apart from numbers, only
    ``named`` makes them so.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, view: Work, parameters: Parameters = _NONE) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        compiled = self._for(view)
        return compiled.run(view, compiled.given(parameters)).fetchall()

    def named(self, view: Work, parameters: Parameters = _NONE) -> list[dict[str, Any]]:
        """Run a query and return its rows by the names of their columns."""
        found = self.rows(view, parameters)
        names, flags = self._columns
        listed = [dict(zip(names, row, strict=True)) for row in found]
        if self._for(view).numbers_for_flags:
            for row in listed if flags else ():
                for name in flags:
                    row[name] = None if row[name] is None else bool(row[name])
        return listed

    def run(self, view: Work, parameters: Parameters = _NONE) -> int:
        """Run a statement that writes and return how many rows it concerned."""
        compiled = self._for(view)
        return compiled.run(view, compiled.given(parameters)).rowcount

    def run_for_each(self, view: Work, rows: Sequence[Parameters]) -> None:
        """Run a statement that writes once for each of several rows."""
        if rows:
            compiled = self._for(view)
            compiled.run(view, [compiled.given(each) for each in rows], many=True)

    def _for(self, view: Work) -> _Compiled:
        dialect = view.connection.dialect
        if (compiled := self._compiled.get(dialect.name)) is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        return compiled

    @cached_property
    def _columns(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the names of all columns of a query, and of those that hold flags."""
        columns = list(cast("sa.Select[*tuple[Any, ...]]", self._statement).selected_columns)
        flags = [each for each in columns if isinstance(each.type, sa.Boolean)]
        return tuple([str(each.key) for each in columns]), tuple([str(each.key) for each in flags])


def parameter(name: str) -> sa.BindParameter[Any]:
    """Return the place for a value in a statement that is worked out before the value is known."""
    return sa.bindparam(name, _UNTOLD)


def inserting(table: sa.Table, *names: str) -> Prepared:
    """Return the statement that inserts rows with these columns."""
    places = {name: parameter(name) for name in names}
    return Prepared(sa.insert(table).values(places))


class among(GenericFunction[Any]):  # noqa: N801 -- it is written as a function of SQL
    """Tells whether a column holds one of the values of a parameter, which is a list of any length.

    The text of the statement is the same for all lengths, so that nobody has to work it out anew.
    """

    # As a flag it would be compared with 1 where there are no flags, and no index would answer that.
    type = sa.types.NullType()
    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[Any], name: str) -> None:
        super().__init__(column, sa.bindparam(name, _UNTOLD, type_=ARRAY(cast("Any", column.type))))


@compiles(among)
def _in_array(function: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401 -- as SQLAlchemy calls it
    column, values = (compiler.process(each, **options) for each in function.clauses)
    return f"{column} = ANY({values})"


@compiles(among, "sqlite")
def _in_json(function: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401 -- as above
    column, values = (compiler.process(each, **options) for each in function.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 -- a column and a place for values


class _Compiled:
    """A statement in the language of one database."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        # Lists of values that stand in the statement itself are written out now and not at each run.
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.text = str(compiled)
        self.numbers_for_flags = not dialect.supports_native_boolean
        params: Mapping[str, Any] = compiled.params or {}
        self._fixed = {name: value for name, value in params.items() if value is not _UNTOLD}
        # Where the driver takes values by their place, the compiler says which stands where.
        self._order = cast("Sequence[str] | None", getattr(compiled, "positiontup", None))
        binds = cast("Mapping[str, sa.BindParameter[Any]]", getattr(compiled, "binds", {}))
        lists = [name for name, bind in binds.items() if isinstance(bind.type, ARRAY)]
        self._as_json = lists if self._order is not None else []

    def given(self, parameters: Parameters) -> Any:  # noqa: ANN401 -- as the driver takes them
        """Return the parameters as the driver takes them."""
        whole = {**self._fixed, **parameters}
        for name in self._as_json:
            whole[name] = json.dumps(list(whole[name]))
        return whole if self._order is None else [whole[name] for name in self._order]

    def run(self, view: Work, given: Any, *, many: bool = False) -> Any:  # noqa: ANN401 -- a cursor of the driver
        """Return the driver's cursor after running; raises what SQLAlchemy raises."""
        cursor: Any = view.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(self.text, given)
        except view.connection.dialect.loaded_dbapi.Error as problem:
            raise _wrapped(self.text, problem, view.connection.dialect) from problem
        return cursor


def _wrapped(text: str, problem: Exception, dialect: Dialect) -> BaseException:
    """Return the error as SQLAlchemy tells it; the values stay out of it."""
    base: Any = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, problem, base, hide_parameters=True, dialect=dialect)
