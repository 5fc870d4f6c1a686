"""Let files be made in the background, and a city word its forms

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "form_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("template_set", sa.String(length=1), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("template_set IN ('A', 'B')", name=op.f("ck_form_change_template_set")),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_form_change_city_id_city"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_form_change_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_change")),
        sa.UniqueConstraint("city_id", "template_set", name=op.f("uq_form_change_city_id_template_set")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.add_column(sa.Column("job_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.JSON(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_export_job_id_job"), "job", ["job_id"], ["id"], ondelete="SET NULL"
        )


def downgrade():
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_export_job_id_job"), type_="foreignkey")
        batch_op.drop_column("asked")
        batch_op.drop_column("job_id")
    op.drop_table("form_change")
