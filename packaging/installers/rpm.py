"""Builds the RPM package from the same tree as the Debian one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from installers.release import PACKAGING, Release
from installers.running import run, say

_SCRIPTS: Final = ("before-install", "after-install")
_SPEC: Final = """\
%global debug_package %{{nil}}
%global _build_id_links none
%global __os_install_post %{{nil}}
%global __provides_exclude_from ^/usr/lib/hearth/.*$
%global __requires_exclude ^({private})
%global _binary_payload w3.xzdio
%global _buildhost reproducible
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1

Name: hearth
Version: {version}
Release: 1
Summary: Households and contacts for call-centre agents
License: MIT and LGPL-3.0-only and others
URL: https://github.com/hearth-desktop/hearth
Recommends: gnome-keyring

%description
Hearth keeps households and their contacts on the agent's workstation, so that
work goes on when the line is down, and tells an external system about them
over SOAP when the agent says so.

%install
cp -a {tree}/. %{{buildroot}}/

%files
%defattr(-,root,root,-)
/usr/bin/hearth
/usr/lib/hearth
/usr/share/applications/*
/usr/share/metainfo/*
/usr/share/icons/hicolor/*/apps/hearth.*
/usr/share/bash-completion/completions/hearth
/usr/share/fish/vendor_completions.d/hearth.fish
/usr/share/zsh/site-functions/_hearth
%doc /usr/share/doc/hearth
%doc /usr/share/man/man1/hearth.1.gz

%pre
{before}
%post
{after}
%postun
if [ "$1" = 0 ]; then
  echo "Hearth leaves what its users have in ~/.local/share/hearth, ~/.local/state/hearth and"
  echo "~/.cache/hearth, and /etc/hearth if an administrator made it."
fi
"""


def build(release: Release, tree: Path, target: Path) -> Path:
    """Return the package made from ``tree``, which holds ``usr``."""
    say("Building the .rpm.")
    root, bench = tree.with_name("rpm-tree"), tree.with_name("rpmbuild")
    for each in (root, bench):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(tree, root, symlinks=True)
    # Debian keeps the completions of packages elsewhere than the others.
    zsh = root / "usr" / "share" / "zsh"
    (zsh / "vendor-completions").rename(zsh / "site-functions")
    bench.mkdir()
    spec = bench / "hearth.spec"
    texts = ((PACKAGING / "scripts" / name).read_text("utf-8") for name in _SCRIPTS)
    before, after = (text.replace("%", "%%") for text in texts)
    told = {"version": release.version, "tree": root, "private": private_names(root)}
    spec.write_text(_SPEC.format(**told, before=before, after=after), "utf-8")
    command = ["rpmbuild", "-bb", "--define", f"_topdir {bench}", "--define", f"_rpmdir {bench}/made", spec]
    run(command, environment={**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch)})
    (made,) = (bench / "made").rglob("*.rpm")
    return Path(shutil.move(made, target / made.name))


def private_names(root: Path) -> str:
    """Return a pattern for the libraries that the program brings along and that no package need provide."""
    names = {each.name.partition(".so")[0] for each in (root / "usr" / "lib" / "hearth").rglob("lib*.so*")}
    return "|".join(rf"{name.replace('+', '[+]').replace('.', '[.]')}[.]so" for name in sorted(names))
