"""Staff: persons, memberships, sign-in; and who may enter where."""
