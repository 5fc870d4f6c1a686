"""Near and far: horizons, fiscal years, Buddhist and common era."""

from datetime import date
from enum import StrEnum

BUDDHIST_ERA = 543


class Horizon(StrEnum):
    """When a project is meant to be done."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


def fiscal_year(day: date) -> int:
    """Name the fiscal year of a day in the Buddhist era: 1 October begins the next one.

    >>> fiscal_year(date(2025, 9, 30)), fiscal_year(date(2025, 10, 1))
    (2568, 2569)
    """
    return day.year + BUDDHIST_ERA + (1 if day.month >= 10 else 0)


def horizon_of(plan_year: int, *, short_until: int = 2, medium_until: int = 5) -> Horizon:
    """Say how far a year of a plan is, counting the first year as 1; the limits are the plan's own.

    >>> [horizon_of(n).value for n in (1, 2, 3, 5, 6)]
    ['short', 'short', 'medium', 'medium', 'long']
    """
    if plan_year <= short_until:
        return Horizon.SHORT
    return Horizon.MEDIUM if plan_year <= medium_until else Horizon.LONG
