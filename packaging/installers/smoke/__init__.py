"""Tries the packages in clean systems: installed, played, upgraded, removed and purged."""
