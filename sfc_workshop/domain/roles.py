"""Who may do what: one table."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one city, or in all of them."""

    FACILITATOR = "facilitator"
    PLANNER = "planner"
    REPORTER = "reporter"
    OFFICER = "officer"  # of NESDC: reads every city
    ADMINISTRATOR = "administrator"  # national


NATIONAL = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
IN_A_CITY = (Role.PLANNER, Role.FACILITATOR, Role.REPORTER)


class Action(StrEnum):
    """Something a person does at the desk."""

    READ_CITY = "read city"
    EDIT_PLAN = "edit plan"
    RUN_CONSULTATIONS = "run consultations"
    RUN_WORKSHOPS = "run workshops"
    MODERATE = "moderate"
    SEE_PRIORITIES = "see priorities"
    EXPORT = "export"
    PUBLISH = "publish"
    MANAGE_PEOPLE = "manage people"
    READ_AUDIT = "read audit"
    ADMINISTER = "administer"  # cities and everybody's accounts; of no city, so no city's role carries it


_MAY = {
    Role.FACILITATOR: {Action.READ_CITY, Action.MODERATE, Action.RUN_WORKSHOPS},
    Role.PLANNER: set(Action) - {Action.ADMINISTER},
    Role.REPORTER: {Action.READ_CITY},
    Role.OFFICER: {Action.READ_CITY, Action.SEE_PRIORITIES, Action.READ_AUDIT},
    Role.ADMINISTRATOR: {Action.READ_CITY, Action.MANAGE_PEOPLE, Action.READ_AUDIT, Action.ADMINISTER},
}


def may(role: Role, action: Action) -> bool:
    """Say whether a role carries the right to an action.

    >>> may(Role.PLANNER, Action.EXPORT), may(Role.FACILITATOR, Action.EXPORT)
    (True, False)
    """
    return action in _MAY[role]
