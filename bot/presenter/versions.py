"""The versions of the protocol, for an admin in a chat: what waits, what was published when, and the way back."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.action import Act, Action
from bot.address import Person
from bot.command_words import command_words
from bot.message import Block, Button, Buttons, Footnote, Heading, Input, Item, Link, Listing, Message, Paragraph
from bot.presenter.occasion import Occasion
from bot.publication import Edition, Publication, Way, is_stale, live_at

MOST_DRAFTS = 5
_MOST_LISTED = 8
_MOST_PUT_BACK = 3
_MOST_FILES = 5
_LONGEST_NOTE = 200


def present_versions(
    drafts: Sequence[Edition], history: Sequence[Publication], now: datetime, occasion: Occasion
) -> Message:
    """All of it, bounded for a chat.

    Args:
        drafts: Those that wait, the one loaded last first.
        history: Every publication, the first first.
        now: Aware, UTC.
        occasion: The reader's.
    """
    title = occasion.wording.say("versions.title")
    blocks = (Heading(title), *_waiting(drafts, live_at(history, now), occasion), *_published(history, now, occasion))
    return Message(title, blocks, occasion.language)


def _waiting(drafts: Sequence[Edition], live: Publication | None, occasion: Occasion) -> Iterator[Block]:
    if not drafts:
        return
    wording = occasion.wording
    items = []
    for draft in drafts:
        told = {
            "version": draft.version,
            "name": _name(draft.author, occasion),
            "moment": occasion.moment(draft.made_at),
        }
        asked = (wording.say("versions.asked", name=_name(draft.asked_by, occasion)),) if draft.asked_by else ()
        stale = (wording.say("versions.stale"),) if is_stale(draft, live) else ()
        items.append(Item(wording.say("versions.draft", **told), (*asked, *stale, *_noted(draft.note))))
    yield Listing(tuple(items), wording.say("versions.waits"))
    show = wording.say("publish.show")
    label = "versions.show"
    buttons = [Button(wording.say(label, version=each.version), Action(Act.SHOW_DRAFT, each.id)) for each in drafts]
    yield Buttons(tuple(buttons), show)


def _published(history: Sequence[Publication], now: datetime, occasion: Occasion) -> Iterator[Block]:
    wording, live = occasion.wording, live_at(history, now)
    if not history:
        yield Paragraph(wording.say("versions.nothing"))
        return
    latest = list(reversed(history))
    items = [Item(_standing(each, live, now, occasion), _told(each, occasion)) for each in latest[:_MOST_LISTED]]
    yield Listing(tuple(items), wording.say("versions.history"))
    if len(latest) > _MOST_LISTED:
        yield Footnote(wording.count("versions.more", len(latest) - _MOST_LISTED))
    for each in latest:
        if each.live_from > now and each.withdrawn_at is None:
            take_back = wording.say("versions.take-back", version=each.version)
            yield Buttons((Button(take_back, Action(Act.DISCARD_DRAFT, each.edition_id)),), take_back)
    yield from _files(latest, occasion)
    if occasion.pages is not None:
        yield Link(wording.say("versions.files"), f"{occasion.pages}/admin")
    earlier = {each.sha256: each for each in history if each.live_from <= now and each.withdrawn_at is None}
    if live is not None:
        earlier.pop(live.sha256, None)
    for each in sorted(earlier.values(), key=lambda one: one.number, reverse=True)[:_MOST_PUT_BACK]:
        put_back = wording.say("publish.put-back", version=each.version)
        yield Input(put_back, Action(Act.ROLL_BACK, str(each.number)))


def _files(latest: Sequence[Publication], occasion: Occasion) -> Iterator[Block]:
    """The files of the last few; one that was put back is the same file."""
    versions = {each.edition_id: each.version for each in latest}
    buttons = [
        Button(occasion.wording.say("versions.file", version=version), Action(Act.EXPORT, edition_id))
        for edition_id, version in tuple(versions.items())[:_MOST_FILES]
    ]
    word = command_words(occasion.language, "export")[0]
    yield Buttons(tuple(buttons), occasion.wording.say("versions.file-instead", word=word))


def _standing(publication: Publication, live: Publication | None, now: datetime, occasion: Occasion) -> str:
    if publication.withdrawn_at is not None:
        key = "withdrawn"
    elif publication.live_from > now:
        key = "staged"
    else:
        key = "live" if publication == live else "was"
    values = {"version": publication.version, "moment": occasion.moment(publication.live_from)}
    return occasion.wording.say(f"versions.{key}", **values)


def _told(publication: Publication, occasion: Occasion) -> tuple[str, ...]:
    """Who did it, and what was said of it."""
    wording = occasion.wording
    if publication.way is Way.FIRST:
        return (wording.say("versions.first"),)
    by = wording.say(f"versions.{publication.way}", name=_name(publication.publisher, occasion))
    approver = publication.approver
    approved = (wording.say("versions.approved", name=_name(approver, occasion)),) if approver is not None else ()
    checksum = f"{wording.say('publish.checksum')} {publication.sha256[:12]}"
    return (by, *approved, *_noted(publication.reason), *_noted(publication.note), checksum)


def _noted(text: str) -> tuple[str, ...]:
    shown = text if len(text) <= _LONGEST_NOTE else f"{text[: _LONGEST_NOTE - 1]}…"
    return (shown,) if shown else ()


def _name(person: Person, occasion: Occasion) -> str:
    return person.name or occasion.wording.say("publish.an-admin")
