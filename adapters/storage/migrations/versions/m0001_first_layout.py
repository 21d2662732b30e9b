"""Cases, questions, inbox, outbox, audit, reminders, sealed addresses, desk threads and the terminal's posts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "audit",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happening", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column(
            "quoted", sa.Text(), nullable=True, comment="JSON: the clause and the hash of its text, never the text"
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_audit")),
        sa.UniqueConstraint("id", name=op.f("uq_audit_id")),
    )
    op.create_index(op.f("ix_audit_actor"), "audit", ["actor"], unique=False)
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=26), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False, comment="JSON: a name, or a pseudonym"),
        sa.Column("asker_mark", sa.String(length=64), nullable=False),
        sa.Column("conversation_mark", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("clause_id", sa.Text(), nullable=True),
        sa.Column("protocol_version", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True, comment="JSON"),
        sa.Column("owner_key", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("over_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("question_id", name=op.f("uq_cases_question_id")),
    )
    op.create_index(op.f("ix_cases_asker_mark"), "cases", ["asker_mark"], unique=False)
    op.create_index(op.f("ix_cases_over_since"), "cases", ["over_since"], unique=False)
    op.create_index(op.f("ix_cases_owner_key"), "cases", ["owner_key"], unique=False)
    op.create_index(op.f("ix_cases_state_opened_at"), "cases", ["state", "opened_at"], unique=False)
    op.create_table(
        "console_posts",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False, comment="erased once read"),
        sa.Column("only_for", sa.Text(), nullable=False, comment="erased once read"),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True, comment="JSON; erased once read"),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_console_posts")),
        sa.UniqueConstraint("id", name=op.f("uq_console_posts_id")),
    )
    op.create_index(
        op.f("ix_console_posts_conversation_place"), "console_posts", ["conversation", "place"], unique=False
    )
    op.create_index(op.f("ix_console_posts_posted_at"), "console_posts", ["posted_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True, comment="erased once handled"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_handled_at_received_at"), "inbox", ["handled_at", "received_at"], unique=False)
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "outbox",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=26), nullable=True),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False, comment="erased once delivered"),
        sa.Column("delivery", sa.Text(), nullable=True, comment="JSON; erased once delivered"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("park_reason", sa.String(length=32), nullable=True),
        sa.Column("park_code", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"], unique=False)
    op.create_index(op.f("ix_outbox_state_lane_place"), "outbox", ["state", "lane", "place"], unique=False)
    op.create_index(op.f("ix_outbox_state_settled_at"), "outbox", ["state", "settled_at"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("protocol_id", sa.Text(), nullable=False),
        sa.Column("protocol_version", sa.Text(), nullable=False),
        sa.Column("made", sa.String(length=16), nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=False),
        sa.Column("clause_id", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("feedback", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_asked_at"), "questions", ["asked_at"], unique=False)
    op.create_table(
        "desk_threads",
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_desk_threads_case_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_desk_threads")),
    )
    op.create_index(
        op.f("ix_desk_threads_conversation_thread"), "desk_threads", ["conversation", "thread"], unique=False
    )
    op.create_table(
        "reminders",
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_reminders_case_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", "kind", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_due_at"), "reminders", ["due_at"], unique=False)
    op.create_table(
        "sealed_addresses",
        sa.Column("case_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
            name=op.f("fk_sealed_addresses_case_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_sealed_addresses")),
    )
