"""What people do in and about a workshop; each is one transaction."""
