"""An organisation with pages: people who sign in by the link that they get in their chat, and requests by hand."""

import asyncio
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message as Headers

from adapters.console.roster import chat_of, employee, officer
from adapters.office import Office
from bot.action import Act, Action
from bot.address import Person
from bot.events import Origin
from bot.handlers.reception import Hear, PressButton, receive
from bot.message import Link, Message
from knowledge.protocol import Language

INA, SANNE, ANNA, BOB = officer("Ina"), employee("sanne"), employee("anna"), employee("bob")
"""Ina is an officer, Sanne an employee, Anna and Bob are admins, so that each needs the other to publish."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said."""

    status: int
    headers: Headers
    body: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere by itself."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Client:
    """A browser by hand, with its cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Reply:
        return self._send(urllib.request.Request(f"{self.address}{path}", headers=headers))  # noqa: S310 -- our own

    def post(self, path: str, form: dict[str, str], **headers: str) -> Reply:
        sent = urllib.parse.urlencode(form).encode()
        return self._send(urllib.request.Request(f"{self.address}{path}", sent, headers))  # noqa: S310 -- our own

    def token(self, path: str = "/sign-in?with=a") -> str:
        """What a form of the page brings along."""
        found = re.search(r'name="token" value="(\w+)"', self.get(path).body)
        assert found is not None, path
        return found[1]

    def _send(self, request: urllib.request.Request) -> Reply:
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = urllib.request.build_opener(_Stay).open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Reply(answer.status, answer.headers, answer.read().decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Organisation:
    """The pages, and what is behind them."""

    address: str
    office: Office
    known: dict[str, dict[str, str]] = field(default_factory=dict)

    def visitor(self) -> Client:
        return Client(self.address)

    def link_for(self, person: Person) -> str:
        """The link that the person gets in the chat: its secret part."""
        told = self._said(PressButton(self._origin(person), Action(Act.PAGES)), person)
        [link] = [text for text in told if "/sign-in?with=" in text]
        return link.partition("with=")[2]

    def signed_in(self, person: Person) -> Client:
        """A browser in which the person signed in, perhaps earlier."""
        if person.key in self.known:
            return Client(self.address, dict(self.known[person.key]))
        client = self.visitor()
        token = client.token()
        said = client.post("/sign-in", {"token": token, "with": self.link_for(person)})
        assert said.status == 303, said.body
        self.known[person.key] = dict(client.cookies)
        return client

    def open_case(self, question: str = "Mag ik klanten toevoegen op LinkedIn?") -> str:
        """Someone whose login begins with sanne takes a question to HR, anonymously; the id of the case."""
        asker = employee(f"sanne-{self.office.ports.ids.new_id()}")
        receive(Hear(self._origin(asker), question), self.office.ports)
        answer = self._taken(asker)[-1]
        asked = next(button.action.subject for button in answer.buttons() if button.action.act is Act.ASK_HR)
        self._said(PressButton(self._origin(asker), Action(Act.OPEN_ANONYMOUS, asked)), asker)
        with self.office.ports.storage.begin() as uow:
            case = uow.cases.of_question(asked)
        assert case is not None
        return case.id

    def _said(self, command: PressButton, person: Person) -> list[str]:
        receive(command, self.office.ports)
        return [block.url for each in self._taken(person) for block in each.blocks if isinstance(block, Link)]

    def _taken(self, person: Person) -> tuple[Message, ...]:
        """What the person is told; the process that serves may be delivering it just now."""

        async def deliver() -> None:
            while await self.office.relay.deliver_due():
                pass

        until = time.monotonic() + 5
        while time.monotonic() < until:
            with ThreadPoolExecutor(1) as apart:  # the browser has a loop of its own in this thread
                apart.submit(asyncio.run, deliver()).result()
            if messages := self.office.posts.take(chat_of(person).conversation, person.id):
                return messages
            time.sleep(0.02)
        raise AssertionError("nothing was said")

    def _origin(self, person: Person) -> Origin:
        return Origin(f"test/{self.office.ports.ids.new_id()}", person, chat_of(person), Language.NL)
