"""Finds the words of the program: those of the window by their call, those below it by their shape."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from desktop.fields import CATALOGUES, RECORDS, Component
from desktop.phrases import SENTENCES
from desktop.store.types import Auth

ROOT: Final = Path(__file__).parents[2]
_WINDOW: Final = ("app.py", "models", "views")
# The floors below, whose sentences the window shows; the command line itself speaks English.
_BELOW: Final = (
    "calls.py", "defaults.py", "errors.py", "fields.py", "resources.py", "settings.py", "values.py",
    "doctor", "exchange", "integration", "store", "models/operations.py",
)  # fmt: skip
# Where texts are names of other things, SQL, or what only the built-in external system says.
_NOT_SHOWN: Final = (
    "integration/external_system", "integration/likeness.py", "integration/redaction.py", "store/entities.py",
    "store/sample", "store/search.py", "store/search_index.py", "store/support_file.py", "store/upgrades",
)  # fmt: skip
_CODES: Final = frozenset({"CURRENCY", "LANGUAGE"})
# Two words in a row, as in a sentence or a piece of one.
_PROSE: Final = re.compile(r"[A-Za-z'-]{2,}[,:]? +[(“]?[a-z{]")
_NO_PROSE: Final = re.compile(
    r"SELECT |INSERT |PRAGMA |JOIN |FROM |<\?xml|Basic |\\\\|\n|^ '|:begin|sqlite:|dict\[|Mapping\["
    r"|gzip|Content-Type|Application Support"
    r"|^(Failed to parse|Tunnel|Missing child|No matching global|Expected is)"
    r"|^(not (allowed|expected|a database)|disk i/o|unable to open|write-ahead log)$"
)
_FORMATTED: Final = re.compile(r"\{(\w+)(:[^}]*)?\}")
_LOGS: Final = frozenset({"debug", "info", "warning", "error", "exception", "compile"})
_FINDINGS: Final = frozenset({"good", "note", "problem", "Check", "_step"})


@dataclass(frozen=True)
class Found:
    """A text to translate, with its form for many where it has one, and the file in which it stands."""

    source: str
    context: str = ""
    many: str = ""
    place: str = field(default="", compare=False)

    @property
    def message(self) -> str | tuple[str, str]:
        """Return it as a catalogue takes it."""
        return (self.source, self.many) if self.many else self.source


def everything() -> set[Found]:
    """Returns all that wants translating."""
    found = {*_labels(), *_values()}
    for path in _modules(_WINDOW):
        found |= set(of_window(path))
    for path in _modules(_BELOW):
        found |= set(of_below(path))
    return found


def components() -> Iterator[Component]:
    """Gives every component of every record and catalogue."""
    for record in (*RECORDS.values(), *CATALOGUES.values()):
        yield record
        yield from record.children


def of_window(path: Path) -> Iterator[Found]:
    """Gives what a module hands to ``tr``, ``translate`` and ``several``."""
    for name, arguments in _calls(path):
        texts = [each.value for each in arguments if isinstance(each, ast.Constant)]
        strings = [each for each in texts if isinstance(each, str)]
        if name == "tr" and strings:
            yield Found(strings[0], place=_place(path))
        elif name == "translate" and len(strings) == 2:
            yield Found(strings[1], strings[0], place=_place(path))
        elif name == "Field" and len(strings) > 2:
            yield Found(strings[2], "Field", place=_place(path))
        elif name == "several" and len(strings) == 2:
            yield Found(strings[0], many=strings[1], place=_place(path))


def of_below(path: Path) -> Iterator[Found]:
    """Gives the sentences of a module below the window, and the pieces that are put into them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _shown(tree):
        text = _FORMATTED.sub(r"{\1}", pattern(node)).strip()
        if _PROSE.search(text) and not _NO_PROSE.search(text):
            yield Found(text, SENTENCES, place=_place(path))
    for name, arguments in _calls(path):
        if name in _FINDINGS and arguments and re.search("[a-z]", called := pattern(arguments[0])):
            yield Found(called, SENTENCES, place=_place(path))


def pattern(node: ast.expr) -> str:
    """Returns a text with its places in braces, each with a name of its own; nothing for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts, names = list[str](), list[str]()
    for each in node.values if isinstance(node, ast.JoinedStr) else ():
        if isinstance(each, ast.FormattedValue):
            name = _name(each.value)
            names.append(name)
            parts.append(f"{{{name}{names.count(name) if names.count(name) > 1 else ''}}}")
        else:
            parts.append(pattern(each))
    return "".join(parts)


def _name(value: ast.expr) -> str:
    """Returns the last name in an expression: ``path`` for ``self.path`` and for ``str(path)``."""
    named = [
        each.attr if isinstance(each, ast.Attribute) else each.id
        for each in ast.walk(value)
        if isinstance(each, ast.Attribute | ast.Name)
    ]
    plain = [
        name.strip("_").lower()
        for name in named
        if name not in {"join", "sorted", "str", "len", "min", "self"}
    ]
    return plain[0] if plain else "value"


def _shown(tree: ast.Module) -> Iterator[ast.expr]:
    """Gives the texts of a module that are no docstrings, no parts of others, and do not go to the log."""
    hidden = {id(part) for node in ast.walk(tree) for part in _hidden(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in hidden:
            yield node


def _hidden(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (part for part in ast.walk(node) if part is not node and _is_piece(part, node))
    elif isinstance(node, ast.Call):
        name = _called(node)
        if name in _LOGS:
            yield from (part for each in node.args for part in ast.walk(each))
        elif name in {
            "_field",
            "_here",
            "_mirror",
            "_derived",
            "_number",
            "_row_id",
            "_integration_id",
            "Component",
        }:
            yield from node.args


def _is_piece(part: ast.AST, whole: ast.JoinedStr) -> bool:
    return part in whole.values or isinstance(part, ast.FormattedValue)


def _calls(path: Path) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield _called(node), node.args


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _modules(places: Iterable[str]) -> Iterator[Path]:
    for place in places:
        root = ROOT / "desktop" / place
        for path in [root] if root.suffix else sorted(root.rglob("*.py")):
            if not _place(path).startswith(_NOT_SHOWN):
                yield path


def _place(path: Path) -> str:
    return path.relative_to(ROOT / "desktop").as_posix()


def _labels() -> Iterator[Found]:
    for component in components():
        yield from (Found(each.label, "Field", place="fields.py") for each in component)
        yield from (
            Found(each, "Component", place="fields.py") for each in (component.label, component.plural)
        )
        # As it stands in a sentence: this household, a contact.
        yield Found(component.name.replace("_", " "), SENTENCES, place="fields.py")


def _values() -> Iterator[Found]:
    yield from (Found(each.value, "AUTH", place="store/types.py") for each in Auth)
    lists = json.loads((ROOT / "resources" / "pick_lists.json").read_text(encoding="utf-8"))
    for name, told in lists.items():
        if name not in _CODES:
            yield from (Found(each, name, place="pick_lists.json") for each in told["values"])
