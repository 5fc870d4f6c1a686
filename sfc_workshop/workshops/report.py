"""The report of a workshop: who came, what was on when, what came of each question, what was checked.

Every number is counted by what the wall was drawn with (`faces`), so report and wall say the same.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_day, format_moment, language, text
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.domain.hall import Picture, Row
from sfc_workshop.domain.report import (
    Bar,
    Bars,
    Block,
    Cloud,
    Facts,
    Figures,
    Heading,
    Report,
    Table,
    Text,
    shortened,
)
from sfc_workshop.workshops import faces, kinds, queries, record
from sfc_workshop.workshops.attendance import LEAST_N_MIN, attendance_table
from sfc_workshop.workshops.models import Activity, Workshop
from sfc_workshop.workshops.sentences import measure

IN_SHORT = 3  # items named of each question on the first page
MOST_WORDS = 160  # letters of a title in a table
NOTHING = "–"


def report_of(workshop: Workshop, audit_head: str) -> Report:
    """Tell of a workshop in the reader's language.

    audit_head: where the audit log stood before this report was made
    """
    return _Reader(workshop, audit_head).report()


class _Reader:
    """Reads what a workshop left behind, and puts it into words."""

    def __init__(self, workshop: Workshop, audit_head: str) -> None:
        self.workshop, self.audit_head = workshop, audit_head
        self.agenda = record.agenda_of(workshop)
        self.groups = queries.groups_of(workshop)
        self.came = attendance_table(workshop)
        self.times = record.times_of(workshop)
        self.consultations = [door.consultation for door in workshop.doors]
        self.results = {one.id: faces.result_of(one) for one in self.agenda if was_asked(one)}

    def report(self) -> Report:
        city = text(self.workshop.plan.city, "name")
        return Report(
            title=text(self.workshop, "title"),
            language=language(),
            footer=_("Report of the workshop · %(city)s", city=city),
            kicker=_("Report of the workshop · %(city)s", city=city),
            blocks=(
                *self._meeting(),
                *self._in_short(),
                *self._came(),
                *self._course(),
                *(block for number, one in enumerate(self.agenda, start=1) for block in self._activity(number, one)),
                *self._checked(),
                *self._method(),
                *self._sources(),
            ),
        )

    def _meeting(self) -> Iterable[Block]:
        workshop = self.workshop
        hours = NOTHING
        if workshop.started_at and workshop.ended_at:
            hours = _("%(first)s to %(last)s", first=hour(workshop.started_at), last=hour(workshop.ended_at))
        rows = [
            (_("Day"), format_day(workshop.held_on)),
            (_("Time"), hours),
            (_("Venue"), text(workshop, "place") or NOTHING),
            (_("Plan"), text(workshop.plan, "title")),
            (_("Consultation"), "\n".join(text(one, "title") for one in self.consultations)),
        ]
        if workshop.started_by:
            rows.append((_("Facilitator"), workshop.started_by.name))
        yield Facts(tuple(rows))
        asked = [one for one in self.agenda if one.id in self.results]
        yield Figures(
            (
                (f"{self.came.came:,}", _("people came")),
                (f"{len(asked):,}", _("activities asked for answers")),
                (f"{sum(queries.answered(one).total() for one in asked):,}", _("answers were given")),
            )
        )
        if not all(one.is_sealed for one in self.consultations):
            yield Text(
                _(
                    "Interim: the consultation has not been closed yet. Until then people may take back what they "
                    "gave, and paper may still be keyed in."
                ),
                is_small=True,
            )

    def _in_short(self) -> Iterable[Block]:
        """Name what came first in each question."""
        rows = []
        for number, one in enumerate(self.agenda, start=1):
            result = self.results.get(one.id, {})
            if "picture" not in result:
                continue
            first = [row for row in result["picture"].rows if row.weighted][:IN_SHORT]
            told = [
                f"{text(result['titles'][row.key], 'title')} ({result['shown_value'](row.weighted)})" for row in first
            ]
            name = f"{number}. {shortened(text(one, 'title'), MOST_WORDS)}"
            rows.append((name, "\n".join(shortened(words, MOST_WORDS) for words in told) or _("too few")))
        if rows:
            yield Heading(_("In short"))
            yield Table((_("Activity"), _("What came first, by declared weight")), tuple(rows), (6, 9))

    def _came(self) -> Iterable[Block]:
        yield Heading(_("Who came"))
        rows = [(text(row.group, "title"), *_came_of(row.came, row.invited or 0)) for row in self.came.groups]
        rows.append((_("Together"), *_came_of(self.came.came, self.came.invited or 0)))
        yield Table(
            head=(_("Group"), _("Came"), _("Invited"), _("Share of those invited")),
            rows=tuple(rows),
            widths=(7, 2, 2, 3),
            numbers=frozenset({1, 2, 3}),
            row_marks=(*((row.group.key,) for row in self.came.groups), ()),
            has_sum=True,
        )
        yield from self._by_door()
        yield from self._agencies()
        yield from self._tables()

    def _by_door(self) -> Iterable[Block]:
        if not self.came.paper:
            yield Text(_("Everybody answered by phone; no paper ballots were keyed in."))
        else:
            yield Text(
                _(
                    "%(phones)s came in by phone, and %(paper)s answered on paper (the most paper ballots any one "
                    "question has).",
                    phones=f"{self.came.phones:,}",
                    paper=f"{self.came.paper:,}",
                )
            )

    def _agencies(self) -> Iterable[Block]:
        if not self.came.agencies:
            return
        rows = [(text(agency, "name"), f"{number:,}") for agency, number in self.came.agencies]
        if self.came.others:
            rows.append((_("Other agencies, and none"), f"{self.came.others:,}"))
        yield Table((_("Agency"), _("Came")), tuple(rows), (7, 2), frozenset({1}))

    def _tables(self) -> Iterable[Block]:
        if not self.came.tables:
            return
        seats = [
            _("table %(number)s: %(people)s", number=number, people=f"{people:,}")
            for number, people in self.came.tables.items()
        ]
        if self.came.without_table:
            seats.append(_("at no table: %(people)s", people=f"{self.came.without_table:,}"))
        yield Text(_("By table: %(seats)s", seats=" · ".join(seats)))

    def _course(self) -> Iterable[Block]:
        yield Heading(_("What was on when"))
        rows = []
        for number, one in enumerate(self.agenda, start=1):
            times = self.times[one.id]
            rows.append(
                (
                    str(number),
                    shortened(text(one, "title"), MOST_WORDS),
                    str(kinds.NAMES[one.kind]),
                    _hours(times.began),
                    _hours([*times.opened, *times.supported]),
                    _hours(times.closed),
                    _hours(times.shown),
                )
            )
        head = ("", _("Activity"), _("Kind"), _("Began at"), _("Opened at"), _("Closed at"), _("Shown at"))
        yield Table(head, tuple(rows), (3, 18, 9, 6, 6, 6, 6), frozenset({0, 3, 4, 5, 6}))

    def _activity(self, number: int, one: Activity) -> Iterable[Block]:
        if not one.asks:
            return
        yield Heading(_("%(number)s. %(title)s", number=number, title=text(one, "title")))
        question = one.question
        if question is not None and text(question, "title") != text(one, "title"):
            yield Text(text(question, "title"), is_bold=True)
        if one.id not in self.results:
            yield Text(_("This was on the agenda, and was not asked."))
            return
        if anew := self.times[one.id].anew:
            yield Text(_("Asked anew at %(hours)s; what was answered before that is not counted.", hours=_hours(anew)))
        result = self.results[one.id]
        if "picture" in result:
            yield from _counted(one, result)
        elif "cloud" in result:
            yield from _cloud(one, result["cloud"])
        else:
            yield from _words(one, result)

    def _checked(self) -> Iterable[Block]:
        rows, reasons = [], []
        for number, one in enumerate(self.agenda, start=1):
            if one.question is None or one.question.kind != "text":
                continue
            checked = record.checked_in(one)
            name = f"{number}. {shortened(text(one, 'title'), 80)}"
            numbers = (checked.shown, checked.merged, checked.hidden, checked.waiting)
            rows.append((name, *(f"{n:,}" for n in numbers)))
            reasons += [(name, reason, who or NOTHING, f"{n:,}") for reason, who, n in checked.reasons]
        if not rows:
            return
        yield Heading(_("What was checked before it was shown"))
        yield Text(
            _(
                "Nobody but the facilitators sees what people write before it was checked. "
                "Hidden words stand nowhere in this report."
            )
        )
        head = (_("Activity"), _("Shown"), _("of these merged"), _("Hidden"), _("Never looked at"))
        yield Table(head, tuple(rows), (8, 2, 3, 2, 3), frozenset({1, 2, 3, 4}))
        if reasons:
            why = (_("Activity"), _("Why it was hidden"), _("By"), _("How many"))
            yield Table(why, tuple(reasons), (6, 6, 4, 2), frozenset({3}))

    def _method(self) -> Iterable[Block]:
        n_min = max((one.n_min for one in self.consultations), default=LEAST_N_MIN)
        weights = ", ".join(f"{text(group, 'title')} {_per_cent(group.share)}" for group in self.groups)
        yield Heading(_("How it was counted"))
        yield Text(
            _(
                "Each group counts by the weight declared before the consultation was opened, however many of it "
                "came: %(weights)s. Groups that did not answer a question are left out of it. “Everyone alike” counts "
                "every answer the same.",
                weights=weights,
            )
        )
        yield Text(
            _(
                "Groups of fewer than %(n_min)s people are counted together. A number that rests on fewer than "
                "%(n_min)s people is left out, and so is one from which such a number could be worked out. How many "
                "support an idea or said a word stands as it is: the whole hall has seen it.",
                n_min=n_min,
            )
        )
        late = record.late_answers(self.workshop)
        if late:
            yield Text(
                ngettext(
                    "One answer came after the question was closed. It is kept, and not counted.",
                    "%(num)s answers came after the question was closed. They are kept, and not counted.",
                    late,
                )
            )

    def _sources(self) -> Iterable[Block]:
        lines = [
            (_("Source"), f"{text(self.workshop, 'title')} · {text(self.workshop.plan.city, 'name')}"),
            (_("Made"), format_moment(clock.now())),
            (_("Head of the audit log"), self.audit_head),
            (_("Standing"), _("Results of a public consultation, not a resolution.")),
        ]
        yield Heading(_("What this rests on"))
        yield Text("\n".join(f"{what}: {which}" for what, which in lines), is_small=True)


def hour(moment: datetime) -> str:
    """Write the hour of the city's clock: 16:30, or 16.30 in Thai."""
    local = moment.astimezone(clock.CITY_ZONE)
    return f"{local:%H.%M}" if language() == "th" else f"{local:%H:%M}"


def side_name(groups: Sequence[Any]) -> str:
    """Name a group as it is counted; several counted together are all named."""
    return " + ".join(text(group, "title") for group in groups)


def door_name(door: str) -> str:
    """Name a door of the hall."""
    return _("Paper") if door == record.PAPER else _("Phone")


def _counted(one: Activity, result: dict[str, Any]) -> Iterable[Block]:
    """Draw the picture of a question, and its numbers by group and by door."""
    picture: Picture = result["picture"]
    question = one.question
    if question is None:
        raise AssertionError("only what asks is answered")
    told = measure(question)
    n = ngettext("%(num)s answer", "%(num)s answers", picture.people)
    yield Text(f"{n} · {told}" if told else n, is_small=True)
    if picture.people < question.consultation.n_min or all(row.weighted is None for row in picture.rows):
        yield Text(_("Too few have answered to show a result."))
        return
    shown: Callable[[Fraction | None], str] = result["shown_value"]
    names = {key: shortened(text(choice, "title"), MOST_WORDS) for key, choice in result["titles"].items()}
    earlier: dict[str, Row] = result["earlier"]
    if earlier:
        yield Text(_("The line across a bar is the first vote; numbers say what was → what is now."), is_small=True)
    yield Bars(tuple(_bar(row, names, shown, picture, earlier) for row in picture.rows))
    yield _by_group(picture, result, names, shown)
    yield from _doors(one, picture, names, shown)


def _bar(
    row: Row, names: dict[str, str], shown: Callable[[Fraction | None], str], picture: Picture, earlier: dict[str, Row]
) -> Bar:
    was = earlier[row.key].weighted if row.key in earlier else None
    words = shown(row.weighted) if row.weighted is not None else _("too few")
    if was is not None and row.weighted is not None:
        words = f"{shown(was)} → {words}"
    sides = zip(picture.sides, row.sides, strict=True)
    return Bar(
        names[row.key],
        _number(row.weighted),
        words,
        before=_number(was),
        dots=tuple((side.members, float(value)) for side, value in sides if value is not None),
    )


def _by_group(
    picture: Picture, result: dict[str, Any], names: dict[str, str], shown: Callable[[Fraction | None], str]
) -> Table:
    """Lay each group beside the whole; what was said the first time stands before an arrow."""
    earlier, earlier_sides = result["earlier"], result["earlier_sides"]
    rows = []
    for row in picture.rows:
        was = earlier.get(row.key)
        cells = [_then(shown, was.weighted if was else None, row.weighted)]
        for side, value in zip(picture.sides, row.sides, strict=True):
            cells.append(_then(shown, earlier_sides.get((row.key, side.members)), value))
        cells.append(_then(shown, was.raw if was else None, row.raw))
        rows.append((names[row.key], *cells))
    heads = [
        _("%(group)s\nn = %(n)s", group=side_name(groups), n=f"{side.people:,}")
        for groups, side in zip(result["sides"], picture.sides, strict=True)
    ]
    last = 2 + len(heads)
    return Table(
        head=("", _("By declared weight"), *heads, _("Everyone alike")),
        rows=tuple(rows),
        widths=(9, 5, *(4 for _side in heads), 5),
        numbers=frozenset(range(1, last + 1)),
        marks=((), (), *(side.members for side in picture.sides), ()),
    )


def _then(shown: Callable[[Fraction | None], str], was: Fraction | None, value: Fraction | None) -> str:
    now = shown(value) if value is not None else _("too few")
    return f"{shown(was)} → {now}" if was is not None else now


def _doors(
    one: Activity, picture: Picture, names: dict[str, str], shown: Callable[[Fraction | None], str]
) -> Iterable[Block]:
    doors = record.doors_of(one)
    if len(doors.people) < 2:
        return
    if not doors.values:
        yield Text(_("By door: too few answered by one of them to show it beside the groups."), is_small=True)
        return
    order = sorted(doors.people, key=lambda door: door == record.PAPER)
    rows = []
    for row in picture.rows:
        values = doors.values.get(row.key, {})
        rows.append((names[row.key], *(shown(values[door]) if door in values else _("too few") for door in order)))
    heads = (_("%(group)s\nn = %(n)s", group=door_name(door), n=f"{doors.people[door]:,}") for door in order)
    yield Table(
        (_("By door, everyone alike"), *heads),
        tuple(rows),
        (10, *(4 for _door in order)),
        frozenset(range(1, len(order) + 1)),
    )


def _cloud(one: Activity, cloud: Sequence[tuple[str, int]]) -> Iterable[Block]:
    if not cloud:
        yield Text(_("No words to show yet."))
        return
    yield Text(_("How many people said each word; a person counts once for a word."), is_small=True)
    yield Cloud(tuple(cloud))
    if one.hidden_words:
        yield Text(
            ngettext(
                "One word was left out by the facilitator.",
                "%(num)s words were left out by the facilitator.",
                len(one.hidden_words),
            ),
            is_small=True,
        )


def _words(one: Activity, result: dict[str, Any]) -> Iterable[Block]:
    """List what people wrote and may be seen: ideas by their support, comments as they are."""
    if one.question is not None and one.question.kind != "text":
        yield Text(_("What people answered here belongs to them alone, and is told nowhere."))
        return
    ideas, support = result["ideas"], result["support"]
    if not ideas:
        yield Text(_("Nothing that people wrote here is shown."))
        return
    if one.kind != Kind.IDEAS:
        yield Text("\n".join(f"• {idea.words}" for idea in ideas))
        return
    merged = record.merged_into(one)
    rows = tuple(
        (str(number), idea.words, f"{support[idea.id]:,}", f"{merged[idea.id]:,}" if merged[idea.id] else NOTHING)
        for number, idea in enumerate(ideas, start=1)
    )
    head = ("", _("Idea"), _("Supporters"), _("Merged into it"))
    yield Table(head, rows, (1, 12, 2, 2), frozenset({0, 2, 3}))


def was_asked(one: Activity) -> bool:
    """Whether people could answer: an activity that was opened, or whose words stay after it was asked anew."""
    return one.asks and (
        one.run is not None or bool(queries.answered(one).total() and one.question and not one.question.is_ballot)
    )


def _came_of(came: int, invited: int) -> tuple[str, str, str]:
    if not invited:
        return f"{came:,}", NOTHING, NOTHING
    return f"{came:,}", f"{invited:,}", f"{came / invited:.0%}"


def _hours(moments: Sequence[datetime]) -> str:
    return ", ".join(dict.fromkeys(hour(moment) for moment in sorted(moments))) or NOTHING


def _per_cent(share: Fraction) -> str:
    return f"{float(100 * share):.4g}%"


def _number(value: Fraction | None) -> float | None:
    return float(value) if value is not None else None
