"""Pabutools asked the same question; its people are whole, so shares become multiplicities."""

from math import lcm

from gmpy2 import mpq
from pabutools.election import (
    AbstractApprovalProfile,
    Additive_Cardinal_Sat,
    CardinalBallot,
    CardinalMultiProfile,
    CardinalProfile,
    Cost_Sat,
    FrozenCardinalBallot,
    Instance,
    Project,
    parse_pabulib,
)
from pabutools.rules import method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule


def equal_shares(costs, budget, voters, order, *, complete):
    """Names of what is bought, in order.

    costs:   {item: cost}.
    voters:  (share of everybody, {item: v}).
    order:   decides ties.
    """
    instance = Instance([Project(item, mpq(cost)) for item, cost in costs.items()], budget_limit=mpq(budget))
    project = {one.name: one for one in instance}
    unit = lcm(*(share.denominator for share, _ in voters))
    profile = CardinalMultiProfile(instance=instance)
    for share, wants in voters:
        ballot = FrozenCardinalBallot({project[i]: mpq(costs[i] * v) for i, v in wants.items() if i in costs and v})
        profile.append(ballot)
        profile[ballot] += int(share * unit) - 1
    return _bought(instance, profile, Additive_Cardinal_Sat, order, complete)


def equal_shares_of_file(path, order, *, complete):
    """The same of a whole file, one voter one share, read by pabutools itself."""
    instance, profile = parse_pabulib(str(path))
    if isinstance(profile, AbstractApprovalProfile):
        return _bought(instance, profile, Cost_Sat, order, complete)
    ballots = [CardinalBallot({one: one.cost * points for one, points in ballot.items()}) for ballot in profile]
    return _bought(instance, CardinalProfile(ballots, instance=instance), Additive_Cardinal_Sat, order, complete)


def _bought(instance, profile, satisfaction, order, complete):
    everybody = profile.num_ballots()
    found = method_of_equal_shares(
        instance,
        profile,
        satisfaction,
        tie_breaking=TieBreakingRule(lambda _instance, _profile, one: order.index(one.name)),
        voter_budget_increment=mpq(instance.budget_limit) / 100 / everybody if complete else None,
    )
    return [one.name for one in found]
