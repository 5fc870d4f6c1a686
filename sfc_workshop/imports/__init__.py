"""Files in: participatory budgets of other cities."""
