"""Writing down the communities of a city."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from sfc_workshop.cities.models import City, Community
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, random_id, writing
from sfc_workshop.core.refusals import Refused


@dataclass(frozen=True)
class Named:
    """One community as it is to be called; id is None for a new one."""

    id: int | None
    name_th: str
    name_en: str = ""


class IsInUse(Refused):
    """A community that something else speaks of, so it has to stay."""

    status = 409


def keep_communities(city: City, wanted: Sequence[Named], *, in_use: Callable[[], Collection[int]], by_id: int) -> None:
    """Make the list of a city's communities what is wanted; what is left out is deleted.

    wanted:  with different Thai names.
    in_use:  finds the ids that rows of other rooms speak of; asked inside the transaction.
    raises:  IsInUse where one of these would go.
    """
    with writing():
        hold(f"community {city.id}", shared=False)
        known = {row.id: row for row in city.communities}
        kept = {one.id for one in wanted}
        gone = [row for row in known.values() if row.id not in kept]
        if used := [row for row in gone if row.id in in_use()]:
            raise IsInUse(
                _l(
                    "“%(name)s” is used elsewhere, so it has to stay. You can give it another name.",
                    name=used[0].name_th,
                )
            )
        for row in gone:
            db.session.delete(row)
        for row in known.values():  # names may change places, and each may stand only once
            row.name_th = random_id() if row not in gone else row.name_th
        db.session.flush()
        for one in wanted:
            row = known.get(one.id or 0) or Community(city=city)
            row.name_th, row.name_en = one.name_th, one.name_en
            db.session.add(row)
        audit.remember("community list written", f"city {city.slug}", by=by_id, rows=len(wanted), deleted=len(gone))
        db.session.commit()
