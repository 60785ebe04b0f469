"""Reads XML that comes from outside: hardened, by local name, whatever its namespaces."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001 -- it has no public name

MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000
_MOST_ENCODINGS: Final = 8
_DECLARES_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{1,40})""")
# Charsets of one byte a letter: hardly any text of theirs is valid UTF-8 beyond ASCII.
_ONE_BYTE: Final = re.compile(r"(us-)?ascii|(iso[-_]?8859|windows-?12|cp-?12|latin|x-?none).*", re.IGNORECASE)
_GZIP: Final = b"\x1f\x8b"
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")


# Counted by libxml2, which costs a hundredth of what counting here does.
_TOO_DEEP: Final = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_COUNT: Final = etree.XPath("count(//*)")


class NotXml(ValueError):
    """What came is not well-formed XML, or XML that nobody should read; the text says why."""


def parse(raw: bytes, charset: str = "", most: int = MAX_ELEMENTS) -> Element:
    """Return the root of ``raw``; ``charset`` is what the transport said of it, which may be a lie.

    Raises NotXml for what is not well-formed, has a document type, or is deeper or larger than a message is.
    """
    problem = NotXml("is empty")
    for encoding in _encodings(raw, charset):
        try:
            root = etree.fromstring(raw.lstrip(b" \t\r\n"), _parser(encoding))
        except (etree.LxmlError, ValueError, LookupError) as found:
            problem = NotXml(f"is not well-formed ({_why(found, raw)})")
            continue
        _check(root, most)
        return root
    raise problem


def local_name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def children(element: Element) -> Iterator[Element]:
    """Yield the child elements, without comments or processing instructions."""
    return element.iterchildren("*")


def child(element: Element, name: str) -> Element | None:
    """Return the first child of that local name."""
    return next(element.iterchildren(f"{{*}}{name}"), None)


def descendants(element: Element, name: str) -> list[Element]:
    """Return the elements of that local name beneath ``element``, in document order."""
    return list(element.iterdescendants(f"{{*}}{name}"))


def text_of(element: Element | None) -> str:
    """Return all text of an element without blanks around it; empty for none."""
    if element is None:
        return ""
    return ("".join(map(str, element.itertext())) if len(element) else element.text or "").strip()


def attribute(element: Element, name: str) -> str | None:
    """Return the attribute of that local name, or None; an empty one is an empty text."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def is_nil(element: Element) -> bool:
    """Tell whether the element says of itself that it has no value."""
    if not element.attrib:
        return False
    return (attribute(element, "nil") or "").strip() in ("true", "1")


def _encodings(raw: bytes, charset: str) -> tuple[str | None, ...]:
    """Return the encodings to try, in order; None leaves it to the document's own declaration.

    A byte order mark goes before a declaration, a declaration before what the transport says. Whoever claims
    a charset of one byte a letter for what is UTF-8 is mistaken; where one fails the other is tried.
    """
    if raw.startswith(_BYTE_ORDER_MARKS):
        return None, _mark(raw)
    declared = _DECLARES_ENCODING.search(raw[:256])
    said = declared[1].decode() if declared else ""
    if any(map(_ONE_BYTE.fullmatch, filter(None, (said, charset)))) and _is_utf_8(raw):
        return "utf-8", None
    first, second = (None, charset) if declared else (charset, None)
    tried = tuple(dict.fromkeys((first or None, second or None)))
    # A name that nobody knows, or of what it plainly is not, says nothing.
    return (*tried, "utf-8") if said or charset else tried


def _mark(raw: bytes) -> str:
    return "utf-8" if raw.startswith(_BYTE_ORDER_MARKS[0]) else "utf-16"


def _is_utf_8(raw: bytes) -> bool:
    if raw.isascii():
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _why(problem: Exception, raw: bytes) -> str:
    """Return what is wrong with bytes that are no XML, in words where there are any."""
    if raw.startswith(_GZIP):
        return "it is packed by gzip and does not say so"
    told = str(problem)
    if "Input is not proper UTF-8" in told or "Invalid bytes in character encoding" in told:
        return "it is taken for UTF-8, and its bytes are not"
    if "encoding" in told.casefold():
        return "its letters are in an encoding that is not known here: save it as UTF-8"
    return told


class _Parsers(threading.local):
    """The parsers of one thread by encoding: to make one costs as much as to read a message."""

    def __init__(self) -> None:
        self.made: dict[str | None, etree.XMLParser] = {}


_PARSERS: Final = _Parsers()


def _parser(encoding: str | None) -> etree.XMLParser:
    if encoding in _PARSERS.made:
        return _PARSERS.made[encoding]
    made = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if len(_PARSERS.made) < _MOST_ENCODINGS:
        # What encodings there are is up to the other side.
        _PARSERS.made[encoding] = made
    return made


def _check(root: Element, most: int) -> None:
    document: Any = root.getroottree().docinfo  # lxml's stubs do not know its attributes
    if document.doctype:
        raise NotXml("has a document type, which a message must not have")
    count: Any = _COUNT(root)
    if _TOO_DEEP(root) or count > most:
        raise NotXml(f"is deeper than {MAX_DEPTH} or larger than {most} elements")
