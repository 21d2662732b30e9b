"""What an activity asks, if anything (learn.microsoft.com, the activity schema and what Teams adds to it)."""

import html
import re
import typing
from collections.abc import Mapping

from adapters.teams import renderer
from adapters.teams.adaptive_card import Json
from adapters.teams.file_cards import EDITION, place_in
from adapters.teams.incoming import Incoming, Kind
from adapters.teams.places import CHANNEL
from bot.action import Act
from bot.events import event_id
from knowledge.protocol import Language

ASK_COMMAND = "ask-about"
"""The action on a message, as the manifest names it."""
_LONGEST_ID = 1_024
_LONGEST_TEXT = 100_000
_FILE = "application/vnd.microsoft.teams.file.download.info"
_EDITS = frozenset({"messageUpdate", "messageDelete"})
_FETCHES = frozenset({"composeExtension/fetchTask", "composeExtension/submitAction"})
_CONSENT = "fileConsent/invoke"
_ANSWERS = {"accept": Kind.ACCEPTED, "decline": Kind.DECLINED}
_TAG = re.compile(r"<[^>]*>")


class OddActivityError(ValueError):
    """The activity is not as Teams sends them."""


def of_activity(activity: Mapping[str, Json]) -> Incoming | None:
    """What it asks; ``None`` when it asks nothing of Magdat.

    Raises:
        OddActivityError: it is not as Teams sends them.
    """
    match _text(activity, "type"):
        case "message":
            return _said(activity)
        case "invoke":
            return _invoked(activity)
        case "installationUpdate":
            return _greeted(activity)
        case edited if edited in _EDITS:
            return Incoming(kind=Kind.EDITED, **_common(activity))
        case _:
            return None


def tenant_of(activity: Mapping[str, Json]) -> str:
    """The organisation in which it was done."""
    told = _within(_within(activity, "channelData"), "tenant").get("id")
    return _bounded(told or _within(activity, "conversation").get("tenantId"))


def language_of(activity: Mapping[str, Json]) -> Language | None:
    """The language of the person's client, if it is one of ours; some activities tell it of the client alone."""
    clients = (each.get("locale") for each in _listed(activity, "entities") if each.get("type") == "clientInfo")
    told = (each for each in (activity.get("locale"), *clients) if isinstance(each, str))
    begins = (each.partition("-")[0].casefold() for each in told)
    return next((Language(each) for each in begins if each in set(Language)), None)


def is_from_bot(activity: Mapping[str, Json]) -> bool:
    """Whether the bot itself did it, or another."""
    sender = _within(activity, "from")
    return sender.get("role") == "bot" or sender.get("id") == _within(activity, "recipient").get("id")


def _said(activity: Mapping[str, Json]) -> Incoming | None:
    (text, is_mentioned), common = _without_mention(activity), _common(activity)
    common["addressed"] = is_mentioned or common["is_personal"]
    for attachment in _listed(activity, "attachments"):
        if attachment.get("contentType") == _FILE:
            url = _within(attachment, "content").get("downloadUrl")
            name, where = _bounded(attachment.get("name")), url if isinstance(url, str) else ""
            return Incoming(kind=Kind.SHARED, text=text, file_name=name, file_url=where[:_LONGEST_TEXT], **common)
    value = activity.get("value")
    if not text and isinstance(value, dict):
        return None
    return Incoming(kind=Kind.SAID, text=text, **common)


def _invoked(activity: Mapping[str, Json]) -> Incoming | None:
    name = activity.get("name")
    if name == "adaptiveCard/action":
        return _pressed(activity)
    if name == _CONSENT:
        return _answered(activity)
    if name in _FETCHES and _within(activity, "value").get("commandId") == ASK_COMMAND:
        body = _within(_within(_within(activity, "value"), "messagePayload"), "body")
        content = body.get("content")
        if not isinstance(content, str):
            return None
        plain = html.unescape(_TAG.sub(" ", content)) if body.get("contentType") == "html" else content
        return Incoming(kind=Kind.SAID, text=plain[:_LONGEST_TEXT].strip(), in_chat=True, **_common(activity))
    return None


def _pressed(activity: Mapping[str, Json]) -> Incoming | None:
    action = _within(_within(activity, "value"), "action")
    verb, handed = action.get("verb"), _within(action, "data")
    common = _common(activity) | {"message": _bounded(activity.get("replyToId"))}
    language = handed.get(renderer.LANGUAGE)
    if common["language"] is None and language in set(Language):
        common["language"] = Language(language)
    if verb == renderer.ASK:
        return Incoming(kind=Kind.SAID, text=_long(handed.get(renderer.QUESTION)), **{**common, "message": ""})
    if verb not in set(Act):
        return None
    back = handed.get(renderer.BACK)
    return Incoming(
        kind=Kind.PRESSED,
        act=Act(verb),
        subject=_bounded(handed.get(renderer.SUBJECT)),
        text=_long(handed.get(renderer.TEXT)),
        back=tuple(_bounded(each) for each in back[:4]) if isinstance(back, list) else (),
        **common,
    )


def _answered(activity: Mapping[str, Json]) -> Incoming | None:
    """What was answered to the offer of a file; there are such only in the chat with one person."""
    value, common = _within(activity, "value"), _common(activity)
    answer = value.get("action")
    kind = _ANSWERS.get(answer) if isinstance(answer, str) else None
    if kind is None or not common["is_personal"]:
        return None
    common["message"] = _bounded(activity.get("replyToId"))
    place = place_in(_within(value, "uploadInfo"))
    subject = _bounded(_within(value, "context").get(EDITION))
    return Incoming(kind=kind, subject=subject, place="" if place is None else place.written(), **common)


def _greeted(activity: Mapping[str, Json]) -> Incoming | None:
    if activity.get("action") != "add":
        return None
    return Incoming(kind=Kind.PRESSED, act=Act.GREET, in_chat=True, **_common(activity))


def _common(activity: Mapping[str, Json]) -> dict[str, typing.Any]:
    sender, conversation = _within(activity, "from"), _within(activity, "conversation")
    tenant, conversation_id = tenant_of(activity), _text(conversation, "id")
    kind = conversation.get("conversationType")
    return {
        "id": event_id(CHANNEL, tenant, conversation_id, _text(activity, "id")),
        "tenant": tenant,
        "user": _bounded(sender.get("aadObjectId")) or _text(sender, "id"),
        "user_name": _bounded(sender.get("name")),
        "conversation_id": conversation_id,
        "is_personal": kind == "personal",
        "is_channel": kind == "channel",
        "service_url": _text(activity, "serviceUrl"),
        "bot": _text(_within(activity, "recipient"), "id"),
        "language": language_of(activity),
    }


def _without_mention(activity: Mapping[str, Json]) -> tuple[str, bool]:
    """What was said, without the mention that was needed to say it to the bot, and whether there was one."""
    is_mentioned = False
    text, bot = _long(activity.get("text")), _within(activity, "recipient").get("id")
    for entity in _listed(activity, "entities"):
        written = entity.get("text")
        of_bot = entity.get("type") == "mention" and _within(entity, "mentioned").get("id") == bot
        if of_bot and isinstance(written, str) and written:
            text, is_mentioned = text.replace(written, " ", 1), True
    return text.replace("&nbsp;", " ").replace("\xa0", " ").strip(), is_mentioned


def _within(value: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _listed(value: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    found = value.get(name)
    return [each for each in found[:50] if isinstance(each, dict)] if isinstance(found, list) else []


def _text(value: Mapping[str, Json], name: str) -> str:
    """What must be there."""
    found = _bounded(value.get(name))
    if not found:
        raise OddActivityError(name)
    return found


def _bounded(found: Json) -> str:
    """An id or a name; nothing where it is none."""
    if not isinstance(found, str):
        return ""
    if len(found) > _LONGEST_ID:
        raise OddActivityError("too long")
    return found


def _long(found: Json) -> str:
    return found[:_LONGEST_TEXT] if isinstance(found, str) else ""
