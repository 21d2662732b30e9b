"""An organisation in which everything is as large as it may be, and people at its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from starlette.routing import BaseRoute, Mount

from adapters.channel import Entrance
from adapters.console.roster import employee, officer
from adapters.office import Office, open_office
from adapters.serving.web import open_demo, open_web
from adapters.setting_values import second_line_address
from adapters.settings import EncoderName, OpenIdSettings, Settings
from adapters.settings.openid import PersonClaims
from adapters.storage.codec import to_json
from adapters.storage.tables import WEB_POSTS
from adapters.storage.web_posts import SqlWebPosts
from adapters.web.places import chat_of, screen_of
from adapters.web.sessions import Session, Sessions
from adapters.web.visits import SESSION_COOKIE
from bot.action import Act, Action
from bot.address import Person
from bot.case import LONGEST_TEXT, MOST_ENTRIES, Author, Entry, Named
from bot.door import Door
from bot.events import AuditEntry, Happening
from bot.message import Button, Buttons, Choices, Field, Fields, Input, Item, Listing, Message, Quote, Suggestions
from bot.ports import LiveProtocol, Ports
from bot.publication import LONGEST_NOTE, Edition, Publication, checksum
from bot.question import LONGEST_QUESTION
from bot.record import Feedback, Made, QuestionRecord
from bot.tally import Cell, Gap
from knowledge.protocol import Clause, Group, LadderStep, Language, OpenTopic, SocialMediaProtocol, Text, Verdict
from tests.adapters.web.plain_visits import Unchanging, Visitor
from tests.contracts.made import case
from tests.written_protocol import written

MANY_DRAFTS, MANY_CASES, MANY_VERSIONS, MANY_QUESTIONS, MANY_POSTS = 25, 60, 60, 60, 200
LONG_CASE = "longestcase"
DRAFT, LINK = "draft0", "&" * 9_000


@dataclass(frozen=True, slots=True)
class Filled:
    """The pages of the organisation, and what is behind them.

    Attributes:
        sign: Of which its texts are made.
    """

    office: Office
    settings: Settings
    sign: str

    def routes(self, ports: Ports | None = None) -> list[BaseRoute]:
        """Every page there is, also those of accounts."""
        listener = open_web(self.settings).listen(self._entrance(ports or self.office.ports))
        [pages] = listener.routes
        assert isinstance(pages, Mount)
        return list(pages.routes)

    def visitor(
        self, person: Person, language: str, protocol: SocialMediaProtocol | None = None, *, much_told: bool = False
    ) -> Visitor:
        """Someone who signed in, and finds the protocol live."""
        ports = self.office.ports
        if protocol is not None:
            ports = replace(ports, publications=Unchanging(LiveProtocol(protocol, ports.publications.live().matcher)))
        sessions = Sessions(ports.vault, ports.clock, ports.ids)
        session = sessions.begin(person)
        if much_told:
            self._tell_much(session)
        [pages] = open_web(self.settings).listen(self._entrance(ports)).routes
        return Visitor(pages, {SESSION_COOKIE: sessions.cookie(session)}, language)

    def demo(self, language: str) -> Visitor:
        """Someone who tries it out."""
        [pages] = open_demo(self.settings, Language.NL).listen(self._entrance(self.office.ports)).routes
        return Visitor(pages, language=language)

    def _tell_much(self, session: Session) -> None:
        """A talk of as many of the longest messages as a chat has, and notes."""
        assert session.person is not None
        now = self.office.ports.clock.now()
        chat = chat_of(Person("web", "", f"try-{session.id}")).conversation
        messages = [to_json(long_message(self.sign, number)) for number in (0, 1)]
        short = to_json(Message(self.sign * 9, (), Language.NL))
        with self.office.kept.storage.statements() as statements:
            for place in range(1, MANY_POSTS + 1):
                told = short if place % 10 else messages[place // 10 % 2]
                row = {"id": f"{session.id}-{place}", "conversation": chat, "place": place, "revision": place}
                row |= {"own": place % 3 == 1, "message": told, "posted_at": now}
                statements.change(statements.upsert(WEB_POSTS).values(row))
            statements.commit()
        posts = SqlWebPosts(self.office.kept.storage)
        for number in range(2):
            posts.put(f"note-{session.id}-{number}", screen_of(session.id).conversation, long_message(self.sign), now)

    def _entrance(self, ports: Ports) -> Entrance:
        return Entrance(Door(ports.storage, ports.clock, lambda: None), ports)


@contextmanager
def filled_in(folder: Path, learned: Path, sign: str, organisation: str = "default") -> Iterator[Filled]:
    """The organisation, on a store of the folder's own; without a sign there is nothing in it.

    What was learned of protocols is in the other folder.
    """
    settings = Settings(
        encoder=EncoderName.NONE,
        cache_dir=learned,
        database_url=f"sqlite:///{folder / 'magdat.sqlite3'}",
        listen_at=("127.0.0.1", 0),
        organisation=organisation,
        second_line=second_line_address("console"),
        admins=frozenset({("console", "anna")}),
        web_url="http://127.0.0.1:1",
        openid=OpenIdSettings("http://127.0.0.1:1", "magdat", "x", PersonClaims("console", "", "login", "")),
    )
    with open_office(settings) as office:
        if sign:
            fill(office, sign)
        yield Filled(office, settings, sign)


def long_message(sign: str, number: int = 0) -> Message:
    """Every block, as large as the handlers make it."""
    if number % 2:
        return Message(sign * 8_000, (Quote(sign * 8_000), *_presses(sign)), Language.NL)
    items = tuple(Item(sign * 4_000, (sign * 1_000,) * 30) for _ in range(3))
    blocks = (Listing(items, sign * 200, ordered=True), Fields((Field(sign * 40, sign * 8_000),)), *_presses(sign))
    return Message(sign * 200, (Quote(sign * 8_000), *blocks), Language.NL)


def _presses(sign: str) -> tuple[Buttons | Choices | Input | Suggestions, ...]:
    button = Button(sign * 60, Action(Act.TOPICS, "a" * 100))
    pressed = Buttons((button,) * 5, sign * 200)
    return (
        pressed,
        Choices(sign * 200, (button,) * 3),
        Input(sign * 80, button.action),
        Suggestions(sign, (sign * 500,) * 3),
    )


def fill(office: Office, sign: str) -> None:
    """Put as much into the store as one organisation has on one page."""
    ports = office.ports
    now, live = ports.clock.now(), ports.publications.live().protocol
    person = Person("console", "", "anna", sign * 120)
    content = written(heavy_protocol(live, sign, few=True)).encode()
    edition = Edition(
        DRAFT, live.id, sign * 40, None, f"{sign * 300}.yaml", checksum(content), person, now, note=sign * LONGEST_NOTE
    )
    with ports.storage.begin() as uow:
        for number in range(MANY_DRAFTS):
            uow.editions.add(replace(edition, id=f"draft{number}", made_at=now + timedelta(seconds=-number)), content)
        first = uow.publications.every()[-1].number
        for number in range(first + 1, first + 1 + MANY_VERSIONS):
            uow.publications.append(_publication(number, edition, person, sign))
        for number in range(MANY_QUESTIONS):
            uow.questions.add(_question(f"q{number}", sign, number, office))
        for number in range(64):
            uow.tallies.add(Cell(f"{now:%Y-%m}", "", Gap.UNANSWERED), number)
        for number in range(MANY_CASES):
            uow.cases.add(
                case(
                    f"case{number}",
                    asker=Named(Person("console", "", f"p{number}", sign * 120)),
                    entries=(Entry(Author.ASKER, sign * LONGEST_TEXT, now),),
                )
            )
        entries = tuple(Entry(Author.OFFICER, sign * LONGEST_TEXT, now, sign * 60) for _ in range(MOST_ENTRIES))
        uow.cases.add(case(LONG_CASE, asker=Named(person), entries=entries))
        for number in range(150):
            uow.audit.append(AuditEntry(f"e{number}", now, Happening.CASE_HANDED_OVER, LONG_CASE, officer("Ina").key))
        uow.commit()


def heavy_protocol(starter: SocialMediaProtocol, sign: str, *, few: bool = False) -> SocialMediaProtocol:
    """Clauses, steps and topics with the largest texts that a file may have; a few of them for a file of 2 MiB."""

    def long(length: int) -> Text:
        return Text(dict.fromkeys(starter.languages, "a" + (sign * length)[: length - 2] + "a"))

    groups = {f"g{number}": Group(f"g{number}", long(200)) for number in range(50)}
    many = 4 if few else 12
    clauses = tuple(
        Clause(
            f"c{number}",
            f"{number}.a{sign * 20}",
            long(200),
            Verdict.CONDITIONAL,
            long(8_000),
            topic=f"{'t' * 60}-{number}",
            conditions=(long(1_000),) * 30,
            because=long(2_000),
            examples={Language.NL: (f"Mag ik geval {number} delen?",)},
            applies_to=tuple(groups),
            see_also=tuple(f"c{other}" for other in range(many) if other != number)[:20],
        )
        for number in range(many)
    )
    return replace(
        starter,
        title=long(200),
        version="v" + sign * 39,
        disclaimer=long(500),
        owner="o" + sign * 150,
        clauses=clauses,
        groups=groups,
        circumstances={},
        ladder=tuple(LadderStep(f"s{number}", long(4_000), (long(1_000),) * 30) for number in range(1 if few else 4)),
        not_regulated=tuple(OpenTopic(f"{'u' * 60}-{number}", long(2_000)) for number in range(2 if few else 20)),
        elsewhere=(),
        tests=(),
    )


def many_topics(starter: SocialMediaProtocol, sign: str) -> SocialMediaProtocol:
    """Two thousand clauses nobody asked about, each of another topic, with long titles and numbers."""
    title = Text(dict.fromkeys(starter.languages, sign * 190))
    return replace(
        starter,
        clauses=tuple(
            replace(
                starter.clauses[0],
                id=f"c{number}",
                number=f"{number}.{sign * 30}",
                topic=f"{'t' * 58}-{number}",
                title=title,
                see_also=(),
                otherwise=None,
                when=(),
            )
            for number in range(2_000)
        ),
        circumstances={},
    )


def _question(question_id: str, sign: str, number: int, office: Office) -> QuestionRecord:
    live, now = office.ports.publications.live().protocol, office.ports.clock.now()
    text = f"Mag ik klanten toevoegen op LinkedIn of {chr(97 + number % 26) * 3}? "
    return QuestionRecord(
        question_id,
        (text + sign * LONGEST_QUESTION)[:LONGEST_QUESTION],
        Language.NL,
        now - timedelta(days=number % 28),
        live.id,
        live.version,
        Made.ABSTAIN if number % 2 else Made.ANSWER,
        clause_id=None if number % 2 else live.clauses[number % len(live.clauses)].id,
        feedback=Feedback.HELPED,
    )


def _publication(number: int, edition: Edition, person: Person, sign: str) -> Publication:
    return Publication(
        number,
        edition.id,
        edition.protocol_id,
        edition.version,
        edition.sha256,
        date(2020, 1, 1),
        edition.made_at - timedelta(days=900),
        edition.made_at - timedelta(days=900),
        person,
        approver=person,
        reason=sign * LONGEST_NOTE,
    )


ANNA, INA = employee("anna"), officer("Ina")
