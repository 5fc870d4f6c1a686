"""Let people in by personal links, tie reporters to divisions, keep what checks of the audit log found

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "personal_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_personal_link_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_personal_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_personal_link")),
        sa.UniqueConstraint("person_id", name=op.f("uq_personal_link_person_id")),
    )
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("anchored", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    with op.batch_alter_table("audit_check") as table:
        table.create_index(op.f("ix_audit_check_at"), ["at"], unique=False)
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("national_since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("division_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_membership_division_id_division"), "division", ["division_id"], ["id"], ondelete="SET NULL"
        )
        table.create_check_constraint(op.f("ck_membership_division"), "division_id IS NULL OR role = 'reporter'")


def downgrade():
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("ck_membership_division"), type_="check")
        table.drop_constraint(op.f("fk_membership_division_id_division"), type_="foreignkey")
        table.drop_column("division_id")
    with op.batch_alter_table("person") as table:
        table.drop_column("national_since")
    op.drop_table("audit_check")
    op.drop_table("personal_link")
