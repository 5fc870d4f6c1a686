"""Files in: projects of a plan from a spreadsheet, participatory budgets of other cities."""
