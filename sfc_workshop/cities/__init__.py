"""Cities, their divisions and communities."""
