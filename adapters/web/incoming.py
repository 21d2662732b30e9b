"""What was done on a page, as it waits in the inbox: written by our own pages, read by whichever process handles it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.action import Act, Action
from bot.address import Address, Person
from bot.errors import UnreadableEventError
from bot.events import IncomingEvent, Origin
from bot.handlers.reception import Command, Hear, PressButton, ShareFile
from knowledge.protocol import Language

Json = Mapping[str, Any]
"""Of our own making, so it is what it says."""


def written(command: Hear | PressButton | ShareFile) -> bytes:
    """The command as a payload."""
    what: Json
    match command:
        case Hear(text=text):
            what = {"hear": text}
        case PressButton(action=action, text=text):
            what = {"press": action.act.value, "subject": action.subject, "text": text}
        case ShareFile(name=name, content=content):
            what = {"file": name, "content": None if content is None else base64.b64encode(content).decode()}
    return json.dumps({"origin": asdict(command.origin), **what}).encode()


class WebReader:
    """The port ``EventReader`` for pages."""

    def read(self, event: IncomingEvent) -> Command | None:
        """The command in it.

        Raises:
            UnreadableEventError: another version of Magdat wrote it, and this one cannot read it.
        """
        try:
            written_before = json.loads(event.payload)
            origin = replace(_origin(written_before["origin"]), event_id=event.id)
            return _command(written_before, origin)
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableEventError from error


def _command(what: Json, origin: Origin) -> Command:
    if "hear" in what:
        return Hear(origin, what["hear"])
    if "file" in what:
        content = what["content"]
        return ShareFile(origin, what["file"], None if content is None else base64.b64decode(content))
    return PressButton(origin, Action(Act(what["press"]), what["subject"]), what["text"])


def _origin(fields: Json) -> Origin:
    places = {name: None if fields[name] is None else Address(**fields[name]) for name in ("screen", "direct")}
    language = None if fields["language"] is None else Language(fields["language"])
    known: dict[str, Any] = {**fields, **places, "language": language}
    return Origin(**(known | {"person": Person(**fields["person"]), "where": Address(**fields["where"])}))
