"""What is done to plans. Every action writes down what it changed, and can be undone as one."""

from sfc_workshop.plans.actions.bulk import edit_chosen
from sfc_workshop.plans.actions.changes import (
    HasMovedOn,
    NothingChanged,
    NotThisChange,
    step_begin,
    step_finish,
    step_hold,
    step_write,
)
from sfc_workshop.plans.actions.editing import (
    Tree,
    add_part,
    add_plan,
    copy_project,
    edit_part,
    move_part,
    remove_part,
    step_add_part,
    step_add_project,
)
from sfc_workshop.plans.actions.ground import lay_ground
from sfc_workshop.plans.actions.undoing import undo

__all__ = [
    "HasMovedOn",
    "NotThisChange",
    "NothingChanged",
    "Tree",
    "add_part",
    "add_plan",
    "copy_project",
    "edit_chosen",
    "edit_part",
    "lay_ground",
    "move_part",
    "remove_part",
    "step_add_part",
    "step_add_project",
    "step_begin",
    "step_finish",
    "step_hold",
    "step_write",
    "undo",
]
