"""The methods of the web API that are known: what each demands, does and answers, with Slack's own error codes."""

import json
import time
import uuid

from tests.slack_server.slack_block_kit import ELEMENTS, BlockCheck
from tests.slack_server.slack_workspace import (
    APP,
    BOT,
    BOT_USER,
    Delivery,
    Json,
    SlackError,
    SlackWorkspace,
    public,
)

BOT_SCOPES = frozenset(
    [
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "usergroups:read",
        "users:read",
    ]
)
METHODS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "auth.test": ((), None),
    "apps.connections.open": ((), "connections:write"),
    "chat.postMessage": (("channel",), "chat:write"),
    "chat.postEphemeral": (("channel", "user"), "chat:write"),
    "chat.update": (("channel", "ts"), "chat:write"),
    "chat.delete": (("channel", "ts"), "chat:write"),
    "conversations.open": ((), "im:write"),
    "conversations.info": (("channel",), "{}:read"),
    "conversations.members": (("channel",), "{}:read"),
    "conversations.list": ((), "channels:read"),
    "conversations.history": (("channel",), "{}:history"),
    "conversations.replies": (("channel", "ts"), "{}:history"),
    "files.getUploadURLExternal": (("filename", "length"), "files:write"),
    "files.completeUploadExternal": (("files",), "files:write"),
    "users.info": (("user",), "users:read"),
    "usergroups.users.list": (("usergroup",), "usergroups:read"),
    "views.open": (("view",), None),
    "views.push": (("view",), None),
    "views.update": (("view",), None),
    "views.publish": (("user_id", "view"), None),
    "assistant.threads.setStatus": (("channel_id", "thread_ts"), "assistant:write"),
    "assistant.threads.setSuggestedPrompts": (("channel_id", "thread_ts", "prompts"), "assistant:write"),
}
"""By method: what must be given, and the scope needed. A scope with {} depends on the kind of channel."""


class WebApi(SlackWorkspace):
    """A method gets the checked arguments and returns the reply without ``ok``."""

    def channel(self, name: str, *, member: bool = True) -> Json:
        channel = self.channels.get(name)
        if not channel or (channel["is_private"] and BOT_USER not in channel["members"]):
            raise SlackError("channel_not_found")
        if member and BOT_USER not in channel["members"]:
            raise SlackError("not_in_channel")
        if member and channel["is_archived"]:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: str, ts: str, error: str = "message_not_found") -> Json:
        for message in self.messages:
            if message["channel"] == channel and message["ts"] == ts:
                return message
        raise SlackError(error)

    def checked(self, args: Json) -> Json:
        """The content of a message, checked."""
        if not args.get("text") and not args.get("blocks"):
            raise SlackError("no_text")
        if len(args.get("text") or "") > 40_000:
            raise SlackError("msg_too_long")
        check = BlockCheck()
        if args.get("blocks") is not None:
            check.blocks(args["blocks"], "/blocks", 50)
        if check.errors:
            raise SlackError("invalid_blocks", errors=check.errors)
        content = {key: args[key] for key in ("text", "blocks", "metadata") if args.get(key) is not None}
        return {**content, **({"blocks": self._numbered(content["blocks"])} if "blocks" in content else {})}

    def _numbered(self, blocks: Json) -> Json:
        """Slack gives every block and element an id when the app did not."""
        copies = json.loads(json.dumps(blocks))
        for block in copies:
            block.setdefault("block_id", self.new_id("b"))
            for element in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
                if isinstance(element, dict) and element.get("type") in ELEMENTS - {"image"}:
                    element.setdefault("action_id", self.new_id("a"))
        return copies

    def author(self) -> Json:
        return {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": self.team}

    def do_auth_test(self, _: Json) -> Json:
        who = {"team_id": self.team, "user_id": BOT_USER, "bot_id": BOT}
        return {"url": f"{self.url}/", "team": "Fake", "user": "magdat", **who, "is_enterprise_install": False}

    def do_apps_connections_open(self, _: Json) -> Json:
        ticket = uuid.uuid4().hex
        self.tickets.add(ticket)
        where = self.socket_url or self.url.replace("http", "ws", 1)
        return {"url": f"{where}/link?ticket={ticket}&app_id={APP}"}

    def do_chat_postmessage(self, args: Json) -> Json:
        # A user's id opens the direct conversation.
        target = self.dm(args["channel"]) if args["channel"] in self.users else args["channel"]
        channel, content = self.channel(target), self.checked(args)
        if thread := args.get("thread_ts"):
            content["thread_ts"] = self.message(channel["id"], str(thread), "thread_not_found")["ts"]
        message = self.store({**self.author(), **content}, channel["id"])
        self.announce(message)
        return {"channel": channel["id"], "ts": message["ts"], "message": public(message)}

    def do_chat_postephemeral(self, args: Json) -> Json:
        channel, content = self.channel(args["channel"]), self.checked(args)
        if args["user"] not in channel["members"]:
            raise SlackError("user_not_in_channel")
        where = {"channel": channel["id"], "to": args["user"], "thread_ts": args.get("thread_ts")}
        message = {**self.author(), **content, "ts": self.new_ts(), **where}
        self.ephemerals.append(message)
        return {"message_ts": message["ts"]}

    def do_chat_update(self, args: Json) -> Json:
        channel, content = self.channel(args["channel"]), self.checked(args)
        message = self.message(channel["id"], str(args["ts"]))
        if message.get("bot_id") != BOT:
            raise SlackError("cant_update_message")
        previous = dict(message)
        message.update(content, edited={"user": BOT, "ts": self.new_ts()})
        changed = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": channel["id"]}
        both = {"message": public(message), "previous_message": public(previous)}
        self.announce({**changed, "ts": self.new_ts(), **both, "bot_id": BOT})
        return {"channel": channel["id"], "ts": message["ts"]}

    def do_chat_delete(self, args: Json) -> Json:
        channel = self.channel(args["channel"])
        message = self.message(channel["id"], str(args["ts"]))
        if message.get("bot_id") != BOT:
            raise SlackError("cant_delete_message")
        self.messages.remove(message)
        return {"channel": channel["id"], "ts": message["ts"]}

    def do_conversations_open(self, args: Json) -> Json:
        user = str(args.get("users") or "").split(",")[0]
        if not user:
            raise SlackError("users_list_not_supplied")
        if user not in self.users:
            raise SlackError("user_not_found")
        return {"channel": {"id": self.dm(user)}}

    def do_conversations_info(self, args: Json) -> Json:
        channel = self.channel(args["channel"], member=False)
        found = _outside(channel)
        # docs.slack.dev, conversation object: a direct conversation has no is_member
        return {"channel": found if channel["is_im"] else {**found, "is_member": BOT_USER in channel["members"]}}

    def do_conversations_members(self, args: Json) -> Json:
        """Page by page, two at a time, so that nobody forgets to turn the page."""
        members = self.channel(args["channel"], member=False)["members"]
        at = int(args.get("cursor") or 0)
        more = str(at + 2) if at + 2 < len(members) else ""
        return {"members": members[at : at + 2], "response_metadata": {"next_cursor": more}}

    def do_conversations_list(self, args: Json) -> Json:
        kinds = (args.get("types") or "public_channel").split(",")
        listed = [
            _outside(channel)
            for channel in self.channels.values()
            if not channel["is_im"]
            and ("private_channel" if channel["is_private"] else "public_channel") in kinds
            and (not channel["is_private"] or BOT_USER in channel["members"])
        ]
        return {"channels": listed, "response_metadata": {"next_cursor": ""}}

    def do_conversations_history(self, args: Json) -> Json:
        channel = self.channel(args["channel"])["id"]
        found = [
            public(message)
            for message in self.messages
            if message["channel"] == channel and message.get("thread_ts", message["ts"]) == message["ts"]
        ]
        return {"messages": found[::-1][: int(args.get("limit") or 100)], "has_more": False}

    def do_conversations_replies(self, args: Json) -> Json:
        channel = self.channel(args["channel"])["id"]
        root = self.message(channel, str(args["ts"]), "thread_not_found")
        found = [
            public(message)
            for message in self.messages
            if message is root or (message["channel"] == channel and message.get("thread_ts") == root["ts"])
        ]
        return {"messages": found, "has_more": False}

    def do_users_info(self, args: Json) -> Json:
        if args["user"] not in self.users:
            raise SlackError("user_not_found")
        return {"user": self.users[args["user"]]}

    def do_usergroups_users_list(self, args: Json) -> Json:
        if args["usergroup"] not in self.groups:
            raise SlackError("no_such_subteam")
        return {"users": self.groups[args["usergroup"]]}

    def do_assistant_threads_setstatus(self, args: Json) -> Json:
        self.message(self.channel(args["channel_id"])["id"], str(args["thread_ts"]), "thread_not_found")
        self.statuses.append(args)
        return {}

    def do_assistant_threads_setsuggestedprompts(self, args: Json) -> Json:
        if len(args["prompts"]) > 4:
            raise SlackError("too_many_prompts")
        self.prompts[args["thread_ts"]] = args
        return {}

    # Views

    def trigger(self, user: str) -> str:
        trigger = f"{self.new_id('')}.{uuid.uuid4().hex}"
        self.triggers[trigger] = (time.monotonic(), user)
        return trigger

    def view(self, view: Json, user: str, old: Json = None) -> Json:
        check = BlockCheck()
        check.view(view)
        if check.errors:
            raise SlackError("invalid_arguments", response_metadata={"messages": check.errors})
        view_id = old["id"] if old else self.new_id("V")
        usual = {"private_metadata": "", "callback_id": "", "notify_on_close": False}
        ids = {
            "id": view_id,
            "team_id": self.team,
            "app_id": APP,
            "bot_id": BOT,
            "hash": f"{time.time()}.{self.new_id('')}",
        }
        return {
            **usual,
            **view,
            "blocks": self._numbered(view["blocks"]),
            **ids,
            "state": {"values": {}},
            "_user": user,
        }

    def do_views_open(self, args: Json) -> Json:
        born, user = self.triggers.pop(args.get("trigger_id"), (None, ""))
        if born is None:
            raise SlackError("invalid_trigger_id")
        if time.monotonic() - born > self.trigger_lifetime:
            raise SlackError("expired_trigger_id")
        view = self.view(args["view"], user)
        self.views[view["id"]] = view
        return {"view": view}

    def do_views_push(self, args: Json) -> Json:
        return self.do_views_open(args)

    def do_views_update(self, args: Json) -> Json:
        old = self.views.get(args.get("view_id"))
        if not old:
            raise SlackError("not_found")
        self.views[old["id"]] = view = self.view(args["view"], old["_user"], old)
        return {"view": view}

    def do_views_publish(self, args: Json) -> Json:
        if args["user_id"] not in self.users:
            raise SlackError("invalid_arguments")
        self.homes[args["user_id"]] = view = self.view(args["view"], args["user_id"], self.homes.get(args["user_id"]))
        return {"view": view}

    def view_answer(self, delivery: Delivery) -> None:
        """Carry out the ``response_action`` that came with the acknowledgement of a form."""
        answer = delivery.response if isinstance(delivery.response, dict) else {}
        if answer.get("response_action") != "errors":
            self.views.pop(delivery.payload["view"]["id"], None)


def _outside(channel: Json) -> Json:
    return {key: value for key, value in channel.items() if key != "members"}
