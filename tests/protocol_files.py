"""The protocol files that the tests read, good and broken, and what is wrong with one."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from knowledge.loader import load_protocol
from knowledge.problems import Problem, ProtocolRejectedError

PROTOCOLS = Path(__file__).parent / "data" / "protocols"
BROKEN = PROTOCOLS / "broken"
GOOD = tuple(sorted(PROTOCOLS.glob("*.yaml")))

HEAD = """\
magdat: 1
protocol:
  id: voorbeeld
  title: Socialmediaprotocol
  version: "1"
  languages: [nl, en]
"""
"""The start of a file of which only the clauses matter."""

CLAUSE = """\
  - id: klanten
    title: Klanten toevoegen
    verdict: ask-first
    rule: Vraag het eerst aan uw leidinggevende.
"""


@dataclass(frozen=True)
class Mistake:
    """What a broken file must be refused for."""

    code: str
    line: int
    column: int
    path: str


def mistakes() -> dict[str, Mistake]:
    """The mistake of each broken file, by the file's name without its suffix."""
    declared = tomllib.loads((PROTOCOLS / "broken.toml").read_text(encoding="utf-8"))
    return {name: Mistake(**mistake) for name, mistake in declared.items()}


def problems_in(data: bytes | str, file: str = "protocol.yaml") -> tuple[Problem, ...]:
    """All that is wrong with ``data``; nothing when it is accepted without a warning."""
    try:
        return load_protocol(data.encode() if isinstance(data, str) else data, file).warnings
    except ProtocolRejectedError as error:
        return error.problems
