"""Files attached to a record: kept in the store, each content once, and given back as they came."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import RecordNotFound, UsageError
from desktop.fields import ATTACHMENT
from desktop.store import children, entities
from desktop.store.types import Ref
from desktop.store.unit import Unit, View

LARGEST: Final = 10 * 1024 * 1024
_FILE, _ATTACHMENT = entities.file, entities.attachment
_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RUNS: Final = frozenset(
    (".exe", ".bat", ".cmd", ".com", ".scr", ".pif", ".msi", ".jar", ".js", ".jse", ".vbs", ".vbe", ".wsf",
     ".ps1", ".sh", ".desktop", ".lnk", ".app", ".hta", ".reg", ".py")
)  # fmt: skip
_LONGEST_STEM: Final = 200
_LONGEST_ENDING: Final = 20


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file as it was attached."""

    name: str
    content: bytes


def read_file(path: Path) -> AttachedFile:
    """Return a file of this machine; raise UsageError when it cannot be read or is too large to be kept."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UsageError(
                f"{path.name} is larger than {LARGEST // 1024 // 1024} MB.",
                concerns=str(path),
                way_out="Keep it elsewhere and write in a note where it is.",
            )
        return AttachedFile(path.name, path.read_bytes())
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be read: {problem.strerror or problem}.",
            concerns=str(path),
            way_out="Choose a file that you may read.",
        ) from problem


def attach(unit: Unit, ref: Ref, file: AttachedFile, description: str | None = None) -> str:
    """Attach a file to a contact and return the id of the attachment."""
    digest = keep(unit, file.content)
    values = {"file_name": safe_name(file.name), "size": len(file.content), "digest": digest}
    return children.add_whole(unit, ref, ATTACHMENT.name, {"description": description, **values})


def keep(unit: Unit, content: bytes) -> str:
    """Keep a content, unless it is kept already, and return its digest."""
    digest = hashlib.sha256(content).hexdigest()
    if unit.execute(sa.select(_FILE.c.digest).where(_FILE.c.digest == digest)).first() is None:
        unit.execute(sa.insert(_FILE), [{"digest": digest, "content": content}])
    return digest


def content(view: View, attachment_id: str) -> AttachedFile:
    """Return the file of an attachment, or raise RecordNotFound."""
    found = (
        sa.select(_ATTACHMENT.c.file_name, _FILE.c.content)
        .join(_FILE, _FILE.c.digest == _ATTACHMENT.c.digest)
        .where(_ATTACHMENT.c.id == attachment_id)
    )
    row = view.execute(found).first()
    if row is None:
        raise RecordNotFound(f"There is no attachment {attachment_id}.", concerns=attachment_id)
    return AttachedFile(str(row[0]), bytes(row[1]))


def lay_out(view: View, attachment_id: str, folder: Path) -> Path:
    """Write the file of an attachment into a folder, not to be changed there, and return its path."""
    file = content(view, attachment_id)
    place = folder / attachment_id
    place.mkdir(exist_ok=True)
    path = place / file.name
    if not path.exists():
        _write(file, path)
        path.chmod(0o400)
    return path


def save_as(view: View, attachment_id: str, path: Path) -> Path:
    """Write the file of an attachment where a person wants it; raise UsageError when that cannot be."""
    _write(content(view, attachment_id), path)
    return path


def _write(file: AttachedFile, path: Path) -> None:
    try:
        path.write_bytes(file.content)
    except OSError as problem:
        raise UsageError(
            f"{path} cannot be written: {problem.strerror or problem}.",
            concerns=str(path),
            way_out="Choose another folder.",
        ) from problem


def may_open(name: str) -> bool:
    """Tell whether a file only shows something: one that runs is saved by who knows what it does."""
    return Path(name).suffix.casefold() not in _RUNS


def safe_name(name: str) -> str:
    """Return a name that every file system takes, with its ending."""
    plain = _NOT_IN_A_NAME.sub("_", name).strip(" .") or "file"
    stem, point, ending = plain.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return plain[:_LONGEST_STEM]
    return f"{stem[:_LONGEST_STEM]}{point}{ending}"
