"""How a verdict looks: a sign and a word that say the same.

The signs are single characters without a variation selector, so that a terminal, Slack and Teams agree on their width.
"""

from bot.message import Badge, Tone
from bot.wording import Wording
from knowledge.protocol import Verdict

_LOOKS = {
    Verdict.ALLOWED: ("✔", Tone.GOOD),
    Verdict.CONDITIONAL: ("◐", Tone.CAREFUL),
    Verdict.ASK_FIRST: ("✋", Tone.CAREFUL),
    Verdict.FORBIDDEN: ("✖", Tone.STOP),
    Verdict.REQUIRED: ("❗", Tone.NOTE),
    Verdict.INFORMATION: ("ℹ", Tone.NOTE),  # noqa: RUF001 -- the sign for information is meant
}


def badge(verdict: Verdict, wording: Wording) -> Badge:
    """The verdict at a glance; it speaks of the act, whatever way round the question was put."""
    sign, tone = _LOOKS[verdict]
    return Badge(sign, wording.say(f"verdict.{verdict}"), tone)
