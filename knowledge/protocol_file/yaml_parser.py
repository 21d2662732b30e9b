"""The YAML parsers that the tree is built with: libyaml's, and PyYAML's own where libyaml is missing."""

from typing import Any

import yaml


class PurePythonParser(yaml.SafeLoader):
    """PyYAML's own parser, which reads what libyaml reads.

    By itself it lets no question mark into a text between brackets, and example questions have one.
    """

    _in_plain_text = False

    def scan_plain(self) -> Any:  # noqa: ANN401 -- PyYAML's tokens carry no types
        """The token of a text without quotes."""
        self._in_plain_text = True
        try:
            return super().scan_plain()
        finally:
            self._in_plain_text = False

    def peek(self, index: int = 0) -> str:
        """The character so far ahead; within a text a question mark counts as a letter."""
        character = str(super().peek(index))
        return "a" if character == "?" and self._in_plain_text else character


PARSER: Any = getattr(yaml, "CSafeLoader", PurePythonParser)
"""libyaml's parser where it is there: about fifteen times as fast."""
