"""Keep the history of a plan, and what was taken out of it

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REMOVABLE = ("vision", "goal", "strategy", "tactic", "project", "indicator", "division")


def upgrade():
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_plan_change_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_change_plan_id_plan"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_plan_change_person_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["plan_change.id"], name=op.f("fk_plan_change_undoes_id_plan_change"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_plan_change_undoes_id")),
    )
    op.create_index(op.f("ix_plan_change_city_id"), "plan_change", ["city_id"])
    op.create_index(op.f("ix_plan_change_plan_id"), "plan_change", ["plan_id"])
    op.create_table(
        "plan_change_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["plan_change.id"],
            name=op.f("fk_plan_change_part_change_id_plan_change"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change_part")),
    )
    op.create_index(op.f("ix_plan_change_part_change_id"), "plan_change_part", ["change_id"])
    op.create_index("ix_plan_change_part_subject", "plan_change_part", ["kind", "subject_id", "change_id"])
    for name in REMOVABLE:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    for name in reversed(REMOVABLE):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column("removed_at")
    op.drop_table("plan_change_part")
    op.drop_table("plan_change")
