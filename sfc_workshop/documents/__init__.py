"""How a file is written; knows no feature."""
