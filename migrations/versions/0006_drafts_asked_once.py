"""A form starts one draft, however often it is sent; a job's trouble, always empty, goes"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_key", sa.String(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_draft_plan_id_asked_key"), ["plan_id", "asked_key"])
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("trouble")


def downgrade():
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_draft_plan_id_asked_key"), type_="unique")
        batch_op.drop_column("asked_key")
