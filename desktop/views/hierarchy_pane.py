"""The Relationship Hierarchy of a household: its tree beside the list of its other parties."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.fields import PARTY_RELATIONSHIP
from desktop.models import kinship
from desktop.models.sights import Sight
from desktop.views.desk import Desk
from desktop.views.kinship_tree import KinshipTree
from desktop.views.link_pane import LinkPane

_TREE_WIDTH: Final = 320


class HierarchyPane(QSplitter):
    """Shows who belongs to the household, and keeps who else is related to it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("hierarchy.split")
        self.setChildrenCollapsible(False)
        self.tree = KinshipTree(self)
        self.parties = LinkPane(PARTY_RELATIONSHIP, desk, "link", self)
        self.tree.setMinimumWidth(_TREE_WIDTH)
        self.setStretchFactor(0, 1)
        self.setSizes([_TREE_WIDTH * 3, _TREE_WIDTH * 2])

    def show_sight(self, sight: Sight) -> None:
        """Show a household that was read with its members."""
        self.tree.show_tree(kinship.tree(sight))
        self.parties.show_sight(sight)
