"""A count as far as it has come: what the trials of its certainty rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sfc_workshop.domain.cells import Cell
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.priorities import Ranking
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.showing import Scores
from sfc_workshop.domain.suppression import CellKey
from sfc_workshop.domain.tally import Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """Groups, scores and ranks of a round; `scores` as they are shown."""

    round: Round
    groups: Sequence[CountedGroup]
    tallies: Sequence[Tally]
    cells: Mapping[CellKey, Cell]
    scores: Mapping[CellKey, Scores]
    ranks: Ranking

    @property
    def ranked(self) -> list[str]:
        """The items that have an index, in the order declared."""
        return [item for item, index in self.ranks.index.items() if index is not None]

    @property
    def ranked_rows(self) -> list[int]:
        """The same by their numbers in the round."""
        return [row for row, index in enumerate(self.ranks.index.values()) if index is not None]

    def tallies_of(self, key: CellKey) -> list[Tally]:
        """Pick what the ballots of one cell say."""
        members = next(group.members for group in self.groups if group.id == key[0])
        return [t for t in self.tallies if t.activity.criterion == key[1] and t.stratum.group in members]

    @property
    def speaking(self) -> dict[CellKey, Cell]:
        """The cells that have a share in the index."""
        return {key: cell for key, cell in self.cells.items() if cell.share}
