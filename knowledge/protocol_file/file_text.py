"""The file's bytes as a text that is safe to parse: bounded, UTF-8, without characters that hide or reorder words."""

import re
from dataclasses import dataclass

from knowledge.problems import Place, ProblemCollection, place_at
from knowledge.protocol_file.characters import REFUSED, STAND_IN, Oddity, odd_characters, refusal_of
from knowledge.sentence import Sentence

MAX_BYTES = 2 * 1024 * 1024
WORD_DOCUMENT = "word-document"
"""The code of the problem that a file is packed, so that it can be told to those who only see a chat."""
NO_TEXT = "no-text"
"""The code of the problem that a file is a PDF or a picture."""
_PACKED = b"PK\x03\x04"
"""How a zip file begins, which a Word document (.docx) is."""
_NO_TEXTS = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8")
"""How a PDF and pictures begin."""
_MOST_MENDS = 1_000
"""What has more refused characters is hardly a text; the rest of it is not looked at."""

_FIRST_CONTENT = re.compile(r"^[ \t]*+[^\s#]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file.

    Attributes:
        text: Its lines end in a line feed alone, and there is a stand-in for every character that was
            refused, so that the rest can be looked at too.
        mended: Whether there is a stand-in in it.
    """

    text: str
    mended: bool


def read_file_text(data: bytes, problems: ProblemCollection) -> FileText | None:
    """The text in ``data``; ``None`` when reading cannot go on. The problems are added to ``problems``."""
    text = _decode(data, problems)
    if text is None:
        return None
    mended = False
    for oddity in odd_characters(text):
        _report(oddity, problems)
        mended = mended or oddity.refused
    content = _FIRST_CONTENT.search(text)
    if content is not None and content.group() == "%":
        place = place_at(text, content.start())
        problems.add(
            "directive",
            place,
            (),
            Sentence('The file starts with a line for programs ("%…").'),
            Sentence("Remove that line."),
        )
        return None
    if mended:
        text, mends = REFUSED.subn(STAND_IN, text, count=_MOST_MENDS)
        if mends == _MOST_MENDS:
            return None
    return FileText(text, mended)


def _decode(data: bytes, problems: ProblemCollection) -> str | None:
    if len(data) > MAX_BYTES:
        problems.add(
            "file-too-big",
            Place(1, 1),
            (),
            Sentence(
                "The file is larger than {most} MiB, the most that a protocol can be.",
                most=MAX_BYTES // 1024**2,
            ),
            Sentence("Check that this is the right file; leave out what is not the protocol."),
        )
        return None
    if data.startswith(_PACKED):
        problems.add(
            WORD_DOCUMENT,
            Place(1, 1),
            (),
            Sentence("This is no text but a packed file, such as a Word document, whatever its name says."),
            Sentence("Make a draft of a Word document with magdat protocol import, finish it by hand and load that."),
        )
        return None
    if data.startswith(_NO_TEXTS):
        problems.add(
            NO_TEXT,
            Place(1, 1),
            (),
            Sentence("This is no text but a PDF or a picture, whatever its name says."),
            Sentence("Choose the file of the protocol, a text such as protocol.yaml."),
        )
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")  # the same text on every system
    except UnicodeDecodeError as error:
        read = data[: error.start].decode("utf-8-sig")
        wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        what = Sentence("Byte 0x{byte:02X} is no UTF-8", byte=data[error.start])
        if wide:
            what = Sentence("The file is saved as UTF-16")
        problems.add(
            "not-utf-8",
            place_at(read, len(read)),
            (),
            Sentence("{what}; a protocol is read as UTF-8.", what=what),
            Sentence('Save the file with the encoding "UTF-8", and look whether all letters with accents are right.'),
        )
        return None


def _report(oddity: Oddity, problems: ProblemCollection) -> None:
    if oddity.refused:
        problems.add("unsafe-character", oddity.place, (), *refusal_of(oddity.character))
    elif oddity.character == "\ufffd":
        problems.warn(
            "garbled-character",
            oddity.place,
            (),
            Sentence("Here stands the sign that a program leaves for a letter it could not read."),
            Sentence("Type the letter that belongs here."),
        )
    else:
        problems.warn(
            "invisible-character",
            oddity.place,
            (),
            Sentence("An invisible character stands here: {name}.", name=oddity.name),
            Sentence("Remove it when it came along from a website or a PDF: words with it are not found."),
        )
