"""What the operator's walks through wrong set-ups are made of: commands, secrets that nobody may read, and ends."""

import base64

from adapters.cli.exits import Exit
from tests.bakery import BAKERY

SECRET = "geheim22"  # noqa: S105 -- nobody's
KEY = base64.b64encode(bytes(range(32))).decode()
ENDS = {Exit.WRONG_INPUT, Exit.WRONG_USE, Exit.UNAVAILABLE}
"""How a command ends that cannot be done."""
ASK = ("ask", "Mag ik klanten toevoegen op LinkedIn?")
KEEPING = (
    ("cases",),
    ("chat",),
    ("serve",),
    ("parked",),
    ("restore",),
    ("privacy", "export", "jan"),
    ("privacy", "forget", "jan"),
    ("protocol", "history"),
    ("protocol", "publish", str(BAKERY)),
)
"""What opens the database to keep something."""
