"""The method itself: plain Python, no Flask, no database."""
