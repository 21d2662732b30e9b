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

    def __post_init__(self) -> None:
        """Hold every check to it, whichever one it is.

        Raises:
            ValueError: it says what is wrong without how to mend it, or the other way round; or a line is none.
        """
        said = [self.name] if self.wrong is None else [self.name, self.wrong, self.mend]
        if (self.wrong is None) != (self.mend is None) or not all(each and each.isprintable() for each in said):
            raise ValueError(self)
