"""The local store: households, contacts, their journal and the outbox."""
