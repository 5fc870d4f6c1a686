"""Two pages for the committee: the vision, who was asked what, what comes first, and what was moved and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import force_locale
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_day, format_moment, money, text
from sfc_workshop.documents import report_docx, report_pdf
from sfc_workshop.domain.report import Block, Heading, PageEnd, Report, Table, Text, shortened
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.drafts.queries import chapters_of
from sfc_workshop.drafts.sentences import shift_sentence
from sfc_workshop.priorities import table as priorities
from sfc_workshop.priorities.sentences import door_name, flag_label, group_name, horizon_name, kinds_name

PAGES: Final = 2
WRITERS: Final[dict[str, Callable[[Report], bytes]]] = {"pdf": report_pdf.document, "docx": report_docx.document}


@dataclass(frozen=True)
class Room:
    """How much is told: lines of a list, reasons, and letters of the longer texts."""

    lines: int
    reasons: int
    words: int
    reason: int


ROOMS: Final = (
    Room(lines=5, reasons=6, words=900, reason=260),
    Room(lines=5, reasons=4, words=600, reason=180),
    Room(lines=4, reasons=3, words=400, reason=140),
    Room(lines=3, reasons=3, words=250, reason=100),
    Room(lines=2, reasons=2, words=120, reason=70),
)


def write(draft: Draft, *, kind: str, language: str, audit_head: str) -> bytes:
    """Write the summary as PDF or DOCX, on two pages: as much as finds room there."""
    with force_locale(language):
        reader = _Reader(draft, audit_head)
        reports = [reader.report(room, language) for room in ROOMS]
        fits = next((n for n, one in enumerate(reports) if _pages(one) == PAGES), len(ROOMS) - 1)
        if kind == "docx":
            fits = min(fits + 1, len(ROOMS) - 1)  # Word's lines are higher
        return WRITERS[kind](reports[fits])


def _pages(report: Report) -> int:
    return report_pdf.pages_of(report_pdf.document(report))


class _Reader:
    """Reads a draft and the count it stands on."""

    def __init__(self, draft: Draft, audit_head: str) -> None:
        self.draft, self.audit_head = draft, audit_head
        self.consultation: Consultation = draft.count.consultation
        self.table = priorities.table_of(self.consultation, draft.count.kind, draft.count.numbers)
        self.rows = {row.item.id: row for row in self.table.rows}

    def report(self, room: Room, language: str) -> Report:
        city = text(self.draft.plan.city, "name")
        return Report(
            title=shortened(text(self.draft, "title"), 160),
            language=language,
            footer=_("Summary for the committee · %(city)s", city=city),
            blocks=(
                *self._vision(room),
                *self._asked(),
                PageEnd(),
                *self._first(room),
                *self._moved(room),
                *self._sources(),
            ),
        )

    def _vision(self, room: Room) -> Iterable[Block]:
        yield Text(shortened(text(self.draft.plan, "title"), 200), is_bold=True)
        yield Heading(_("Visions put forward") if len(self.draft.plan.visions) > 1 else _("Vision"))
        for vision in self.draft.plan.visions[: room.lines]:
            yield Text("• " + shortened(text(vision, "title"), 200))
        if words := text(self.draft, "words"):
            yield Heading(_("Words for the committee"))
            yield Text(shortened(words, room.words))

    def _asked(self) -> Iterable[Block]:
        """What was asked of whom: groups too small to be shown are told of together, as they were counted."""
        one = self.consultation
        people = box.turnout(one)
        yield Heading(_("What was asked of whom"))
        doors = ", ".join(sorted({door_name(door.kind) for door in one.doors}))
        yield Text(
            _(
                "“%(title)s”, %(first)s to %(last)s, by %(doors)s; %(ballots)s ballots were counted.",
                title=shortened(text(one, "title"), 120),
                first=format_day(one.opening.at) if one.opening else "–",
                last=format_day(one.closing.at) if one.closing else "–",
                doors=doors,
                ballots=f"{self.table.ballots:,}",
            )
        )
        rows = []
        for group in sorted(self.table.groups, key=lambda group: min((m.position for m in group.members), default=0)):
            n = sum(people.get(member.key, 0) for member in group.members)
            shown = f"{n:,}" if n >= self.table.n_min else _("too few to show")
            rows.append((group_name(group), f"{float(group.weight):.0%}", shown))
        yield Table((_("Group"), _("Declared weight"), _("People")), tuple(rows), (6, 2, 2), frozenset({1, 2}))
        for question in [question for question in one.questions if question.items][:5]:
            yield Text("• " + shortened(text(question, "title"), 140))

    def _first(self, room: Room) -> Iterable[Block]:
        yield Heading(_("What comes first, how sure it is, and where groups differ"))
        sure = _("Rank among all, from–to (chance of the first %(k)s)", k=self.table.top_k)
        for chapter, lines in chapters_of(self.draft).items():
            standing = [line for line in lines if line.stands]
            name = horizon_name(chapter) if chapter else kinds_name(self.draft.count.kind)
            rest = len(standing) - room.lines
            yield Text(
                _("%(name)s (and %(rest)s more in the plan)", name=name, rest=rest) if rest > 0 else name, is_bold=True
            )
            head = (_("Place"), kinds_name(self.draft.count.kind), _("Cost (baht)"), sure, _("Flags"))
            rows = tuple(self._row(line) for line in standing[: room.lines])
            yield Table(head, rows, (3, 19, 7, 8, 12), frozenset({0, 2, 3}))

    def _row(self, line: Line) -> tuple[str, ...]:
        row = self.rows[line.item_id]
        sure = row.sure
        chance = "" if sure.top_k is None else f" ({sure.top_k:.0%})"
        ranks = "–" if sure.best is None else f"{sure.best}–{sure.worst}{chance}"
        cost = "–" if line.item.cost is None else money(line.item.cost)
        flags = ", ".join(flag_label(flag) for flag in row.flags)
        return str(line.position), shortened(text(line.item, "title"), 70), cost, ranks, flags

    def _moved(self, room: Room) -> Iterable[Block]:
        moved = [line for line in self.draft.lines if line.reason or line.mark_reason]
        yield Heading(_("What the planner moved or marked, and why"))
        if not moved:
            yield Text(_("Nothing: the order is the computed one."))
        for line in moved[: room.reasons]:
            told = shift_sentence(line) if line.reason else ""
            reason = shortened(line.reason or line.mark_reason, room.reason)
            yield Text(
                "• " + " · ".join(part for part in (shortened(text(line.item, "title"), 70), told, reason) if part)
            )
        if len(moved) > room.reasons:
            yield Text(_("%(rest)s more are told in the draft.", rest=len(moved) - room.reasons))

    def _sources(self) -> Iterable[Block]:
        count = self.draft.count
        lines = [
            (_("Source"), f"{text(self.draft, 'title')} · {_('version %(version)s', version=self.draft.version)}"),
            (
                _("Count"),
                f"{format_moment(count.at)} · {_('Fingerprint of the ballots:')} {(count.input_hash or '')[:16]}",
            ),
            (_("Made"), format_moment(clock.now())),
            (_("Head of the audit log"), self.audit_head),
            (_("Standing"), _("Results of a public consultation, not a resolution.")),
        ]
        yield Text("\n".join(f"{what}: {shortened(value, 160)}" for what, value in lines), is_small=True)
