"""The hall: one door of a consultation, with a facilitator, a wall and a room of phones.

A workshop has an agenda of activities. One row, the Screen, says what is on now; the console changes it, and
console, wall and phones are drawn from it. Nothing is kept in a screen, so each may be reloaded at any time.
Why: docs/adr/0022.
"""
