"""What differs between two versions of a protocol."""

from knowledge.comparing.difference import ClauseChange, Difference, Kind, compare
from knowledge.comparing.values import TextChange, ValueChange
from knowledge.comparing.words import Run, Stretch

__all__ = ["ClauseChange", "Difference", "Kind", "Run", "Stretch", "TextChange", "ValueChange", "compare"]
