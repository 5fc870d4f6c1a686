"""Pages of the administrator, and the audit log of a city."""

from sfc_workshop.admin.views.accounts import accounts
from sfc_workshop.admin.views.audit import audit
from sfc_workshop.admin.views.cities import bp

__all__ = ["accounts", "audit", "bp"]
