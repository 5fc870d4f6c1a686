"""How long the official forms of a large plan take, as each kind of file, laid out and written."""

import time

from sfc_workshop.domain.official_forms import form
from sfc_workshop.exports.forms import WRITERS, template
from tests.exports.made_plans import made_plan

PROJECTS = 1_500


def measure() -> dict[str, float]:
    """Lay out form 02 of set A for 1,500 projects and write it."""
    plan, official = made_plan(PROJECTS), template("A")
    seconds = {}
    for kind, write in WRITERS.items():
        began = time.monotonic()
        write(form(plan, official, "02"))
        seconds[f"form_02_{PROJECTS}_projects_{kind}_s"] = time.monotonic() - began
    return seconds
