"""Ask people to spend a budget, and to compare pairs

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('score', 'approval', 'dots', 'ranking', 'single', 'text', 'community', 'consent')"
AFTER = (
    "kind IN ('score', 'approval', 'dots', 'ranking', 'allocation', 'pairwise', "
    "'single', 'text', 'community', 'consent')"
)
CHILDREN = ("question_item", "option", "ballot", "receipt", "sealed_ballot", "late_answer", "consent", "comment")


def upgrade():
    _allow(AFTER)


def downgrade():
    """Questions of the new kinds cannot be kept, nor what was answered to them."""
    new = "SELECT id FROM question WHERE kind IN ('allocation', 'pairwise')"
    for table in CHILDREN:  # by hand: on SQLite foreign keys rest during a migration
        op.execute(f"DELETE FROM {table} WHERE question_id IN ({new})")
    op.execute(f"DELETE FROM question WHERE id IN ({new})")
    _allow(BEFORE)


def _allow(kinds):
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_question_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_question_kind"), kinds)
