"""The plan tree: visions, goals, strategies, projects with horizon, programme, division and budget.

A part of a plan is read and written as a sheet (sheets.py). Whoever changes one begins a change, writes through it,
and finishes it (actions/changes.py); every change can be read (history.py) and undone (actions/undoing.py).
"""
