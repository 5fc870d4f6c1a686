"""Give strategies their alignment lines and projects what the forms print

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXTS = ("agency_th", "agency_en", "reason_th", "reason_en")


def upgrade():
    op.create_table(
        "alignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "line IN ('national', 'milestone', 'sdg', 'province', 'locality')", name=op.f("ck_alignment_line")
        ),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["strategy.id"], name=op.f("fk_alignment_strategy_id_strategy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment")),
        sa.UniqueConstraint("strategy_id", "line", name=op.f("uq_alignment_strategy_id_line")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("edition", sa.String(length=20), nullable=False, server_default="first"))
        batch_op.add_column(sa.Column("edition_number", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("edition_year", sa.Integer(), nullable=True))
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition_year", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("edition_year")
    with op.batch_alter_table("project", schema=None) as batch_op:
        for name in ("edition_year", "edition_number", "edition", *reversed(TEXTS)):
            batch_op.drop_column(name)
    op.drop_table("alignment")
