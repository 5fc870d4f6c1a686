"""The planner's order on top of a count: moves with reasons, marks, words for the committee."""
