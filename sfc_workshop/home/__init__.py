"""Front pages that gather from every room below."""
