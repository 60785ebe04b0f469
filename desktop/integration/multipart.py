"""Takes the envelope out of an answer that carries it as one part among attachments."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from typing import Final, cast

from desktop.integration.transport import Answer

_WRAPPED: Final = "multipart/related"


def unwrapped(answer: Answer) -> Answer:
    """Return the answer with its root part in the place of the whole; any other answer as it is.

    The root is the part that the Content-Type names by ``start``, else the first one. Attachments are not
    looked at, and a message that has no such part is left for the reader to refuse.
    """
    if answer.media_type != _WRAPPED:
        return answer
    head = f"Content-Type: {_in_one_line(answer.header('Content-Type'))}\r\n\r\n".encode()
    whole = BytesParser().parsebytes(head + answer.body)
    root = _root(whole)
    if root is None:
        return answer
    body = cast("bytes", root.get_payload(decode=True) or b"")
    headers = {name: value for name, value in answer.headers.items() if name.casefold() != "content-type"}
    kind = _in_one_line(root.get("Content-Type", "text/xml"))
    return replace(answer, body=body, headers={**headers, "Content-Type": kind})


def _root(whole: Message) -> Message | None:
    if not whole.is_multipart():
        return None
    parts = [each for each in cast("list[Message]", whole.get_payload()) if not each.is_multipart()]
    start = str(whole.get_param("start") or "").strip()
    named = [each for each in parts if start and str(each.get("Content-ID", "")).strip() == start]
    return next(iter(named or parts), None)


def _in_one_line(text: object) -> str:
    return " ".join(str(text).split())
