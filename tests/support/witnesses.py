"""External systems on SOAP stacks that others wrote, as processes of their own: node's and Java's."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.support.variants import Variant, write

_HERE: Final = Path(__file__).parents[1] / "witnesses"
_JARS: Final = Path("/usr/share/java")
# Other parsers than the JDK's own, which would take its place.
_NOT_OURS: Final = ("xerces", "xalan", "xml-apis", "xml-resolver", "serializer")
_NOWHERE: Final = {kind: f"http://127.0.0.1:1/{kind}" for kind in ("household", "contact")}
_INSTALL: Final = "./dev test installs it; see CONTRIBUTING.md"


def node(services: Mapping[str, Path]) -> list[str]:
    """Return how the witness on node's `soap` is started."""
    program = shutil.which("node")
    assert program, f"There is no node. {_INSTALL}"
    assert (_HERE / "node/node_modules/soap").is_dir(), f"node's soap is not there. {_INSTALL}"
    given = json.dumps([[place, str(file)] for place, file in services.items()])
    return [program, str(_HERE / "node/server.js"), given]


def jaxws(services: Mapping[str, Path]) -> list[str]:
    """Return how the witness on JAX-WS is started."""
    program = shutil.which("java")
    assert program, f"There is no java. {_INSTALL}"
    assert (_JARS / "jaxws-ri-runtime.jar").exists(), f"JAX-WS is not there. {_INSTALL}"
    jars = [str(each) for each in _JARS.glob("*.jar") if not each.name.startswith(_NOT_OURS)]
    words = [word for place, file in services.items() for word in (place, str(file))]
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
    return [program, *quick, "-cp", ":".join(jars), str(_HERE / "jaxws/Witness.java"), *words]


STACKS: Final = {"node": node, "jaxws": jaxws}


@dataclass(frozen=True)
class Seen:
    """One record as a witness understood it."""

    place: str
    kind: str
    text: str


class Witness:
    """One process that serves all its variants, each at places of its own."""

    def __init__(self, stack: str, variants: list[Variant], folder: Path) -> None:
        self.stack = stack
        self._folder = folder
        services = {
            place_of(number, kind): file
            for number, variant in enumerate(variants)
            for kind, file in write(variant, folder / f"{stack}-{number}", _NOWHERE).items()
        }
        with (folder / f"{stack}.log").open("wb") as log:
            self._process = subprocess.Popen(
                STACKS[stack](services),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._port = 0

    @property
    def address(self) -> str:
        """Return where it listens, as soon as it does."""
        assert self._process.stdout is not None
        if not self._port:
            line = self._process.stdout.readline()
            assert line.strip().isdecimal(), self.log()
            self._port = int(line)
        return f"http://127.0.0.1:{self._port}"

    def log(self) -> str:
        return "\n".join(each.read_text("utf-8", "replace")[-3000:] for each in self._folder.glob("*.log"))

    def seen(self, place: str) -> list[Seen]:
        """Return the records that came to a place, in their order."""
        with urllib.request.urlopen(f"{self.address}/seen", timeout=10) as answer:  # noqa: S310 -- our own
            told: list[dict[str, Any]] = json.load(answer)
        return [
            Seen(each["place"], each["kind"], str(each.get("xml") or each.get("record")))
            for each in told
            if each["place"] == place
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def place_of(number: int, kind: str) -> str:
    """Return the path at which a witness serves the records of a kind by its variant of this number."""
    return f"/{number}/{kind}"
