"""What many tests share: one small module per subject, each bringing its fixtures."""
