"""The administrator's pages: cities, everybody's accounts; and the audit log as people read it."""
