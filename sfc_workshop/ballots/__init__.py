"""The box: consultations, questions, ballots, comments. The one place votes are kept."""
