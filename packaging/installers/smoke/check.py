"""One check of the smoke test, and how it is made of a command that should succeed."""

from __future__ import annotations

from dataclasses import dataclass

from installers.smoke.roots import Ended, Root


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried where, whether it went well, and what is worth telling."""

    where: str
    what: str
    ok: bool
    tells: str


def checked(root: Root, what: str, ended: Ended) -> Check:
    """Return the check that a command in a system went well."""
    said = (ended.said + ended.complained)[-300:] if ended.code else ""
    return Check(root.name, what, ended.code == 0, said)
