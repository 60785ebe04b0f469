"""What stands between the store and the widgets: item models, and how values are shown and read."""
