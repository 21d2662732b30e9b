"""What an admin is told with the file of a version, or where it cannot be given."""

from bot.message import Footnote, Link, Message, Notice, Paragraph
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
    wording, pages = occasion.wording, occasion.pages
    told = wording.say("file.not-here", version=edition.version)
    name = edition.version if edition.stage is Stage.PUBLISHED else edition.id
    ways = Paragraph(wording.say("file.elsewhere", name=name))
    page = "" if pages is None else f"{pages}/admin"
    if page and number is not None:
        page += f"/version/{number}/file"
    link = (Link(wording.say("file.on-the-page"), page),) if page else ()
    return Message(told, (Notice(told), *link, ways, Footnote(wording.say("file.why"))), occasion.language)
