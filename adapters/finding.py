"""What a check of the set-up found: for the operator, in plain words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        name: What was checked.
        wrong: What is wrong with it, in a sentence without secrets; ``None`` when all is well.
        mend: What the operator can do about it; ``None`` when all is well.
    """

    name: str
    wrong: str | None = None
    mend: str | None = None
