"""Whether a value of the file is a text, a list or a group of keys, as its field expects."""

from collections.abc import Sequence as Many

from knowledge.problems import shorten
from knowledge.protocol import Language
from knowledge.protocol_file.nodes import Mapping, Node, Scalar, Sequence
from knowledge.protocol_file.reading import BROKEN, Broken, Reading, Slot
from knowledge.sentence import Sentence

_HASH_HINT = Sentence('A text with "#" needs quotes around it: without, what follows "#" is left out.')


def text_in(slot: Slot, reading: Reading, longest: int, *, lines: bool = False) -> str | Broken:
    """The text in ``slot``, which must be there and have at most ``longest`` characters.

    A text of one line is kept without the white space around it, which a block text of YAML always has; a text that
    may have several ``lines`` is kept word for word.
    """
    node = slot.node
    if node.spoiled:
        return BROKEN
    if not isinstance(node, Scalar):
        return reading.refuse(
            slot,
            "wrong-type",
            Sentence("{this} stands here where a text is expected.", this=_what_is(node)),
            _text_hint(node),
        )
    text = node.text if lines else node.text.strip()
    if node.empty or not (_can_be_seen(text[:1]) or any(map(_can_be_seen, text))):
        return reading.miss(slot, _HASH_HINT if node.cut else Sentence("Write the text, or remove what is not needed."))
    if len(text) > longest:
        return reading.refuse(
            slot,
            "too-long",
            Sentence(
                "This text has {count:,} characters; at most {longest:,} fit here.", count=len(text), longest=longest
            ),
            Sentence("Shorten it, or part it into several."),
        )
    if not lines and "\n" in text:
        return reading.refuse(
            slot,
            "line-break",
            Sentence("This text goes over several lines, where one line is expected."),
            Sentence("Write it on one line."),
        )
    if node.cut:
        reading.problems.warn(
            "cut-by-hash",
            node.place,
            slot.path,
            Sentence('What follows "#" on this line is left out of the text.'),
            Sentence('Put quotes around the whole text when "#" belongs to it; else write a space behind "#".'),
        )
    return text


def _can_be_seen(sign: str) -> bool:
    return bool(sign) and sign.isprintable() and not sign.isspace()


def members_in(slot: Slot, reading: Reading, of: str, most: int) -> Many[Node] | Broken:
    """The members of the list in ``slot``: at most so many, named in the plural by ``of``."""
    node = slot.node
    if isinstance(node, Sequence):
        return too_many(slot, reading, len(node.members), most) if len(node.members) > most else node.members
    if node.spoiled:
        return BROKEN
    if isinstance(node, Scalar) and node.empty:
        return reading.miss(
            slot, Sentence('Write each member on its own line after "- ", or remove what is not needed.')
        )
    return reading.refuse(
        slot,
        "wrong-type",
        Sentence("{this} stands here where a list of {of} is expected.", this=_what_is(node), of=Sentence(of)),
        Sentence('Write each member on its own line after "- ", also when there is only one.'),
    )


def group_in(slot: Slot, reading: Reading, expected: Sentence) -> Mapping | Broken:
    """The group of keys in ``slot``; ``expected`` names the keys in the plural."""
    node = slot.node
    if isinstance(node, Mapping):
        return node
    if node.spoiled:
        return BROKEN
    if isinstance(node, Scalar) and node.empty:
        return reading.miss(slot, Sentence("Write {expected} on the next lines, further in.", expected=expected))
    shown = f' ("{shorten(node.text, 30)}")' if isinstance(node, Scalar) else ""
    return reading.refuse(
        slot,
        "wrong-type",
        Sentence(
            "{this}{shown} stands here where {expected} are expected.",
            this=_what_is(node),
            shown=shown,
            expected=expected,
        ),
        Sentence('Write each key on its own line, with a colon and a space behind it ("key: …").'),
    )


def too_many(slot: Slot, reading: Reading, count: int, most: int) -> Broken:
    """Refuse what has more members than the format allows."""
    return reading.refuse(
        slot,
        "too-many",
        Sentence("There are {count:,} here; at most {most:,} are allowed.", count=count, most=most),
        Sentence("Leave some out, or part them over several."),
    )


def _what_is(node: Node) -> Sentence:
    if isinstance(node, Scalar):
        return Sentence("A text")
    return Sentence("A group of keys") if isinstance(node, Mapping) else Sentence("A list")


def _text_hint(node: Node) -> Sentence:
    if isinstance(node, Mapping) and any(entry.key in tuple(Language) for entry in node.entries):
        return Sentence("Write one text here: this one is the same in every language.")
    if isinstance(node, Mapping) and len(node.entries) == 1:
        return Sentence('When this is one text with a colon in it, put quotes around it: "…: …".')
    if isinstance(node, Mapping):
        return Sentence("Write one text here.")
    return Sentence('Write one text here; put quotes around it when it starts with "- " or "[".')
