"""Whether a file agrees with itself: the limits it states, the results it states, the scale it implies."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flask_babel import lazy_gettext as _l

from sfc_workshop.domain.scales import BadScale, Kind, Scale
from sfc_workshop.imports.elections import Project, Voter
from sfc_workshop.imports.meta import KINDS, Facts
from sfc_workshop.imports.sections import BadFile

_KEY_OF: Final = {
    "dots": "max_sum_points",
    "cap": "max_points",
    "lo": "min_points",
    "hi": "max_points",
}


@dataclass(frozen=True, slots=True)
class _Limit:
    """One pair of limits of META, such as min_length and max_length, for what stands in a column."""

    name: str
    column: str
    least: Fraction | int | None
    most: Fraction | int | None

    def check(self, line: int, given: Fraction | int) -> None:
        if self.most is not None and given > self.most:
            facts = {"rule": f"max_{self.name}", "allowed": self.most, "given": given}
            sentence = _l("%(rule)s allows %(allowed)s, not %(given)s. Correct the vote, or META.", **facts)
            raise BadFile(line, self.column, sentence)
        if self.least is not None and given < self.least:
            facts = {"rule": f"min_{self.name}", "asked": self.least, "given": given}
            sentence = _l("%(rule)s asks for %(asked)s, not %(given)s. Correct the vote, or META.", **facts)
            raise BadFile(line, self.column, sentence)


def check_counts(facts: Facts, projects: int, voters: int) -> None:
    """Hold the numbers META states against the rows."""
    for key, counted in (("num_projects", projects), ("num_votes", voters)):
        facts.needed(key)
        if facts.whole(key) != counted:
            raise BadFile(
                facts.line_of(key),
                key,
                _l(
                    "META says %(stated)s, and the file has %(counted)s. Correct META, or the rows.",
                    stated=facts.words(key),
                    counted=counted,
                ),
            )


def check_limits(facts: Facts, vote_type: str, projects: Mapping[str, Project], voters: tuple[Voter, ...]) -> None:
    """Hold every vote against the limits META states; choose-1 states that one is the most."""
    longest = facts.whole("max_length")
    if vote_type == "choose-1":
        longest = min(longest or 1, 1)
    of_costs = _Limit("sum_cost", "vote", facts.amount("min_sum_cost"), facts.amount("max_sum_cost"))
    of_length = _Limit("length", "vote", facts.whole("min_length"), longest)
    of_points = _Limit("points", "points", facts.whole("min_points"), facts.whole("max_points"))
    of_sum = _Limit("sum_points", "points", facts.whole("min_sum_points"), facts.whole("max_sum_points"))
    costs = {project.id: project.cost for project in projects.values()}
    has_costs = of_costs.least is not None or of_costs.most is not None
    has_points = KINDS[vote_type] in (Kind.DOTS, Kind.SCORE)
    for voter in voters:
        of_length.check(voter.line, len(voter.choices))
        if has_costs:
            of_costs.check(voter.line, sum((costs[choice] for choice in voter.choices), Fraction(0)))
        if has_points:
            of_sum.check(voter.line, sum(voter.points))
        for points in voter.points:
            of_points.check(voter.line, points)
            if vote_type == "cumulative" and points < 0:
                raise BadFile(voter.line, "points", _l("Points are never below zero here. Correct them."))


def check_results(vote_type: str, projects: Mapping[str, Project], voters: tuple[Voter, ...]) -> None:
    """Hold the results a file states against its votes; what a ranking scores is not known to us."""
    votes: Counter[str] = Counter()
    score: Counter[str] = Counter()
    for voter in voters:
        votes.update(voter.choices)
        score.update(dict(zip(voter.choices, voter.points, strict=True)) if voter.points else voter.choices)
    for project in projects.values():
        _check_result(project.line, "votes", project.votes, votes[project.id])
        if vote_type != "ordinal":
            _check_result(project.line, "score", project.score, score[project.id])


def _check_result(line: int, column: str, stated: int | None, counted: int) -> None:
    if stated is not None and stated != counted:
        raise BadFile(
            line,
            column,
            _l(
                "The file says %(stated)s, and its votes add up to %(counted)s. Correct one of them.",
                stated=stated,
                counted=counted,
            ),
        )


def scale_of(facts: Facts, vote_type: str, projects: int, voters: tuple[Voter, ...], unmarked: int | None) -> Scale:
    """Say how the votes are answers of ours.

    Scoring is a score and not dots: everybody graded projects one by one, with nothing to give away.
    Its ends are META's, or the farthest points in the file, and what an unmarked project counts.
    """
    kind = KINDS[vote_type]
    longest = 1 if vote_type == "choose-1" else facts.whole("max_length")
    if kind is Kind.APPROVAL:
        return Scale(kind, cap=min(longest, projects) if longest else None)
    if kind is Kind.RANKING:
        return Scale(kind, places=min(longest or projects, projects))
    try:
        if kind is Kind.DOTS:
            facts.needed("max_sum_points")
            dots, cap = facts.whole("max_sum_points") or 0, facts.whole("max_points")
            return Scale(kind, dots=dots, cap=dots if cap is None else min(dots, cap))
        lo, hi = _ends(facts, voters, unmarked or 0)
        return Scale(kind, lo=lo, hi=hi)
    except BadScale as fault:
        key = _KEY_OF[fault.field]
        raise BadFile(
            facts.line_of(key), key, _l("The scale must have 1 to 1,000 steps. Choose another election.")
        ) from None


def _ends(facts: Facts, voters: tuple[Voter, ...], unmarked: int) -> tuple[int, int]:
    lo, hi = facts.whole("min_points"), facts.whole("max_points")
    given = [points for voter in voters for points in voter.points]
    lowest = min(min(given, default=unmarked) if lo is None else lo, unmarked)
    highest = max(max(given, default=unmarked) if hi is None else hi, unmarked)
    return lowest, max(highest, lowest + 1)
