"""The doctor: what can be wrong with a workstation, and the cure for it."""
