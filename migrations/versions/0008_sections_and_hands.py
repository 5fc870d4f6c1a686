"""Headings of a survey's pages; doors that a hand opens and closes

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("title_th", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("words_th", sa.Text(), nullable=False),
        sa.Column("words_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_section_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
    )
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_consultation_id"), ["consultation_id"], unique=False)
    with op.batch_alter_table("door", schema=None) as batch_op:
        batch_op.alter_column("opens_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.alter_column("closes_at", existing_type=sa.DateTime(timezone=True), nullable=True)


def downgrade():
    # A door without a moment was not opened yet, or waits for a hand: the last day there is says as much.
    op.execute("UPDATE door SET opens_at = '9999-12-31 00:00:00' WHERE opens_at IS NULL")
    op.execute("UPDATE door SET closes_at = '9999-12-31 00:00:00' WHERE closes_at IS NULL")
    with op.batch_alter_table("door", schema=None) as batch_op:
        batch_op.alter_column("closes_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("opens_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_section_consultation_id"))
    op.drop_table("section")
