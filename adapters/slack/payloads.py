"""What Slack's payloads ask of Magdat.

Only what is addressed to Magdat asks anything: direct messages, mentions, what is written in a thread of the desk, and
what is pressed or typed on something of Magdat's own. All else in the channels it is in is not even stored.

A payload that is not as Slack documents it makes any of these raise ``KeyError``, ``ValueError`` or the like.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from adapters.slack.block_kit import Json
from adapters.slack.incoming import Incoming, Kind, SharedFile
from adapters.slack.places import CHANNEL, Behind, is_direct_id, to_begin
from adapters.slack.renderer import Row, act_of
from bot.action import Act
from bot.events import event_id

_LONGEST_ID = 300
FORM = "form"
"""The ``callback_id`` of a form."""
TEXT_BLOCK = "text"
TEXT_ELEMENT = "text"
"""Where in a form the text is typed."""


def of_message(body: Json, bot_user: str, desk: Collection[str]) -> Incoming | None:
    """What a message, or a mention, asks; ``None`` where nothing is asked of Magdat.

    Args:
        body: The envelope of the event.
        bot_user: Magdat's own id in this workspace.
        desk: The channels in which cases are handled.
    """
    event = body["event"]
    if event.get("subtype") in ("message_changed", "message_deleted"):
        return _of_edit(body, desk)
    if event.get("subtype") not in (None, "file_share", "thread_broadcast") or event.get("bot_id"):
        return None
    channel, user, direct = event["channel"], event["user"], is_direct_id(event["channel"])
    at_desk = channel in desk and "thread_ts" in event
    if not direct and not at_desk and event["type"] != "app_mention":
        return None
    text, mention = event.get("text") or "", f"<@{bot_user}>"
    said = Incoming(
        id=_id(body, channel, event["ts"]),
        kind=Kind.SAID,
        team=_team(body),
        user=user,
        conversation=user if direct else channel,
        thread=event.get("thread_ts") or ("" if direct else to_begin(event["ts"])),
        text=text.replace(mention, " ").strip(),
        marked_up=True,
        addressed=direct or mention in text,
        privately=not direct and channel not in desk,
        direct_id=channel if direct else "",
        with_file=bool(event.get("files")),
    )
    if direct and event.get("files"):
        file = event["files"][0]
        shared = SharedFile(file["name"], file.get("url_private_download") or file["url_private"], file.get("size", 0))
        return replace(said, kind=Kind.SHARED, file=shared)
    return said


def _of_edit(body: Json, desk: Collection[str]) -> Incoming | None:
    """A person edited or deleted what they wrote in a thread of the desk; Slack unfolding a link is no edit."""
    event = body["event"]
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    thread = before.get("thread_ts") or after.get("thread_ts")
    if event["channel"] not in desk or not thread or before.get("bot_id") or "user" not in before:
        return None
    if event["subtype"] == "message_changed" and after.get("text") == before.get("text"):
        return None
    return Incoming(
        id=_id(body, event["channel"], event.get("event_ts") or event["ts"], "edit"),
        kind=Kind.EDITED,
        team=_team(body),
        user=before["user"],
        conversation=event["channel"],
        thread=thread,
    )


def of_home(body: Json) -> Incoming | None:
    """The person looks at the Home tab."""
    event = body["event"]
    if event.get("tab", "home") != "home":
        return None
    return replace(_pressed(body, event["user"], Act.HOME, _id(body, body["event_id"])), home=True)


def of_assistant(body: Json) -> Incoming:
    """The person opened the assistant pane, which begins a thread."""
    started = body["event"]["assistant_thread"]
    user, thread = started["user_id"], started["thread_ts"]
    opened = _pressed(body, user, Act.GREET, _id(body, started["channel_id"], thread, "pane"))
    return replace(opened, thread=thread, direct_id=started["channel_id"])


def of_command(body: Json) -> Incoming:
    """A slash command; its answer is for the person alone, wherever it was given."""
    user, channel = body["user_id"], body["channel_id"]
    direct = is_direct_id(channel)
    return Incoming(
        id=_id(body, body["trigger_id"]),
        kind=Kind.SAID,
        team=_team(body),
        user=user,
        conversation=user if direct else channel,
        text=(body.get("text") or "").strip(),
        marked_up=True,
        privately=not direct,
    )


def of_shortcut(body: Json) -> Incoming:
    """The shortcut on a message: it is asked about on a screen, so that nobody else in the conversation knows.

    The message's thread is not where it is asked: what a colleague wrote there is nothing that the person said in it.
    """
    message = body["message"]
    return Incoming(
        id=_id(body, body["trigger_id"]),
        kind=Kind.SAID,
        team=_team(body),
        user=body["user"]["id"],
        conversation=body["channel"]["id"],
        text=(message.get("text") or "").strip(),
        marked_up=True,
        privately=True,
        about=str(message.get("thread_ts") or message.get("ts") or ""),
    )


def of_press(body: Json, desk: Collection[str]) -> Incoming | None:
    """A button of ours; ``None`` for any other."""
    action = body["actions"][0]
    known = act_of(action.get("action_id", ""))
    if known is None:
        return None
    user, container = body["user"]["id"], body.get("container") or {}
    row = Row.of(action.get("block_id", ""))
    pressed = _pressed(body, user, known[0], _id(body, body["trigger_id"]), action.get("value") or "")
    pressed = replace(pressed, language=row.language if row else None)
    if (view := body.get("view")) is not None:
        if view.get("type") == "home":
            return replace(pressed, home=True)
        return _in_view(pressed, view)
    channel = body["channel"]["id"]
    message = body.get("message") or {}
    thread = message.get("thread_ts") or container.get("thread_ts") or (row.thread if row else "")
    at = message.get("ts") or container.get("message_ts") or ""
    if is_direct_id(channel):
        return replace(pressed, thread=thread, message=f"{channel}/{at}", direct_id=channel)
    ephemeral = bool(container.get("is_ephemeral"))
    return replace(
        pressed,
        conversation=channel,
        thread=thread or ("" if ephemeral else to_begin(at)),
        message=body.get("response_url", "") if ephemeral else f"{channel}/{at}",
        privately=channel not in desk,
    )


def of_form(body: Json) -> Incoming:
    """A form that was sent."""
    view = body["view"]
    written = json.loads(view["private_metadata"])
    act, subject, behind, root = written["act"], written["subject"], written["behind"], written["root"]
    given = view["state"]["values"][TEXT_BLOCK][TEXT_ELEMENT]
    sent = _pressed(body, body["user"]["id"], Act(act), _id(body, body["trigger_id"]), subject)
    return replace(
        _in_view(sent, {"id": root, "private_metadata": behind}),
        text=given.get("value") or given.get("selected_user") or "",
    )


def form_memory(act: Act, subject: str, behind: Behind, root: str) -> str:
    """What a form must not forget, as ``of_form`` reads it; ``root`` is the modal under it, empty for none."""
    return json.dumps({"act": act, "subject": subject, "behind": behind.written(), "root": root})


def _in_view(pressed: Incoming, view: Mapping[str, Json]) -> Incoming:
    behind = Behind.read(view["private_metadata"])
    return replace(
        pressed,
        conversation=behind.conversation,
        thread=behind.thread,
        privately=behind.privately,
        about=behind.about,
        view=view["id"],
    )


def _pressed(body: Json, user: str, act: Act, event_id: str, subject: str = "") -> Incoming:
    """Something pressed in the direct conversation with the person."""
    return Incoming(
        event_id, Kind.PRESSED, _team(body), user, conversation=user, act=act, subject=subject[:_LONGEST_ID]
    )


def _team(body: Json) -> str:
    return str(body.get("team_id") or body["team"]["id"])


def _id(body: Json, *parts: str) -> str:
    return event_id(CHANNEL, _team(body), *map(str, parts))
