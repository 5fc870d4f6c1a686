"""The one clock: UTC for what is stored, the city's day for what is shown."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Bangkok")


def now() -> datetime:
    """Say what time it is, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Say what day it is in a Thai city."""
    return city_day(now())


def city_day(moment: datetime) -> date:
    """Say on which day of the city a moment falls."""
    return moment.astimezone(CITY_ZONE).date()
