"""The journal: one append-only chain of facts a writer, and everything that follows from it."""
