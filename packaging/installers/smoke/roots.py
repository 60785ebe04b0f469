"""Makes clean systems with debootstrap and runs commands in them, each in namespaces of its own."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installers.running import ToolFailed, run, say

# Everything that a command in there starts or mounts is gone with it.
_ENTER: Final = ("unshare", "--mount", "--pid", "--fork", "--uts", "--ipc")
# The shell stays the first process: a display started by the first one never tells that it is ready.
_MOUNT: Final = (
    'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/dev/shm" '
    '&& chroot "$0" "$@"; exit $?'
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command in a clean system ended."""

    code: int
    said: str
    complained: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Root:
    """One clean system, in a folder."""

    name: str
    folder: Path
    home: str = "root/.local/share/hearth"

    def home_file(self, name: str) -> Path:
        """Return where a file of Hearth's home of the one user lies, seen from outside."""
        return self.folder / self.home / name

    def enter(
        self, *command: str, environment: Mapping[str, str] | None = None, patience: int = 600
    ) -> Ended:
        """Run a command in there; it ends with everything it started."""
        started = time.monotonic()
        words = [*_ENTER, "sh", "-c", _MOUNT, str(self.folder), *command]
        inside = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LC_ALL": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **(environment or {}),
        }
        ended = subprocess.run(
            words, env=inside, capture_output=True, text=True, check=False, errors="replace", timeout=patience
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - started)

    def need(self, *command: str) -> str:
        """Run what has to succeed and return what it printed."""
        ended = self.enter(*command)
        if ended.code:
            raise ToolFailed(
                f"{self.name}: {' '.join(command)}: {ended.said[-1500:]}{ended.complained[-1500:]}"
            )
        return ended.said

    def give(self, file: Path) -> str:
        """Copy a file into the system and return where it is in there."""
        shutil.copy(file, self.folder / "tmp" / file.name)
        return f"/tmp/{file.name}"  # noqa: S108 -- inside a system that nobody else uses


def fresh(suite: str, work: Path) -> Root:
    """Return a clean system of a Debian release, as its archive has it today."""
    base = work / f"base-{suite}.tar"
    folder = work / f"root-{suite}"
    discard(folder)
    if not base.is_file():
        say(f"Fetching a clean Debian {suite}.")
        run(["debootstrap", "--variant=minbase", suite, folder, _mirror()])
        run(["tar", "-C", folder, "-cf", base, "."])
    else:
        folder.mkdir(parents=True)
        run(["tar", "-C", folder, "-xf", base])
    root = Root(suite, folder)
    _connect(root)
    root.need("apt-get", "update", "-qq")
    return root


def discard(folder: Path) -> None:
    """Remove a system; nothing is mounted there, as each command had its mounts to itself."""
    if folder.exists():
        run(["rm", "-rf", "--one-file-system", folder])


def _connect(root: Root) -> None:
    """Let apt in there fetch as it does here: the same name servers, proxies and keys."""
    shutil.copy("/etc/resolv.conf", root.folder / "etc" / "resolv.conf")
    for file in Path("/etc/apt/apt.conf.d").glob("*"):
        if "roxy" in file.read_text("utf-8", "replace"):
            shutil.copy(file, root.folder / "etc" / "apt" / "apt.conf.d" / file.name)


def _mirror() -> str:
    """Return the archive from which this machine gets its own packages."""
    places = run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL)"]).splitlines()
    found = [line.split()[0] for line in places if line.endswith("Debian Debian")]
    if not found:
        raise ToolFailed(
            "This machine's own packages come from no Debian archive, so none is known for clean systems."
        )
    return min(found)
