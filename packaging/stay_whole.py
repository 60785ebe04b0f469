"""Lets a program that is upgraded while it runs go on with its own modules, not with the newer ones."""

import sys
from pathlib import Path

import pyimod02_importers  # pyright: ignore[reportMissingImports] -- a part of every frozen program

# The archive of modules is in the program's file, and is opened anew for each one that is loaded. This name
# stands for the file that was started, even when another one has taken its place.
if sys.platform == "linux" and Path("/proc/self/exe").exists():
    pyimod02_importers.pyz_archive._filename = "/proc/self/exe"  # noqa: SLF001 -- there is no other way to say so
