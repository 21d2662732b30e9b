"""From the bytes of a protocol file to the protocol, or to everything that is wrong with it."""

import gc
import pathlib
import re
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

from knowledge.problems import (
    Path,
    Place,
    Problem,
    ProtocolRejectedError,
    TooManyProblemsError,
    shorten,
)
from knowledge.protocol import FORMAT, Language, SocialMediaProtocol
from knowledge.protocol_file.consistency import check_choices, check_consistency
from knowledge.protocol_file.field_reader import read_section
from knowledge.protocol_file.file_format import FILE
from knowledge.protocol_file.file_text import MAX_BYTES
from knowledge.protocol_file.nodes import Mapping, Node, Scalar, Sequence
from knowledge.protocol_file.reading import Reading, Slot
from knowledge.protocol_file.yaml_nodes import read_nodes
from knowledge.sentence import Sentence

_START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class LoadedProtocol:
    """A protocol and the file it came from.

    Attributes:
        file: As the author named it.
        places: Where each value stands, by its path as ``("clauses", 3, "questions", "nl", 0)``. A text or a list that
            stands without its language is also found under the path that has the binding language in it.
        warnings: What deserves a second look but keeps nothing from going live; in the order of the file.
    """

    protocol: SocialMediaProtocol
    file: str
    places: ReadOnly[Path, Place]
    warnings: tuple[Problem, ...]


def read_protocol(path: pathlib.Path) -> LoadedProtocol:
    """Read the protocol in the file at ``path``.

    Raises:
        ProtocolRejectedError: the file cannot be read or used; it holds every problem.
    """
    return load_protocol(read_file(path), str(path))


def read_file(path: pathlib.Path) -> bytes:
    """The bytes of the file at ``path``; of a file that is too big, one more than it may have.

    Raises:
        ProtocolRejectedError: the file cannot be read.
    """
    file = str(path)
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _unreadable(
            "no-file", file, Sentence("There is no such file."), Sentence("Check the name and the folder.")
        ) from None
    except IsADirectoryError:
        raise _unreadable("no-file", file, Sentence("This is a folder."), Sentence("Name the file in it.")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or Sentence("its name is not one of a file")
        hint = Sentence("Check that the file is there and may be read.")
        raise _unreadable("no-file", file, Sentence("The file cannot be read: {why}.", why=why), hint) from error


def load_protocol(data: bytes, file: str) -> LoadedProtocol:
    """Read the protocol in ``data``; ``file`` is what its author calls it, for the problems.

    Raises:
        ProtocolRejectedError: the file cannot be used; it holds every problem, and the warnings.
    """
    with garbage_left_alone():
        protocol, reading = _read(data, file)
    problems = reading.problems
    if protocol is None or problems.has_errors:
        raise ProtocolRejectedError(problems)
    warnings = tuple(sorted(problems, key=lambda problem: problem.place))
    return LoadedProtocol(protocol, file, MappingProxyType(reading.places), warnings)


@contextmanager
def garbage_left_alone() -> Iterator[None]:
    """Look for no garbage meanwhile: of a bounded file come many objects and no circles, and looking takes long.

    Of 2,000 clauses, reading them takes half the time so, and checking them three quarters.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(data: bytes, file: str) -> tuple[SocialMediaProtocol | None, Reading]:
    """The protocol, unless something keeps it from being built, and what was seen of its file on the way."""
    tree = read_nodes(data, file)
    reading = Reading(tree.problems, _declared_languages(tree.root))
    protocol = None
    if not tree.stopped:
        with suppress(TooManyProblemsError):  # the last problem says so
            protocol = _read_file(tree.root, reading)
    return protocol, reading


def _read_file(root: Node | None, reading: Reading) -> SocialMediaProtocol | None:
    """The protocol, unless something keeps it from being built."""
    if root is None or (isinstance(root, Scalar) and root.empty):
        reading.problems.add(
            "empty-file", _START, (), Sentence("The file is empty."), Sentence("Start from the starter protocol.")
        )
        return None
    if not isinstance(root, Mapping):
        reading.problems.add(
            "not-a-protocol",
            root.place,
            (),
            Sentence("This is not a protocol: it does not start with a key."),
            Sentence('Start the file with "magdat: 1", "protocol:" and "clauses:", each on its own line.'),
        )
        return None
    version = _under(root, "magdat")
    if isinstance(version, Scalar) and re.fullmatch("[1-9][0-9]*", version.text) and version.text != str(FORMAT):
        reading.problems.add(
            "newer-format",
            version.place,
            ("magdat",),
            Sentence("This file is made for a newer Magdat (format {text}).", text=shorten(version.text)),
            Sentence("Update Magdat, or load a file of format {format}.", format=FORMAT),
        )
        return None  # what else looks wrong may be right in that format
    values = read_section(FILE, Slot(root, (), root.place), reading)
    check_consistency(root, reading)
    if not isinstance(values, dict) or reading.problems.has_errors:
        return None
    del values["magdat"]
    protocol = SocialMediaProtocol(**values.pop("protocol"), **values)
    check_choices(protocol, reading)
    return protocol


def _declared_languages(root: Node | None) -> tuple[Language, ...]:
    """The languages of the protocol, which are needed to read any text; none when they cannot be read."""
    listed = _under(_under(root, "protocol"), "languages")
    if not isinstance(listed, Sequence):
        return ()
    words = [member.text if isinstance(member, Scalar) else "" for member in listed.members]
    known = [Language(word) for word in words if word in tuple(Language)]
    return tuple(dict.fromkeys(known)) if len(known) == len(words) else ()


def _under(node: Node | None, key: str) -> Node | None:
    """What stands under ``key``, when ``node`` has keys and this is one of them."""
    if not isinstance(node, Mapping):
        return None
    return next((entry.value for entry in node.entries if entry.key == key), None)


def _unreadable(code: str, file: str, message: Sentence, hint: Sentence) -> ProtocolRejectedError:
    return ProtocolRejectedError([Problem(code, file, _START, (), message, hint)])
