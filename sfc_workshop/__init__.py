"""Workshops and surveys in which Thai cities plan with their people."""
