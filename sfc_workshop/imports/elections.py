"""A participatory budget as it was held: projects, voters, votes; however its file was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sfc_workshop.domain.scales import Kind, Scale


@dataclass(frozen=True, slots=True)
class Meta:
    """What the election was; begins and ends are its days, or those of its year where no day is known."""

    title: str
    country: str
    unit: str
    subunit: str
    vote_type: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Project:
    """What could be voted for; votes, score and selected as the file states them, None where it does not.

    cost: in the file's currency, exact
    """

    line: int
    id: str
    cost: Fraction
    name: str
    votes: int | None
    score: int | None
    selected: int | None
    category: str
    target: str


@dataclass(frozen=True, slots=True)
class Voter:
    """One vote: projects in the order given, and points beside them where the election had points."""

    line: int
    id: str
    attributes: Mapping[str, str]
    choices: tuple[str, ...]
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Election:
    """A whole file, checked.

    attributes:  the columns that say something about voters
    scale:       how its votes are answers of ours
    unmarked:    what a project without points counts; of scoring only, else None
    """

    meta: Meta
    projects: tuple[Project, ...]
    voters: tuple[Voter, ...]
    attributes: tuple[str, ...]
    scale: Scale
    unmarked: int | None

    def marks(self, voter: Voter) -> dict[str, int]:
        """Write a vote as canonical marks.

        Where points are scores the file says what silence counts, so every project has a mark: a
        blank would be "don't know" to us. Elsewhere silence is no tick, no dots, no place.
        """
        if self.scale.kind is Kind.APPROVAL:
            marks = dict.fromkeys(voter.choices, 1)
        elif self.scale.kind is Kind.RANKING:
            marks = {choice: place for place, choice in enumerate(voter.choices, start=1)}
        else:
            marks = dict(zip(voter.choices, voter.points, strict=True))
        if self.unmarked is None:
            return {choice: marks[choice] for choice in sorted(marks) if marks[choice]}
        return {project.id: marks.get(project.id, self.unmarked) for project in self.projects}
