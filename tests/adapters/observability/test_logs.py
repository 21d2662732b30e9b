import io
import json
import logging
from collections.abc import Iterator

import pytest

from adapters.observability.logs import set_up_logs

KEY = "c2VjcmV0LWtleS1vZi10aGUtdmF1bHQ="
CANARY = "Mag ik mijn baas een prutser noemen?"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged, as JSON."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logs(as_json=True, level="info", secrets={KEY}, stream=stream)
    yield stream
    root.handlers = before
    root.setLevel(level)


def test_a_line_is_one_json_object(written: io.StringIO) -> None:
    logging.getLogger("bot.relay").warning("delivery %s parked: %s", "abc", "refused")

    [line] = written.getvalue().splitlines()
    read = json.loads(line)
    assert read.pop("timestamp").endswith("Z")
    assert read == {"event": "delivery abc parked: refused", "level": "warning", "logger": "bot.relay"}


@pytest.mark.parametrize(
    "secret",
    [
        pytest.param(KEY, id="the vault's key"),
        pytest.param("xoxb-12-34-abc", id="a bot token"),
        pytest.param("xapp-1-A-abc", id="an app token"),
        pytest.param("Bearer abc.def", id="a bearer token"),
        pytest.param("eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIx.c2ln", id="a web token"),
        pytest.param("anna@voorbeeld.example", id="an e-mail address"),
        pytest.param("U0123ABCDE", id="someone at Slack"),
    ],
)
def test_what_is_secret_or_personal_is_hidden_even_in_our_own_lines(written: io.StringIO, secret: str) -> None:
    logging.getLogger("adapters.serving").error("it failed with %s there", secret)

    assert secret not in written.getvalue()
    assert "it failed with [hidden] there" in written.getvalue()


def test_a_password_in_a_url_is_hidden(written: io.StringIO) -> None:
    logging.getLogger("adapters").error("postgresql://magdat:hunter22@db/magdat")

    assert "hunter22" not in written.getvalue()
    assert "@db/magdat" in written.getvalue()


def test_what_a_library_says_is_not_written(written: io.StringIO) -> None:
    logging.getLogger("slack_bolt.AsyncApp").error("Failed to run listener: %s", CANARY)

    read = json.loads(written.getvalue())
    assert CANARY not in written.getvalue()
    assert (read["event"], read["level"]) == ("slack_bolt.AsyncApp reports", "error")
    assert read["place"].startswith("test_logs:")


def test_an_exception_is_told_by_its_kind_and_place(written: io.StringIO) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("bot.intake").exception("event failed")

    read = json.loads(written.getvalue())
    assert CANARY not in written.getvalue()
    assert read["error"] == "ValueError"
    assert "test_logs.py" in read["code_places"]


def test_fields_that_nobody_asked_for_are_not_written(written: io.StringIO) -> None:
    logging.getLogger("adapters").warning("careful", extra={"question": CANARY})

    assert CANARY not in written.getvalue()


def test_no_text_begins_a_line_of_its_own(written: io.StringIO) -> None:
    logging.getLogger("adapters").warning('one\n{"level": "forged"}\x1b[2J')

    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b" not in written.getvalue()


def test_it_can_be_read_by_a_person() -> None:
    root = logging.getLogger()
    before, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logs(as_json=False, level="info", secrets=(), stream=stream)
    logging.getLogger("adapters").info("storage works")
    root.handlers = before
    root.setLevel(level)

    assert "storage works" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
