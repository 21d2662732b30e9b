"""What the protocol says: reading it, checking it and finding the clause that answers a question."""
