"""A door: sheets with single-use codes, keyed at the desk; and hands that were counted by eye.

Codes and what was keyed are the ballot box's, for a code is a participant's secret. Hands are no ballots: they are
kept here, apart from everything that is counted. Why: docs/adr/0023.
"""
