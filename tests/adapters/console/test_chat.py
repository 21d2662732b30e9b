import io
import threading
from typing import ClassVar

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.chat import run_chat, shown_as_it_arrives, typed_lines
from adapters.console.conversation import Conversation
from adapters.console.talk import PlainTalk, Spoken
from bot.message import Message, Paragraph
from knowledge.protocol import Language
from tests.bakery import clause, clock, published
from tests.fakes import answered

ASK = "Mag ik klanten toevoegen op LinkedIn?"


def transcript(*lines: str, echo: bool = True) -> str:
    stream = io.StringIO()
    publications = published(answered(ASK, "clients-on-linkedin"))
    conversation = Conversation(publications, clock(), None, PlainTalk(publications, clock()))
    run_chat(conversation, lines, Console(file=stream, width=80, highlight=False), echo=echo)
    return stream.getvalue()


def test_a_talk_opens_with_a_greeting_and_ends_with_a_goodbye() -> None:
    talk = transcript()

    assert talk.startswith("Hoi, ik ben Magdat.")
    assert "Hi, I am Magdat." in talk
    assert talk.endswith("Tot de volgende keer.\n")


def test_lines_that_nobody_sees_typed_are_shown() -> None:
    assert f"> {ASK}\n\n◐ Onder voorwaarden\n" in transcript(ASK)


def test_lines_that_are_typed_are_not_shown_again() -> None:
    assert ASK not in transcript(ASK, echo=False)


def test_nothing_is_heard_after_leaving() -> None:
    assert ASK not in transcript("/stop", ASK)


def test_empty_lines_are_passed_over() -> None:
    assert transcript("", "  ") == transcript()


def test_a_hostile_line_is_shown_as_text() -> None:
    assert "\x1b" not in transcript("\x1b[31mrood\x1b]0;x\x07")


def test_the_rule_is_in_the_talk_word_for_word() -> None:
    assert clause("clients-on-linkedin").rule.binding.split() == [
        word for line in transcript(ASK).splitlines() if line.startswith("│ ") for word in line[2:].split()
    ]


@pytest.mark.parametrize("leaving", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_person_types_lines_and_leaves_with_a_key(leaving: str) -> None:
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        keyboard.send_text(f"mag dat?\r/help\r{leaving}")

        assert list(typed_lines(lambda: "Typ je vraag.")) == ["mag dat?", "/help"]


class OneWord(PlainTalk):
    """Somebody says one thing, unasked."""

    said: ClassVar[list[Message]] = []

    def arrived(self, spoken: Spoken) -> tuple[Message, ...]:
        del spoken
        said, self.said[:] = tuple(self.said), []
        return said


def test_what_others_say_shows_up_while_one_types() -> None:
    publications = published()
    talk = OneWord(publications, clock())
    talk.said.append(Message("Antwoord van HR", (Paragraph("Antwoord van HR"),), Language.NL))
    conversation = Conversation(publications, clock(), None, talk)
    shown = threading.Event()

    class Output(DummyOutput):
        def write(self, data: str) -> None:
            if "Antwoord van HR" in data:
                shown.set()

        write_raw = write

    with (
        create_pipe_input() as keyboard,
        create_app_session(input=keyboard, output=Output()),
        shown_as_it_arrives(conversation, Console(file=io.StringIO(), width=80)),
    ):
        lines = typed_lines(conversation.next_step)
        threading.Thread(target=lambda: (shown.wait(10), keyboard.send_text("/stop\r"))).start()
        assert next(lines) == "/stop"

    assert shown.is_set()
