"""Tests: the folders have the names of the rooms."""
