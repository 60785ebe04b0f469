"""Hides the personal values in envelopes that are given away; their form stays, and which ones are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from typing import Final

from desktop.store.envelopes import is_tag, local_name, opens, tokens

# What redaction left in the place of a secret.
STRUCK: Final = "***"
_ATTRIBUTE: Final = re.compile(r"""([^\s=<>/"']+)(\s*=\s*)("[^"]*"|'[^']*')""")
# Attributes that say how a message is made, and hold nothing about anybody.
_FORMAL: Final = re.compile(
    r"xmlns(:.*)?|(.*:)?(type|nil|schemaLocation|mustUnderstand|actor|role|encodingStyle|operation|IsPrimaryMVG|Type"
    r"|EncodingType|version|encoding)"
)
# In these a system explains itself in sentences, which must stay readable.
_EXPLAINS: Final = re.compile(r"Fault|Error.*", re.IGNORECASE)
# Beside the values that are known from the envelopes: what is quoted, e-mail addresses and long numbers.
_QUOTED: Final = r"'[^'<>]{1,200}'|\"[^\"<>]{1,200}\"|“[^”]{1,200}”|«[^»]{1,200}»|\[[^\][<>]{1,200}\]"
_TELLING: Final = r"[^\s@<>'\"]+@[^\s@<>'\"]+|(?<![\w-])\+?\d[\d ./()-]{5,}\d(?![\w-])"
_SHORTEST: Final = 3


class Mask:
    """Hides values the same way in all texts it is given: the number behind a form tells equal values.

    It must be made with every envelope: a fault may repeat what another one holds.
    """

    def __init__(self, envelopes: Iterable[str]) -> None:
        self._numbers: dict[str, int] = {}
        for each in envelopes:
            for token, explains in _told(each):
                if not is_tag(token) and not explains and STRUCK not in token:
                    self._number(_plain(token))
        self._personal = self._pattern()

    def envelope(self, text: str) -> str:
        """Return an envelope without its values; element names, structure and what a fault explains stay."""
        return "".join(self._hidden(token, explains) for token, explains in _told(text))

    def sentence(self, text: str) -> str:
        """Return a sentence without the values of the envelopes, quotations, long numbers and addresses."""
        hidden = self._personal.sub(self._found, unescape(text))
        return escape(hidden, quote=False) if "&" in text else hidden

    def _hidden(self, token: str, explains: bool) -> str:
        if token.startswith("<!--"):
            return "<!-- -->"
        if is_tag(token):
            return _ATTRIBUTE.sub(self._attribute, token)
        if STRUCK in token:
            return token
        return self.sentence(token) if explains else escape(self._form(_plain(token)), quote=False)

    def _pattern(self) -> re.Pattern[str]:
        values = sorted((each for each in self._numbers if len(each) >= _SHORTEST), key=len, reverse=True)
        known = [rf"(?<!\w){re.escape(each)}(?!\w)" for each in values]
        return re.compile("|".join([f"(?P<quoted>{_QUOTED})", _TELLING, *known]), re.IGNORECASE)

    def _found(self, found: re.Match[str]) -> str:
        if found["quoted"] is None:
            return self._form(found[0])
        return f"{found[0][0]}{self._form(found[0][1:-1])}{found[0][-1]}"

    def _form(self, value: str) -> str:
        """Return the form of a value and its number: ``Xxxxxx (3)`` for Okafor."""
        return f"{''.join(map(_letter, value))} ({self._number(value)})"

    def _number(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers) + 1)

    def _attribute(self, found: re.Match[str]) -> str:
        name, equals, value = found.groups()
        if _FORMAL.fullmatch(name) or STRUCK in value or not value[1:-1].strip():
            return found[0]
        return f"{name}{equals}{value[0]}{escape(self._form(unescape(value[1:-1])))}{value[0]}"


def _told(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each token with whether it stands in an element that explains."""
    within: list[str] = []
    for token in tokens(text):
        name = local_name(token)
        if within and token.startswith("</") and name == within[-1]:
            within.pop()
        yield token, bool(within)
        if opens(token) and (within or _EXPLAINS.fullmatch(name)):
            within.append(name)


def _plain(token: str) -> str:
    if token.startswith("<![CDATA["):
        return token.removeprefix("<![CDATA[").removesuffix("]]>").strip()
    return unescape(token).strip()


def _letter(letter: str) -> str:
    if letter.isdigit():
        return "9"
    if letter.isalpha():
        return "X" if letter.isupper() else "x"
    return letter
