"""What is told after a damaged store was recovered: from when it is, and what of since then is missing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import language
from desktop.fields import component
from desktop.models import formats, words
from desktop.models.child_list import ChildRow
from desktop.store import backups, journal
from desktop.store.recovery import Line, Lost, Recovered
from desktop.store.types import RecordKind
from desktop.values import Value


def sentence(done: Recovered) -> str:
    """Return what became of the store, in words."""
    translate = QCoreApplication.translate
    restored = translate("Recovery", "Restored as it was at {when}.")
    made = backups.moment(done.back_up)
    when = formats.moment(made) if made else done.back_up.name
    told = [restored.format(when=when), _since(done)]
    told.append(translate("Recovery", "Whatever was to be sent since then has to be sent again."))
    if done.set_aside is not None:
        text = translate("Recovery", "The damaged file is kept as {file}.")
        told.append(text.format(file=done.set_aside.name))
    return " ".join(told)


def _since(done: Recovered) -> str:
    translate = QCoreApplication.translate
    if not done.readable:
        return translate("Recovery", "What was changed since could not be read any more.")
    made = formats.number(done.made_again)
    if done.whole:
        return translate("Recovery", "Changes since then, made again: {count}.").format(count=made)
    text = translate("Recovery", "Changes since then, made again: {count}, not made: {missing}.")
    return text.format(count=made, missing=formats.number(len(done.not_made)))


def missing(done: Recovered) -> list[ChildRow]:
    """Return the changes that could not be made again, a row for each."""
    return [_row(number, each) for number, each in enumerate(done.not_made)]


def _row(number: int, lost: Lost) -> ChildRow:
    line, translate = lost.line, QCoreApplication.translate
    values: dict[str, Value] = {
        "at": formats.moment(line.at),
        "who": line.who,
        "record": f"{translate('Component', component(RecordKind(line.kind)).label)} {line.record_id}",
        "field": _field(lost),
        "after": _after(line),
        "why": language.sentence(lost.why),
    }
    return ChildRow(str(number), values)


def _field(lost: Lost) -> str:
    line, translate = lost.line, QCoreApplication.translate
    of = component(RecordKind(line.kind))
    of = of.child(line.component) if line.component else of
    field = words.label(of[line.field], translate) if line.field in of else line.field
    row = translate("Component", of.label) if line.component else ""
    return f"{row}: {field}" if row and field else row or field


def _after(line: Line) -> str:
    """Return what was to stand there; of a whole record or row, all that it held."""
    if line.after is None:
        return QCoreApplication.translate("Conflict", "(removed)")
    if line.field:
        value = journal.load(line.after)
        return "" if value is None else str(value)
    return ", ".join(str(each) for each in journal.load_whole(line.after).values())
