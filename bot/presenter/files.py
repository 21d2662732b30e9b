"""What an admin is told with the file of a version, or where it cannot be given."""

from collections.abc import Iterator

from bot.message import Block, Footnote, Link, Message, Notice, Paragraph
from bot.presenter.occasion import Occasion
from bot.publication import Edition, Stage


def present_file(edition: Edition, occasion: Occasion) -> Message:
    """The file is with this message; by its checksum anyone can tell that it is the very one."""
    told = occasion.wording.say("file.here", version=edition.version)
    checksum = Footnote(f"SHA-256: {edition.sha256}")
    return Message(told, (Paragraph(told), checksum), occasion.language)


def present_file_comes(edition: Edition, occasion: Occasion) -> Message:
    """The file comes where nobody else is."""
    told = occasion.wording.say("file.comes", version=edition.version)
    return Message(told, (Paragraph(told),), occasion.language)


def present_file_elsewhere(edition: Edition, number: int | None, occasion: Occasion) -> Message:
    """The file could not be given here; where else it is.

    Args:
        edition: Whose file it is.
        number: Of its last publication; ``None`` where it was never published.
        occasion: The reader's.
    """
    told = occasion.wording.say("file.not-here", version=edition.version)
    why = Footnote(occasion.wording.say("file.why"))
    return Message(told, (Notice(told), *_ways(edition, number, occasion), why), occasion.language)


def present_file_declined(edition: Edition, number: int | None, occasion: Occasion) -> Message:
    """The person did not want the file here; as ``present_file_elsewhere``."""
    told = occasion.wording.say("file.declined", version=edition.version)
    return Message(told, (Paragraph(told), *_ways(edition, number, occasion)), occasion.language)


def _ways(edition: Edition, number: int | None, occasion: Occasion) -> Iterator[Block]:
    if occasion.pages is not None:
        file = "" if number is None else f"/version/{number}/file"
        yield Link(occasion.wording.say("file.on-the-page"), f"{occasion.pages}/admin{file}")
    name = edition.version if edition.stage is Stage.PUBLISHED else edition.id
    yield Paragraph(occasion.wording.say("file.elsewhere", name=name))
