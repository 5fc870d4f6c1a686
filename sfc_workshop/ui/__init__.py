"""Looks: templates everyone builds on, styles, behaviours, and the page of patterns."""
