"""Small elections as text, one of each type, and the places where the real ones may lie."""

from pathlib import Path

import pytest

REAL = Path(__file__).parents[2].parent / "shared" / "data"

META = """META
key;value
description;Budget of Little Town
country;Nowhere
unit;Little Town
instance;2020
num_projects;3
num_votes;4
budget;1000
rule;greedy
date_begin;14.06.2020
date_end;24.06.2020
"""

APPROVAL = (
    META
    + """vote_type;approval
min_length;1
max_length;2
max_sum_cost;900
PROJECTS
project_id;cost;votes;name;selected
a;100;3;Shade trees;1
b;800.50;1;"Drain; the ""long"" one";1
c;300;1;Bus stop;0
VOTES
voter_id;age;sex;voting_method;vote
1;9;F;internet;a
2;10;M;paper;a,c
3;59;F;internet;b
4;;;internet;a
"""
)
CHOOSE_1 = (
    APPROVAL.replace("vote_type;approval", "vote_type;choose-1")
    .replace("a;100;3;Shade trees;1", "a;100;2;Shade trees;1")
    .replace("2;10;M;paper;a,c", "2;10;M;paper;c")
)
ORDINAL = (
    META
    + """vote_type;ordinal
max_length;2
PROJECTS
project_id;cost;votes;score
a;100;3;7
b;800;2;4
c;300;1;9
VOTES
voter_id;vote
1;a,b
2;b,a
3;c
4;a
"""
)
CUMULATIVE = (
    META
    + """vote_type;cumulative
min_sum_points;1
max_sum_points;5
max_points;4
PROJECTS
project_id;cost;votes;score
a;100;3;9
b;800;2;4
c;300;1;2
VOTES
voter_id;vote;points;neighborhood
1;a,b;4,1;North
2;b,a;3,2;South
3;c;2;South
4;a;3;
"""
)
SCORING = (
    META
    + """vote_type;scoring
min_points;-1
max_points;3
PROJECTS
project_id;cost;votes;score
a;100;3;4
b;800;2;2
c;300;1;1
VOTES
voter_id;vote;points
1;a,b;3,-1
2;b,a;3,2
3;c;1
4;a;-1
"""
)
EACH = {
    "approval": APPROVAL,
    "choose-1": CHOOSE_1,
    "ordinal": ORDINAL,
    "cumulative": CUMULATIVE,
    "scoring": SCORING,
}
REAL_NAMES = ["poland_warszawa_2017_las.pb", "poland_gdansk_2020_wzgorze-mickiewicza.pb"]


def real_file(name: str) -> Path:
    """Find a real election, or skip the test that wants one."""
    if not (REAL / name).exists():
        pytest.skip(f"real elections are not on this machine: {REAL / name}")
    return REAL / name
