"""How fast and how small it is, measured beside something to compare with: python -m tests.bench."""
