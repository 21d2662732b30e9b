"""Who is who in the workspace, as Slack tells; asked from threads, remembered for a short while."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from threading import Lock
from typing import Generic, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.client import WebClient
from slack_sdk.web.slack_response import SlackResponse

from adapters.slack.block_kit import Json
from adapters.slack.web_api import error_code
from bot.errors import RightsUnknownError
from knowledge.protocol import Language

_SECONDS = 60.0
"""How long an answer holds: what a port may remember of a right, at most."""
_KEPT_SECONDS = 600.0
"""After so long it is forgotten: until then it is known, though it may not hold any more, in which language someone
has their Slack."""
_MOST_REMEMBERED = 5_000
_MOST_PAGES = 50
_LONGEST_NAME = 80

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class User:
    """Someone in the workspace.

    Attributes:
        name: To be shown; the id where there is no other.
        language: Of their Slack; ``None`` where that is none that Magdat speaks.
        is_guest: Whether they belong to it in part only, not at all, not any more, or are no person.
    """

    id: str
    name: str
    language: Language | None
    is_guest: bool


class Directory:
    """Asks Slack about people.

    Args:
        client: The web API, for threads.
        team: The workspace.
        clock: Seconds that only grow.
    """

    def __init__(self, client: WebClient, team: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._team = team
        self._users = _Remembered[User](clock)
        self._members = _Remembered[frozenset[str]](clock)
        self._groups = _Remembered[frozenset[str]](clock)
        self._own = _Remembered[bool](clock)

    @property
    def size(self) -> int:
        """How many answers are remembered."""
        return self._users.size + self._members.size + self._groups.size + self._own.size

    def user(self, user_id: str) -> User:
        """The person.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        return self._users.get(user_id, lambda: self._ask_user(user_id))

    def known_language(self, user_id: str) -> Language | None:
        """The language of the person's Slack where that is remembered; Slack is not asked."""
        user = self._users.peek(user_id)
        return None if user is None else user.language

    def members(self, channel_id: str) -> frozenset[str]:
        """The ids of who is in the channel.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        return self._members.get(channel_id, lambda: self._ask_members(channel_id))

    def in_group(self, group_id: str) -> frozenset[str]:
        """The ids of who is in the user group.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        return self._groups.get(group_id, lambda: self._ask_group(group_id))

    def is_in(self, channel_id: str, *, anew: bool = False) -> bool:
        """Whether Magdat itself is in the channel.

        Args:
            channel_id: Of the channel.
            anew: Whether what is remembered is too old.

        Raises:
            RightsUnknownError: Slack cannot be asked just now.
        """
        return self._own.get(channel_id, lambda: self._ask_own(channel_id), anew=anew)

    def _ask_own(self, channel_id: str) -> bool:
        """Slack shows no private channel to who is not in it; of such a one it need not say ``is_member``."""
        found = self._ask(partial(self._client.conversations_info, channel=channel_id)).get("channel") or {}
        return found.get("is_member", found.get("is_private")) is True

    def _ask_user(self, user_id: str) -> User:
        found = self._ask(partial(self._client.users_info, user=user_id, include_locale=True))
        user = found.get("user") or {}
        profile = user.get("profile") or {}
        name = str(profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user_id)
        shown = "".join(letter for letter in name if letter.isprintable())[:_LONGEST_NAME]
        partly = any(user.get(flag) for flag in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted"))
        outside = user.get("is_stranger") or user.get("team_id", self._team) != self._team
        return User(user_id, shown or user_id, _language(str(user.get("locale", ""))), bool(partly or outside))

    def _ask_members(self, channel_id: str) -> frozenset[str]:
        found, cursor = set[str](), ""
        for _ in range(_MOST_PAGES):
            page = self._ask(partial(self._client.conversations_members, channel=channel_id, cursor=cursor, limit=200))
            found.update(page.get("members") or ())
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return frozenset(found)

    def _ask_group(self, group_id: str) -> frozenset[str]:
        found = self._ask(partial(self._client.usergroups_users_list, usergroup=group_id))
        return frozenset(found.get("users") or ())

    def _ask(self, call: Callable[[], SlackResponse]) -> dict[str, Json]:
        try:
            answer = call().data
        except SlackApiError as error:
            if error_code(error) in {"user_not_found", "users_not_found", "channel_not_found", "no_such_subteam"}:
                return {}
            raise RightsUnknownError from error
        except (SlackClientError, HTTPException, OSError) as error:
            raise RightsUnknownError from error
        return answer if isinstance(answer, dict) else {}


class _Remembered(Generic[T]):
    """Answers, for 60 seconds; failures are never remembered."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._answers: dict[str, tuple[float, T]] = {}

    @property
    def size(self) -> int:
        return len(self._answers)

    def get(self, key: str, ask: Callable[[], T], *, anew: bool = False) -> T:
        now = self._clock()
        with self._lock:
            until, answer = self._answers.get(key, (now, None))
        if answer is not None and now < until and not anew:
            return answer
        fresh = ask()
        with self._lock:
            self._answers.pop(key, None)
            self._forget(now)
            self._answers[key] = (now + _SECONDS, fresh)
        return fresh

    def _forget(self, now: float) -> None:
        """Forget what is long past, and make room; what was asked first stands first."""
        while self._answers:
            first, (until, _) = next(iter(self._answers.items()))
            if len(self._answers) < _MOST_REMEMBERED and now < until - _SECONDS + _KEPT_SECONDS:
                return
            del self._answers[first]

    def peek(self, key: str) -> T | None:
        with self._lock:
            found = self._answers.get(key)
        return None if found is None else found[1]


def _language(locale: str) -> Language | None:
    """``nl-NL`` and ``en-GB`` as languages."""
    name = locale.partition("-")[0]
    return Language(name) if name in set(Language) else None
