"""Kept counts, drafts, publications, jobs; what a consultation declares of certainty and budgets"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('job',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease', sa.String(length=32), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trouble', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f('ck_job_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_state'), ['state'], unique=False)

    op.create_table('kept_count',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.String(length=32), nullable=True),
    sa.Column('audit_head', sa.String(length=64), nullable=False),
    sa.Column('input_hash', sa.String(length=64), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('raw', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_kept_count_consultation_id_consultation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_kept_count_job_id_job'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_kept_count_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_count'))
    )
    with op.batch_alter_table('kept_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_count_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('count_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title_th', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=False),
    sa.Column('words_th', sa.Text(), nullable=False),
    sa.Column('words_en', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['count_id'], ['kept_count.id'], name=op.f('fk_draft_count_id_kept_count'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_person_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_draft_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_count_id'), ['count_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_plan_id'), ['plan_id'], unique=False)

    op.create_table('draft_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_change_draft_id_draft'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_change_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_change')),
    sa.UniqueConstraint('draft_id', 'version', name=op.f('uq_draft_change_draft_id_version'))
    )
    with op.batch_alter_table('draft_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_change_draft_id'), ['draft_id'], unique=False)

    op.create_table('publication',
    sa.Column('id', sa.String(length=20), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title_th', sa.String(length=300), nullable=False),
    sa.Column('title_en', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('audit_head', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_publication_draft_id_draft'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_publication_person_id_person'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_publication_plan_id_plan'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_publication_plan_id_number'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_publication_plan_id'), ['plan_id'], unique=False)

    op.create_table('draft_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('chapter', sa.String(length=6), nullable=False),
    sa.Column('computed_rank', sa.Integer(), nullable=True),
    sa.Column('computed_place', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('mark', sa.String(length=10), nullable=False),
    sa.Column('mark_reason', sa.Text(), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('exclusive', sa.String(length=1), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(mark = 'merged') = (merged_into_id IS NOT NULL)", name=op.f('ck_draft_line_merged')),
    sa.CheckConstraint("mark IN ('', 'must', 'withdrawn', 'merged')", name=op.f('ck_draft_line_mark')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_line_draft_id_draft'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_draft_line_item_id_item'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merged_into_id'], ['draft_line.id'], name=op.f('fk_draft_line_merged_into_id_draft_line'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_line_person_id_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_line')),
    sa.UniqueConstraint('draft_id', 'item_id', name=op.f('uq_draft_line_draft_id_item_id'))
    )
    with op.batch_alter_table('draft_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_line_draft_id'), ['draft_id'], unique=False)

    op.create_table('published_file',
    sa.Column('publication_id', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_published_file_publication_id_publication'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('publication_id', 'name', name=op.f('pk_published_file'))
    )
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('top_ks', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('budgets', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('bootstrap', sa.Integer(), server_default='1000', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('consultation', schema=None) as batch_op:
        batch_op.drop_column('bootstrap')
        batch_op.drop_column('budgets')
        batch_op.drop_column('top_ks')

    op.drop_table('published_file')
    with op.batch_alter_table('draft_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_line_draft_id'))

    op.drop_table('draft_line')
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_publication_plan_id'))

    op.drop_table('publication')
    with op.batch_alter_table('draft_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_change_draft_id'))

    op.drop_table('draft_change')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_plan_id'))
        batch_op.drop_index(batch_op.f('ix_draft_count_id'))

    op.drop_table('draft')
    with op.batch_alter_table('kept_count', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_count_consultation_id'))

    op.drop_table('kept_count')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_state'))

    op.drop_table('job')
