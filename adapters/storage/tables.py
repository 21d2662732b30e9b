"""The tables. What is looked up by has a column of its own; what is only read back stands in JSON.

Nowhere is a person's id beside a question: an asker is a keyed mark, and where the asker is, is sealed. A row belongs
to one organisation, and ``Statements`` keeps each to its own. A table that is changed here needs a step in
``migrations/versions``; a test holds the two together.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text, text

from adapters.storage.columns import METADATA as METADATA  # noqa: PLC0414 -- who needs it needs the tables in it
from adapters.storage.columns import SEQUENCE, Moment, of_case, organisation

CASES = Table(
    "cases",
    METADATA,
    organisation(),
    Column("id", String(26), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("question_id", String(26), nullable=False, unique=True),
    Column("asker", Text, nullable=False, comment="JSON: a name, or a pseudonym"),
    Column("asker_mark", String(64), nullable=False, index=True),
    Column("conversation_mark", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("entries", Text, nullable=False, comment="JSON"),
    Column("clause_id", Text),
    Column("protocol_version", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("expected_by", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("state", String(32), nullable=False),
    Column("line", String(16), nullable=False),
    Column("owner", Text, comment="JSON"),
    Column("owner_key", Text, index=True),
    Column("outcome", String(32)),
    Column("over_since", Moment, index=True),
    Column("thread_mark", String(64), nullable=False, server_default="", index=True),
    Index(None, "state", "opened_at"),
)

QUESTIONS = Table(
    "questions",
    METADATA,
    organisation(),
    Column("id", String(26), primary_key=True),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("protocol_id", Text, nullable=False),
    Column("protocol_version", Text, nullable=False),
    Column("made", String(16), nullable=False),
    Column("doubt", String(32), nullable=False),
    Column("clause_id", Text),
    Column("options", Text, nullable=False, comment="JSON"),
    Column("confidence", Float, nullable=False),
    Column("feedback", String(16)),
)

INBOX = Table(
    "inbox",
    METADATA,
    organisation(primary=True),
    Column("id", Text, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("lane", Text, nullable=False, server_default="", comment="erased once handled"),
    Column("payload", LargeBinary, comment="erased once handled"),
    Column("received_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("handled_at", Moment),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Index(None, "handled_at", "received_at"),
    Index(
        None,
        "organisation",
        "lane",
        "received_at",
        sqlite_where=text("lane != ''"),
        postgresql_where=text("lane != ''"),
    ),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    organisation(),
    Column("place", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("case_id", String(26), index=True),
    Column("channel", String(64), nullable=False),
    Column("lane", Text, nullable=False, comment="erased once delivered"),
    Column("delivery", Text, comment="JSON; erased once delivered"),
    Column("person_mark", String(64), nullable=False, server_default="", comment="erased once delivered"),
    Column("state", String(16), nullable=False),
    Column("put_at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("tries", Integer, nullable=False),
    Column(
        "unended", Integer, nullable=False, server_default="0", comment="tries in a row that ended with their process"
    ),
    Column("uncertain", Boolean, nullable=False),
    Column("settled_at", Moment),
    Column("park_reason", String(32)),
    Column("park_code", Text),
    Index(None, "state", "lane", "place"),
    Index(None, "state", "settled_at"),
)

AUDIT = Table(
    "audit",
    METADATA,
    organisation(),
    Column("place", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("at", Moment, nullable=False, index=True),
    Column("happening", String(64), nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("actor", Text, index=True),
    Column("quoted", Text, comment="JSON: the clause and the hash of its text, never the text"),
    Column("remark", Text, nullable=False),
)

REMINDERS = Table(
    "reminders",
    METADATA,
    organisation(),
    of_case(),
    Column("kind", String(32), primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
)

SEALED_ADDRESSES = Table(
    "sealed_addresses",
    METADATA,
    organisation(),
    of_case(),
    Column("key", LargeBinary, nullable=False),
    Column("box", LargeBinary, nullable=False),
)

DESK_THREADS = Table(
    "desk_threads",
    METADATA,
    organisation(),
    of_case(),
    Column("channel", String(64), nullable=False),
    Column("tenant", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Index(None, "conversation", "thread"),
)

CONSOLE_POSTS = Table(
    "console_posts",
    METADATA,
    organisation(),
    Column("place", SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("conversation", Text, nullable=False, comment="erased once read"),
    Column("only_for", Text, nullable=False, comment="erased once read"),
    Column("thread", Text, nullable=False),
    Column("message", Text, comment="JSON; erased once read"),
    Column("posted_at", Moment, nullable=False, index=True),
    Index(None, "conversation", "place"),
)
"""What waits for a person at a terminal, who may not be there yet."""

WEB_POSTS = Table(
    "web_posts",
    METADATA,
    organisation(),
    Column("id", String(64), primary_key=True),
    Column("conversation", Text, nullable=False),
    Column("place", Integer, nullable=False, comment="in the conversation; rises"),
    Column("revision", Integer, nullable=False, comment="rises with every change in the conversation"),
    Column("own", Boolean, nullable=False, comment="written by the person, not by Magdat"),
    Column("message", Text, nullable=False, comment="JSON"),
    Column("posted_at", Moment, nullable=False, index=True),
    Index(None, "conversation", "revision"),
)
"""What is shown on a person's own pages, until it was read there or its day is over."""

EDITIONS = Table(
    "editions",
    METADATA,
    organisation(),
    Column("id", String(26), primary_key=True),
    Column("stage", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("edition", Text, nullable=False, comment="JSON"),
    Column("content", LargeBinary, nullable=False, comment="the file's bytes, as they were loaded"),
    Index(None, "stage", "made_at"),
)
"""The protocol files that were loaded."""

PUBLICATIONS = Table(
    "publications",
    METADATA,
    organisation(primary=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("live_from", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("told_at", Moment, comment="when it was told that it is live"),
    Column("publication", Text, nullable=False, comment="JSON"),
)
"""What was published: which version is live follows from these and the time."""

PROPOSALS = Table(
    "proposals",
    METADATA,
    organisation(),
    Column("id", String(26), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
    Column("proposal", Text, nullable=False, comment="JSON; without asker and case"),
    Index(None, "state", "made_at"),
)
"""What closed cases say of the protocol."""

FOLLOWERS = Table(
    "followers",
    METADATA,
    organisation(primary=True),
    Column("subject", String(160), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("id", String(26), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
)
"""Who asked to be told of something; where they are is sealed."""

REVIEWS = Table(
    "reviews",
    METADATA,
    organisation(),
    Column("place", SEQUENCE, primary_key=True, autoincrement=True),
    Column("review", Text, nullable=False, comment="JSON"),
)
"""What was looked at without a change."""

REVIEW_REMINDERS = Table(
    "review_reminders",
    METADATA,
    organisation(primary=True),
    Column("key", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Of what the desk was reminded."""

CAMPAIGNS = Table(
    "campaigns",
    METADATA,
    organisation(),
    Column("id", String(26), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("campaign", Text, nullable=False, comment="JSON"),
)
"""Versions that employees are asked to confirm."""

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    organisation(),
    Column("campaign_id", String(26), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Who confirmed, as keyed fingerprints."""

TALLIES = Table(
    "tallies",
    METADATA,
    organisation(primary=True),
    Column("month", String(7), primary_key=True),
    Column("topic", String(100), primary_key=True),
    Column("gap", String(16), primary_key=True),
    Column("tag", Integer, primary_key=True, autoincrement=False),
)
"""How many different people met a gap; a tag stands for several people."""

WHEREABOUTS = Table(
    "whereabouts",
    METADATA,
    organisation(primary=True),
    Column("mark", String(64), primary_key=True, comment="a keyed fingerprint of the place"),
    Column("how", Text, nullable=False, comment="JSON of the channel's own"),
    Column("kept_at", Moment, nullable=False, index=True),
)
"""How places on a channel are reached."""

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
"""What holds for this database as a whole, such as the fingerprint of the vault's key."""
