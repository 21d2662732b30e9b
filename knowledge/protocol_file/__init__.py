"""Reading the protocol file: from bytes to nodes with their places, from nodes to values, or every mistake in it."""
