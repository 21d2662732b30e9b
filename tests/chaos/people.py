"""The people on the platform: they ask, take a question to HR, claim, answer and close; and count what they read."""

from collections import Counter
from dataclasses import dataclass, field

from bot.action import Act
from tests.chaos.platform import DESK, POISON, Line, Platform

_ANSWERS = {Act.CLAIM: Act.CLAIM, Act.REPLY: Act.REPLY, Act.CLOSE_ONE_OFF: Act.CLOSE_ONE_OFF}
"""What an officer does on seeing that it can be done, in the order of a case."""

READ_BY_ASKER = 1
READ_BY_ASKER_OF_CASE = 5
"""The answer; then that it was sent, that someone is busy with it, HR's answer, and that the case is closed."""
READ_AT_DESK = 4
"""The card; then that it was claimed, answered, and closed."""


@dataclass
class People:
    """Everyone on the platform.

    Attributes:
        platform: Where they are.
        asked: Whether it goes to HR, by conversation.
        posts: What was posted, by delivery.
        read: How many posts there were, by conversation; at the desk by case.
    """

    platform: Platform
    asked: dict[str, bool] = field(default_factory=dict)
    posts: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    _done: set[tuple[str, Act]] = field(default_factory=set)

    def ask(self, *, to_hr: bool) -> None:
        """One more person asks something."""
        conversation = f"chat-{len(self.asked)}"
        self.asked[conversation] = to_hr
        self._send(f"ask/{conversation}", conversation, text=f"Mag dit? {conversation}")

    def poison(self) -> None:
        """Someone sends what ends every process that reads it; nothing is ever said to that."""
        self._send("ask/poison", "chat-of-poison", text=POISON)

    def look(self) -> bool:
        """Read what was posted and do what comes next; whether there was anything."""
        before = self.posts.total()
        for post in self.platform.posts.fresh():
            self.posts[post["delivery"]] += 1
            if post["conversation"] == DESK.conversation:
                self._look_at_desk(post)
            else:
                self._look_at_chat(post)
        return self.posts.total() > before

    def waits_for(self) -> int:
        """How many posts are still to come."""
        short = sum(max(self._expected(chat) - self.read[chat], 0) for chat in self.asked)
        at_desk = sum(READ_AT_DESK for to_hr in self.asked.values() if to_hr)
        return short + max(at_desk - self.read[DESK.conversation], 0)

    def lost(self) -> int:
        """How many posts never came."""
        return self.waits_for()

    def repeated(self) -> int:
        """How many posts came more often than once, whether or not they had the same id."""
        by_id = sum(times - 1 for times in self.posts.values())
        too_many = sum(max(self.read[chat] - self._expected(chat), 0) for chat in self.asked)
        at_desk = sum(READ_AT_DESK for to_hr in self.asked.values() if to_hr)
        return max(by_id, too_many + max(self.read[DESK.conversation] - at_desk, 0))

    def _expected(self, chat: str) -> int:
        return READ_BY_ASKER_OF_CASE if self.asked[chat] else READ_BY_ASKER

    def _look_at_chat(self, post: Line) -> None:
        chat = post["conversation"]
        self.read[chat] += 1
        for act, subject in post["actions"]:
            if act == Act.ASK_HR and self.asked[chat] and subject:
                self._once(subject, Act.OPEN_ANONYMOUS, chat, "")

    def _look_at_desk(self, post: Line) -> None:
        self.read[DESK.conversation] += 1
        for act, subject in post["actions"]:
            if act in _ANSWERS:
                self._once(subject, Act(act), DESK.conversation, post["thread"])

    def _once(self, subject: str, act: Act, conversation: str, thread: str) -> None:
        """Press the button, as people do who see it for the first time."""
        if (subject, act) in self._done:
            return
        self._done.add((subject, act))
        text = "Ja, dat mag." if act is Act.REPLY else ""
        self._send(f"{act}/{subject}", conversation, thread=thread, act=act, subject=subject, text=text)

    def _send(
        self,
        event_id: str,
        conversation: str,
        *,
        text: str,
        thread: str = "",
        act: str | None = None,
        subject: str = "",
    ) -> None:
        person = "officer-1" if conversation == DESK.conversation else f"person-in-{conversation}"
        event = {"id": event_id, "conversation": conversation, "thread": thread, "person": person}
        self.platform.events.add(event | {"act": act, "subject": subject, "text": text})
