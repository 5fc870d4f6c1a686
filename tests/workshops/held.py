"""A workshop that has been held, with as many people and as much written as a test asks for."""

import random
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import time_machine
from sqlalchemy import insert

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import (
    Ballot,
    Comment,
    Consultation,
    Criterion,
    Door,
    Group,
    Item,
    Option,
    Participant,
    Question,
    Support,
)
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.pairs import all_pairs
from sfc_workshop.people.models import Person
from sfc_workshop.workshops.actions import running
from sfc_workshop.workshops.actions.ideas import hide_word, judge, merge
from sfc_workshop.workshops.models import Activity, Agency, Attendee, Entrance, Screen, Workshop
from tests.cast import SETTINGS, make_plan

BEGAN = datetime(2026, 11, 7, 2, 0, tzinfo=UTC)  # nine in the morning in a Thai city
GROUPS = [
    ("citizens", "ภาคประชาชน", "Citizens", "3/10"),
    ("government", "ภาครัฐ", "Government", "1/5"),
    ("private", "ภาคเอกชน", "Private sector", "1/5"),
    ("academia", "ภาควิชาการ", "Academia", "3/20"),
    ("civil_society", "ภาคประชาสังคม", "Civil society", "3/20"),
]
ITEMS = [
    ("ระบบเตือนภัยน้ำท่วมและป้ายระดับน้ำริมแม่น้ำยม", "Yom River flood warning system and water-level signs"),
    ("ปรับปรุงตลาดสดเทศบาลให้ได้มาตรฐานตลาดสดน่าซื้อ", "Upgrade of the municipal fresh market"),
    ("ทางข้ามปลอดภัยและเขตความเร็ว 30 กิโลเมตรต่อชั่วโมงรอบโรงเรียน", "Safe crossings and 30 km/h school zones"),
    ("ศูนย์บ่มเพาะหัตถศิลป์และเมืองสร้างสรรค์", "Craft and creative city incubator"),
    ("ถนนคนเดินและตลาดริมยม", "Walking street and riverside market"),
    ("ลอกท่อระบายน้ำและเพิ่มจุดสูบน้ำในพื้นที่ลุ่มต่ำ", "Drain cleaning and extra pumping points in low-lying areas"),
    ("โซลาร์เซลล์บนหลังคาอาคารเทศบาลและโรงเรียน", "Rooftop solar on municipal buildings and schools"),
    ("อาสาสมัครชุมชนรับมือน้ำท่วม", "Community flood volunteers"),
]
ASKED = [
    ("score", "question", "แต่ละโครงการสำคัญต่อเมืองของเราเพียงใด", "How important is each project for our town?"),
    ("dots", "question", "วางจุดบนโครงการที่ท่านอยากให้ทำก่อน", "Put your dots on what should be done first"),
    ("approval", "question", "โครงการใดที่ท่านพร้อมจะร่วมลงมือทำ", "Which projects would you help with yourself?"),
    ("ranking", "question", "เรียงลำดับโครงการที่เร่งด่วนที่สุด", "Put the most urgent projects in order"),
    ("pairwise", "question", "โครงการใดสำคัญกว่า", "Which of these two matters more?"),
    ("allocation", "question", "จัดสรรงบประมาณของเมือง", "Share out the town's budget"),
    ("single", "question", "ควรประชุมครั้งต่อไปเมื่อใด", "When should we meet next?"),
    ("text", "ideas", "ท่านอยากเห็นเมืองของเราเป็นอย่างไรในอีกสิบปี", "What should our town be like in ten years?"),
    ("text", "cloud", "หนึ่งคำที่นึกถึงเมื่อพูดถึงเมืองนี้", "One word for this town"),
    ("text", "feedback", "ท่านอยากบอกอะไรกับทีมจัดงาน", "What would you like to tell the organisers?"),
]
OPTIONS = [("a", "เช้าวันเสาร์", "Saturday morning"), ("b", "เย็นวันพุธ", "Wednesday evening"), ("c", "ทางออนไลน์", "Online")]
IDEAS = ["น้ำไม่ท่วมตลาด", "มีทางเท้าที่เดินได้จริงทุกถนน", "เด็กเดินไปโรงเรียนได้เอง", "แม่น้ำยมสะอาด ลงเล่นน้ำได้", "มีงานให้คนรุ่นใหม่กลับบ้าน"]
WORDS = ["น้ำท่วม", "สุโขทัย", "ตลาด", "แม่น้ำยม", "อาหารอร่อย", "เมืองเก่า", "สังคโลก", "บ้าน"]
USUAL = {"citizens": 24, "government": 17, "private": 9, "academia": 6, "civil_society": 3}


def held(
    by: Person,
    people: Mapping[str, int] = USUAL,
    *,
    paper: Mapping[str, int] | None = None,
    ideas: int = 12,
    blanks: float = 0.1,
    seed: int = 1,
    **changes: Any,
) -> Workshop:
    """A workshop with a check-in, every kind of question, a second vote on the first one, ideas, a cloud, feedback.

    people: {group: how many came and answered by phone}
    paper:  {group: how many answered on paper}
    blanks: which share of marks is left blank where that can be
    """
    lots = random.Random(seed)
    with time_machine.travel(BEGAN, tick=True) as travelling:
        workshop = _prepared(people, **changes)
        for group, number in people.items():
            _come(workshop, group, number, lots)
        running.start(workshop, by=by)
        for activity in workshop.activities[1:]:
            travelling.shift(timedelta(minutes=4))
            running.go_on(workshop, start_from=workshop.screen.activity_id, by=by)
            if not activity.asks:
                continue
            running.take_step(workshop, activity, Step.OPEN, by=by)
            _answer(activity, people, paper or {}, lots, blanks=blanks, ideas=ideas)
            travelling.shift(timedelta(minutes=6))
            _look_at(activity, by, lots)
            for step in (*([Step.SUPPORT] if activity.kind == "ideas" else []), Step.CLOSE, Step.SHOW):
                running.take_step(workshop, activity, step, by=by)
                travelling.shift(timedelta(seconds=70))
        running.end(workshop, by=by)
    return workshop


def _prepared(people: Mapping[str, int], **changes: Any) -> Workshop:
    plan = make_plan()
    with writing():
        consultation = Consultation(plan=plan, title_th="รับฟังความคิดเห็นโครงการ", title_en="Projects of the plan")
        consultation.groups = [
            Group(key=key, position=n, weight=weight, title_th=th, title_en=en)
            for n, (key, th, en, weight) in enumerate(GROUPS)
        ]
        criterion = Criterion(key="importance", position=0, weight="1", title_th="ความสำคัญ", title_en="Importance")
        consultation.criteria = [criterion]
        consultation.items = [
            Item(key=f"p{n}", position=n, kind="project", title_th=th, title_en=en, cost=1000 * n)
            for n, (th, en) in enumerate(ITEMS, start=1)
        ]
        consultation.questions = [
            Question(
                key=f"q{n}-{kind}", position=n, kind=kind, title_th=th, title_en=en, settings=SETTINGS.get(kind, {}),
                criterion=criterion if kind in SETTINGS else None,
                items=list(consultation.items) if kind in SETTINGS else [],
                options=[Option(key=k, position=i, title_th=t, title_en=e) for i, (k, t, e) in enumerate(OPTIONS)]
                if kind == "single" else [],
            )
            for n, (kind, _name, th, en) in enumerate(ASKED)
        ]  # fmt: skip
        consultation.doors = [Door(kind="workshop"), Door(kind="paper")]
        workshop = Workshop(
            plan_id=plan.id, title_th="ประชุมเชิงปฏิบัติการจัดลำดับโครงการ", title_en="Workshop on what comes first",
            place_th="หอประชุมเทศบาล", place_en="Town hall", held_on=BEGAN.date(),
            invited={group: round(1.25 * number) for group, number in people.items()}, **{"tables": 6, **changes},
        )  # fmt: skip
        workshop.screen = Screen()
        workshop.agencies = [
            Agency(position=n, name_th=th, name_en=en)
            for n, (th, en) in enumerate(
                [
                    ("กองช่าง", "Public works"),
                    ("หอการค้าจังหวัด", "Chamber of commerce"),
                    ("มหาวิทยาลัยราชภัฏ", "Rajabhat University"),
                    ("ชมรมผู้สูงอายุ", "Senior citizens' club"),
                ]
            )
        ]
        db.session.add_all([consultation, workshop])
        db.session.flush()
        workshop.entrances = [Entrance(door=consultation.doors[0], consultation_id=consultation.id, position=0)]
        steps = [("check_in", "ลงทะเบียน", "Check-in", None)]
        steps += [(name, th, en, q) for (_k, name, th, en), q in zip(ASKED, consultation.questions, strict=True)]
        steps.insert(4, ("talk", "พูดคุยในกลุ่ม", "Talk at the tables", None))
        steps.insert(5, ("again", "ลงคะแนนอีกครั้งหลังพูดคุย", "Vote once more after the talk", consultation.questions[0]))
        workshop.activities = [
            Activity(position=n, kind=kind, title_th=th, title_en=en, question=q)
            for n, (kind, th, en, q) in enumerate(steps)
        ]
        box.step_open(consultation, by=None)
        db.session.commit()
    return workshop


def _come(workshop: Workshop, group: str, number: int, lots: random.Random) -> None:
    """Let people come in: the rows joining writes, at once, for a thousand would take minutes one by one."""
    agencies = [None, None, *(agency.id for agency in workshop.agencies)]
    tables = [None, *range(1, workshop.tables + 1)]
    door = workshop.doors[0]
    with writing():
        db.session.execute(
            insert(Attendee),
            [
                {"id": random_id(), "workshop_id": workshop.id, "digest": secrets.token_hex(32), "group_key": group,
                 "agency_id": lots.choice(agencies), "table_number": lots.choice(tables),
                 "came_on": clock.today()}
                for _n in range(number)
            ],
        )  # fmt: skip
        db.session.execute(
            insert(Participant),
            [
                {"id": random_id(), "consultation_id": door.consultation_id, "digest": secrets.token_hex(32),
                 "door_id": door.id, "group_key": group, "group_fixed": True, "joined_on": clock.today()}
                for _n in range(number)
            ],
        )  # fmt: skip
        db.session.commit()


def _answer(activity, people, paper, lots, *, blanks: float, ideas: int) -> None:
    question = activity.question
    if not question.is_ballot:
        return _write(activity, lots, ideas)
    rows = []
    for door, crowd in (("workshop", people), ("paper", paper)):
        for group, number in crowd.items():
            for _n in range(number):
                marks = marks_of(question, lots, group, blanks)
                rows.append(
                    {"id": random_id(), "question_id": question.id, "run": activity.run,
                     "ballot_ref": secrets.token_hex(32), "revision": 1, "key_hash": secrets.token_hex(32),
                     "group_key": group, "door": door, "integrity": "open", "day": clock.today(), "seen": None,
                     "marks": marks}
                )  # fmt: skip
    with writing():
        db.session.execute(insert(Ballot), rows)
        db.session.commit()
    return None


def marks_of(question: Question, lots: random.Random, group: str, blanks: float) -> dict[str, int | None]:
    """An answer, with a leaning of each group so that groups differ."""
    keys = question.choices
    leaning = 1 + sum(map(ord, group)) % max(1, len(keys))
    liked = sorted(keys, key=lambda key: (keys.index(key) * leaning) % len(keys) + lots.random() * 5)
    if question.kind == "score":
        return {
            key: max(1, min(5, round(5 - liked.index(key) / 2 + lots.uniform(-1, 1))))
            for key in sorted(keys) if lots.random() >= blanks
        }  # fmt: skip
    if question.kind == "dots":
        return dict(sorted(zip(liked, (3, 1, 1), strict=False)))
    if question.kind == "approval":
        return dict.fromkeys(sorted(liked[: lots.randint(0, 2)]), 1)
    if question.kind == "ranking":
        return {key: n for n, key in enumerate(liked[: lots.randint(1, 3)], start=1)}
    if question.kind == "pairwise":
        return {
            two: lots.choice([1, 2, 2, 3]) for two in sorted(lots.sample(all_pairs(keys), 4)) if lots.random() >= blanks
        }
    if question.kind == "allocation":
        return {key: cost for key, cost in ((k, 1000 * int(k[1:])) for k in sorted(liked[:2])) if cost <= 2500}
    return {liked[0]: 1}


def _write(activity, lots: random.Random, ideas: int) -> None:
    words = {"ideas": IDEAS, "cloud": WORDS}.get(activity.kind, ["จัดงานดีมาก", "อยากให้มีเวลาพูดคุยมากขึ้น"])
    writers = db.session.query(Participant).filter_by(consultation_id=activity.question.consultation_id).all()
    number = ideas if activity.kind == "ideas" else min(len(writers), 40)
    rows = [
        {"id": random_id(), "consultation_id": activity.question.consultation_id, "question_id": activity.question_id,
         "participant_id": writers[n % len(writers)].id, "subject": f"idea:{secrets.token_hex(8)}", "key_hash": "",
         "words": lots.choice(words) + (f" (ข้อ {n + 1})" if activity.kind == "ideas" else ""), "day": clock.today()}
        for n in range(number)
    ]  # fmt: skip
    with writing():
        db.session.execute(insert(Comment), rows)
        db.session.commit()


def _look_at(activity: Activity, by: Person, lots: random.Random) -> None:
    """Show most of what was written, hide some, merge a few, let people support."""
    if activity.question.is_ballot:
        return
    written = [c.id for c in db.session.query(Comment).filter_by(question_id=activity.question_id).order_by(Comment.id)]
    judge(activity, written[2:], state="shown", by=by)
    judge(activity, written[:1], state="hidden", reason="มีชื่อบุคคล", by=by)
    if activity.kind == "cloud":
        hide_word(activity, "บ้าน", hidden=True, by=by)
    if activity.kind != "ideas" or len(written) < 6:
        return
    merge(activity, written[3:5], written[2], by=by)
    who = db.session.query(Participant).filter_by(consultation_id=activity.question.consultation_id).all()
    pairs = {(lots.choice(written[2:]), lots.choice(who).id) for _tap in range(3 * len(who))}
    with writing():
        db.session.execute(insert(Support), [{"comment_id": c, "participant_id": p} for c, p in pairs])
        db.session.commit()


def recount(question: Question, run: int) -> list[tuple[str, str, dict[str, Any]]]:
    """The ballots of a question as they lie in the box: (group, door, marks)."""
    return [
        (b.group_key, b.door, b.marks)
        for b in db.session.query(Ballot).filter_by(question_id=question.id, run=run)
        if b.marks is not None
    ]


def shares() -> dict[str, Fraction]:
    """The declared weights."""
    return {key: Fraction(weight) for key, _th, _en, weight in GROUPS}
