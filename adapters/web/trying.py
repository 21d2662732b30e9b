"""``/try``: the chat as an employee has it, and beside it the desk in the demo."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web.drawing import Form
from adapters.web.message_parts import parts_of_message
from adapters.web.pace import Pace
from adapters.web.places import CHANNEL, chat_of
from adapters.web.posts import Post
from adapters.web.room import page_of
from adapters.web.site import Site
from adapters.web.talk import fits, said_in, talk_pages
from adapters.web.visits import PageError, Visit, own_form
from bot.action import Act, Action
from bot.address import Person
from bot.command_words import act_called
from bot.events import Origin, event_id
from bot.handlers.reception import Hear, PressButton
from bot.message import Message
from knowledge.protocol import Language

_PATIENCE_SECONDS = 4.0
_MOST_SENT = 120
"""In a minute, from one computer, whatever sessions it begins; the handlers count by person as everywhere."""
_LONGEST_SUBJECT = 256
"""A question, a clause, a day and two options, each by the longest id that it may have, come to 232 characters."""
_LONGEST_TEXT = 8_000
"""In characters; what is longer than a question may be gets its own sentence from the handlers."""
_REFRESH = {"HX-Trigger": "chat"}


class TryPages:
    """The try-out chat."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pace = Pace(_MOST_SENT)

    async def demo(self, here: Visit) -> Response:
        """Where a visitor begins: chat and desk side by side in the demo, else the protocol."""
        if self._site.demo is None:
            return RedirectResponse("/protocol", 303)
        return await self._site.page(here, "demo.html", title=here.wording.say("web.demo.title"), name="demo")

    async def show(self, here: Visit) -> Response:
        """The chat; it begins with a greeting."""
        person = self._site.asker(here)
        if not await run_in_threadpool(self._since, person, 0):
            greet = PressButton(self._origin(here, person, "greet", here.language), Action(Act.GREET))
            await self._send(greet, person)
        posts = await run_in_threadpool(self._since, person, 0)
        if read_on := next((post for post in posts if post.id == here.request.query_params.get("post")), None):
            return await self._read_on(here, read_on)
        revision = max((post.revision for post in posts), default=0)
        every = await run_in_threadpool(talk_pages, posts)
        talk, back = page_of(every, here.number("back", 1))
        return await self._site.page(
            here,
            "try.html",
            title=here.wording.say("web.try.title"),
            name="try",
            live="chat" if back == 1 else "",
            seen=str(revision),
            talk=talk,
            back=back,
            all_pages=len(every),
            form_of=partial(self._form, here),
            revision=revision,
            once=self._site.ports.ids.new_id,
            focused=not here.is_embedded,
        )

    async def _read_on(self, here: Visit, post: Post) -> Response:
        """A part of a message that is too long for the chat."""
        parts = await run_in_threadpool(parts_of_message, post.message)
        part = parts[min(max(here.number("part", 1), 1), len(parts)) - 1]
        form = self._site.form(here, "/try/press", post.message.language, post=post.id)
        title = here.wording.say("web.try.title")
        return await self._site.page(here, "post.html", title=title, name="try", post=post, part=part, form=form)

    async def log(self, here: Visit) -> Response:
        """What came or changed since, to be put in its place by htmx; the whole page anew where that is very much."""
        person, after = self._site.asker(here), here.number("after")
        posts = await run_in_threadpool(self._since, person, after)
        revision = max((post.revision for post in posts), default=after)
        talk = await run_in_threadpool(said_in, posts)
        if not fits(talk):
            return Response(status_code=204, headers={"HX-Refresh": "true"})
        part = partial(self._site.part, here, "log.html", talk=talk, after=after, revision=revision)
        return HTMLResponse(await run_in_threadpool(part, form_of=partial(self._form, here)))

    async def ask(self, here: Visit) -> Response:
        """A question was typed, or a suggested one pressed."""
        person, form = self._site.asker(here), await own_form(here, self._site.sessions)
        self._site.keep_pace(self._pace, here.computer)
        text, once = str(form.get("text", ""))[:_LONGEST_TEXT], _once(str(form.get("once", "")))
        if not text.strip():
            raise PageError(422, "web.wrong.no-text")
        origin = self._origin(
            here, person, once if "post" not in form else self._site.ports.ids.new_id(), here.language
        )
        own = Message(text, (), here.language)
        conversation = chat_of(person).conversation
        put = partial(self._site.posts.put, own=True)
        await run_in_threadpool(put, f"own-{origin.event_id}"[:64], conversation, own, self._site.ports.clock.now())
        act = act_called(text)
        await self._send(Hear(origin, text) if act is None else PressButton(origin, Action(act)), person)
        if not here.by_htmx:
            return RedirectResponse("/try#newest", 303)
        if "post" in form:
            return Response(status_code=204, headers=_REFRESH)
        token = self._site.sessions.token(here.session)
        asking = self._site.part(here, "ask.html", token=token, once=self._site.ports.ids.new_id, focused=True)
        return HTMLResponse(asking, headers=_REFRESH)

    async def press(self, here: Visit) -> Response:
        """Something was pressed, chosen or filled in."""
        person, form = self._site.asker(here), await own_form(here, self._site.sessions)
        self._site.keep_pace(self._pace, here.computer)
        once = self._site.ports.ids.new_id() if here.by_htmx else _once(str(form.get("once", "")))
        language = Language.EN if form.get("language") == Language.EN else Language.NL
        command = pressed(
            str(form.get("press", "")),
            form.get("text"),
            self._origin(here, person, once, language, message=str(form.get("post", ""))[:64]),
        )
        await self._send(command, person)
        return Response(status_code=204, headers=_REFRESH) if here.by_htmx else RedirectResponse("/try#newest", 303)

    async def _send(self, command: Hear | PressButton, person: Person) -> None:
        conversation = chat_of(person).conversation
        before = await run_in_threadpool(self._site.posts.revision, conversation)
        shows = lambda: self._site.posts.revision(conversation) > before  # noqa: E731 -- looked at again and again
        await self._site.exchange.send(command, shows, _PATIENCE_SECONDS)

    def _since(self, person: Person, revision: int) -> tuple[Post, ...]:
        return self._site.posts.since(chat_of(person).conversation, revision)

    def _form(self, here: Visit, post: Post) -> Form:
        return self._site.form(here, "/try/press", post.message.language, post=post.id, live=True)

    @staticmethod
    def _origin(here: Visit, person: Person, once: str, language: Language, *, message: str = "") -> Origin:
        return Origin(event_id(CHANNEL, here.session.id, once), person, chat_of(person), language, message=message)


def pressed(press: str, text: object, origin: Origin) -> PressButton:
    """What a form says was pressed.

    Raises:
        PageError: no form of ours says that.
    """
    act, _, subject = press.partition(" ")
    if act not in set(Act) or len(subject) > _LONGEST_SUBJECT:
        raise PageError(422, "web.wrong.form")
    return PressButton(origin, Action(Act(act), subject), text[:_LONGEST_TEXT] if isinstance(text, str) else None)


def _once(text: str) -> str:
    """As a form of ours has it.

    Raises:
        PageError: it is none of ours.
    """
    if not (text.isascii() and text.isalnum() and len(text) <= 40):
        raise PageError(403, "web.wrong.form")
    return text
