"""The protocol's life: what was loaded and published, proposals, reviews, campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "editions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the file's bytes, as they were loaded"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
    )
    op.create_index(op.f("ix_editions_stage_made_at"), "editions", ["stage", "made_at"], unique=False)
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("live_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True, comment="when it was told that it is live"),
        sa.Column("publication", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False, comment="JSON; without asker and case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_made_at"), "proposals", ["made_at"], unique=False)
    op.create_index(op.f("ix_proposals_state_made_at"), "proposals", ["state", "made_at"], unique=False)
    op.create_table(
        "followers",
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "mark", name=op.f("pk_followers")),
    )
    op.create_index(op.f("ix_followers_asked_at"), "followers", ["asked_at"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("gap", sa.String(length=16), nullable=False),
        sa.Column("tag", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("month", "topic", "gap", "tag", name=op.f("pk_tallies")),
    )
    op.create_table(
        "reviews",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("review", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_reviews")),
    )
    op.create_table(
        "review_reminders",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_review_reminders")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False, comment="JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "confirmations",
        sa.Column("campaign_id", sa.String(length=26), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "mark", name=op.f("pk_confirmations")),
    )
