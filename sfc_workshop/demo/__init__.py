"""The demo: ten cities, two with illustrative plans, one survey open, one consultation closed."""
