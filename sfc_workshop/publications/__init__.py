"""A frozen draft with its count and ballots: public for ever, never edited, only followed by another."""
