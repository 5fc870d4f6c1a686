"""The planner's order on top of a count: moves with reasons, marks, words for the committee.

A draft has chapters, one for each horizon, and an order in each. Whatever changes it makes its next version.
"""
