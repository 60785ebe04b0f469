"""Makes Hearth's installers: the frozen folder, the packages around it, and the proofs that they work."""
