"""Tools every room leans on: database gate, clock, languages, who may enter, audit log."""
