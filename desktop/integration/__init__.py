"""What goes over the wire to the external system, and what comes back."""
