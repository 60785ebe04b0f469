"""The command line: one module for each subject, loaded only when it is called for."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# By the word after `hearth`: the module that knows the subject, and what the overview says of it.
SUBJECTS: Final = MappingProxyType(
    {
        "record": ("record", "create, change, show, delete and list households and contacts"),
        "search": ("search", "find households and contacts by name, phone, e-mail, city or key"),
        "member": ("member", "who belongs to a household"),
        "child": ("child", "addresses, activities, notes, requests and all else that a record has rows of"),
        "attachment": ("attachment", "files attached to a contact"),
        "send": ("delivery", "Update External System for one record, now"),
        "queue": ("waiting", "what waits to be sent, in order"),
        "sync": ("delivery", "send all that waits"),
        "conflict": ("conflict", "fields that were changed on both sides, and settling them"),
        "log": ("log", "the delivery log: every attempt and what came of it"),
        "history": ("history", "what happened to a record, and how it was on a date"),
        "revert": ("history", "take back what was changed: a field, or all that one reply did"),
        "refresh": ("inbound", "fetch what the external system holds of a record, and merge it"),
        "find": ("inbound", "look for records in the external system, and take them over"),
        "connection": ("connection", "define and test the external system"),
        "mapping": (
            "mapping",
            "how records lie on the wire of an external system, and rehearsals of sending",
        ),
        "settings": ("settings", "what an administrator can set"),
        "pick": ("pick", "the lists of values"),
        "catalogue": ("catalogue", "the positions, organizations and accounts that records link to"),
        "open": ("open", "take the window to a record, or to whoever is calling"),
        "store": ("store", "look at, check, back up, restore and upgrade the local store"),
        "doctor": ("doctor", "look at this workstation, and say the cure for what is wrong"),
        "import": ("exchange", "take in households, contacts or members from CSV, contacts from vCards"),
        "export": ("exchange", "write households, contacts or members to CSV, contacts to vCards"),
        "sample": ("sample", "fill the store with invented households"),
        "external-system": ("external_system", "run the built-in external system alone"),
        "demo": ("demo", "try everything in a throw-away home"),
    }
)
