"""The WSDLs that the threads of a courier share: each is read once, however many send by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Final

from desktop.integration.wsdl import Wsdl

# A program that runs for days looks now and then whether a WSDL is still the one it knows.
LOOK_AGAIN_SECONDS: Final = 900.0


class Shelf:
    """Holds what was read, by whatever makes it different from others."""

    def __init__(self) -> None:
        self._read: dict[Hashable, tuple[float, Wsdl]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, read: Callable[[], Wsdl]) -> Wsdl:
        """Return what stands under the key, read anew after a while; raises what reading raises.

        Whoever else wants one meanwhile waits, since it is most likely the same.
        """
        with self._lock:
            read_at, found = self._read.get(key, (0.0, None))
            if found is None or time.monotonic() - read_at > LOOK_AGAIN_SECONDS:
                found = read()
                self._read[key] = (time.monotonic(), found)
            return found
