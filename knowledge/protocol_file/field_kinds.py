"""The kinds of value that can stand under a key of the protocol file, with their bounds."""

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.protocol import FORMAT, HandOver, Language, Verdict

ID_PATTERN = "[a-z0-9][a-z0-9-]*"
NO_CLAUSE = "none"
"""What a test expects when no clause may be quoted; therefore no clause can have it as its id."""
FEWEST_OPTIONS, MOST_OPTIONS = 2, 3
"""Of a circumstance: fewer are no choice, more are not read on a phone."""


@dataclass(frozen=True, slots=True)
class FormatNumber:
    """The version of the format itself."""

    number: int = FORMAT


@dataclass(frozen=True, slots=True)
class Line:
    """A text of one line in no particular language.

    Attributes:
        pattern: The whole text must match it; ``None`` allows any.
        called: What a text of this pattern is, with its article.
        form: The pattern in words, for the remedy.
        often_a_number: Whether it looks like a number to other programs (``2026.1``), which the schema must allow.
    """

    longest: int
    pattern: str | None = None
    called: str = ""
    form: str = ""
    often_a_number: bool = False


@dataclass(frozen=True, slots=True)
class Id:
    """The name of something, unlike all others of its kind.

    Attributes:
        names: What it names: ``clause``, ``group``, … Two of one kind with the same name are a mistake.
        reserved: Names that mean something else.
    """

    names: str
    longest: int = 100
    reserved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unique:
    """A line that may occur once in the file among its kind, such as the number of a clause."""

    names: str
    line: Line


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of a clause or a group that stands elsewhere in the file.

    Attributes:
        to: What kind of thing it refers to, as in ``Id.names``.
        or_none: Whether ``none`` may stand here.
    """

    to: str
    or_none: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words.

    Attributes:
        aka: What people type instead, with the word they mean.
    """

    words: type[Verdict] | type[HandOver] | type[Language]
    aka: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A date, written as 2026-01-31."""


@dataclass(frozen=True, slots=True)
class TextByLanguage:
    """A text in the binding language, or one for each language.

    Attributes:
        lines: Whether it may go over several lines.
    """

    longest: int
    lines: bool = False


@dataclass(frozen=True, slots=True)
class PhrasesByLanguage:
    """Lines in the binding language, or a list for each language; the lists need not be each other's translation."""

    longest: int
    most: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list.

    Attributes:
        of: What its members are, in the plural.
        apart: Whether no member may occur twice.
    """

    member: "Kind"
    most: int
    of: str
    least: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class TextsByLanguage:
    """Texts that belong together: a list of texts, or a list for each language with as many members each."""

    text: TextByLanguage
    most: int


@dataclass(frozen=True, slots=True)
class Section:
    """A group of known keys.

    Attributes:
        builds: What it becomes; called with the attributes of its fields. ``dict`` leaves that to the loader.
        called: What to call it in a sentence, with its article.
    """

    called: str
    builds: Callable[..., object]
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A group whose keys are ids of the author's own choice.

    Attributes:
        names: What the ids name, as in ``Id.names``.
        passes_id: Whether what is built is given its id.
        reserved: Ids that mean something else.
    """

    names: str
    section: Section
    most: int
    passes_id: bool = False
    least: int = 0
    reserved: tuple[str, ...] = ()


Kind = (
    FormatNumber
    | Line
    | Id
    | Unique
    | Reference
    | Choice
    | Day
    | TextByLanguage
    | PhrasesByLanguage
    | TextsByLanguage
    | ListOf
    | Section
    | Named
)


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a section.

    Attributes:
        about: One sentence for the author of a protocol.
        attribute: The attribute it fills; the key when empty.
        counted: Whether a missing one is the place of its section in the list, from 1.
        aka: What people type instead of the key.
    """

    key: str
    kind: Kind
    about: str
    required: bool = False
    attribute: str = ""
    aka: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counted: bool = False

    @property
    def fills(self) -> str:
        """The attribute it fills."""
        return self.attribute or self.key
