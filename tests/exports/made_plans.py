"""A made-up plan of any size, told twice: to the forms, and as sums made the plain way."""

import random
from collections import Counter

from sfc_workshop.domain.official_forms import FormPlan, FormProject, Heading

YEARS = tuple(range(2566, 2571))
PLACE = {"city": "เทศบาลเมืองทดสอบ", "district": "เมืองทดสอบ", "province": "ทดสอบ"}
WORDS = ["โครงการก่อสร้างถนนคอนกรีตเสริมเหล็กและรางระบายน้ำภายในชุมชนเพื่อเพิ่มความปลอดภัยในการสัญจร", "น้ำไม่ท่วม"]
ALIGNED = {"national": ("5", "ด้านการเติบโตที่เป็นมิตรกับสิ่งแวดล้อม"), "sdg": ("11", "เมืองและชุมชนยั่งยืน")}


def made_plan(projects: int, *, seed: int = 7, edition: str = "first") -> FormPlan:
    """Projects of all three kinds under 5 strategies, 15 tactics and 12 programmes; some belong nowhere."""
    draw = random.Random(seed)
    return FormPlan(YEARS, PLACE, edition, 2, 2567, tuple(_project(number, draw) for number in range(projects)))


def _project(number: int, draw: random.Random) -> FormProject:
    levels = {}
    if draw.random() < 0.95:
        strategy, tactic = draw.randint(1, 5), draw.randint(1, 3)
        levels["strategy"] = Heading((strategy, ""), str(strategy), f"การพัฒนาด้านที่ {strategy}", ALIGNED)
        levels["tactic"] = Heading((tactic, ""), f"{strategy}.{tactic}", f"ส่งเสริมงานที่ {tactic}")
    if draw.random() < 0.95:
        programme = draw.randint(1, 12)
        levels["programme"] = Heading((0, f"{programme:05}"), "", f"แผนงานที่ {programme}")
    words = {
        key: " ".join(draw.choices(WORDS, k=draw.randint(1, 3)))
        for key in ("objective", "output", "kpi", "expected", "agency", "reason")
    }
    baht = {year: draw.choice((0, 0, 20_000, draw.randint(1, 90_000_000))) for year in YEARS if draw.random() < 0.8}
    kind = draw.choices(("02", "02/1", "02/2"), (80, 10, 10))[0]
    return FormProject(kind, {"title": f"โครงการที่ {number} {words['output']}", **words}, baht, levels)


def plain_sums(plan: FormPlan, *kinds: str) -> Counter:
    """Baht by year of the projects on these forms."""
    sums: Counter = Counter()
    for project in plan.projects:
        if project.kind in kinds:
            sums.update({year: baht for year, baht in project.baht.items() if year in plan.years})
    return sums


def plain_counts(plan: FormPlan, *kinds: str) -> Counter:
    """How many of these projects have money in each year."""
    return Counter(
        year for project in plan.projects if project.kind in kinds for year, baht in project.baht.items() if baht
    )
