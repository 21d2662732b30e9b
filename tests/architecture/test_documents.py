"""The documents say what is so: what can be looked up in the code is looked up."""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.arguments import make_parser
from adapters.cli.exits import Exit
from adapters.console.commands import CommandName, read_command
from adapters.settings import SETTINGS
from bot.wording import wording_in
from knowledge.loader import load_protocol
from knowledge.protocol import Language
from tests.architecture.transcripts import MISTAKE, README, ROOT, readme_protocol, telling, transcripts

ARCHITECTURE = ROOT / "ARCHITECTURE.md"
DOCUMENTS = sorted((*ROOT.glob("*.md"), *(ROOT / "deploy").rglob("*.md")))
PACKAGES = ("adapters", "bot", "knowledge")
HOSTS = {
    "api.slack.com",
    "docs.astral.sh",
    "keepachangelog.com",
    "login.microsoftonline.com",
    "semver.org",
    "slack.com",
}
WEB_PATHS = {"/api/messages", "/sign-in/back", "/slack/events"}
MADE_BY_TOOLS = {"__pycache__", "build", "dist"}
NOT_FILES_OF_OURS = {"magdat.toml", "protocol.draft.yaml", "utils.py"}
"""Named in documents: the operator's own file, and one that is not there on purpose."""

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def read(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def code_in(text: str) -> list[str]:
    """What stands in backticks, in indented lines, or behind a ``$``."""
    prose = _FENCED.sub("", text)
    spans = re.findall(r"`([^`\n]+)`", prose)
    return spans + re.findall(r"^ {4}(\S.*)$", prose, re.MULTILINE) + re.findall(r"^\$ (.+)$", text, re.MULTILINE)


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    return next(dict(action.choices) for action in make_parser()._actions if isinstance(action.choices, dict))


def with_those_below(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parser, and those of what can be typed behind it."""
    below = [each for action in parser._actions if isinstance(action.choices, dict) for each in action.choices.values()]
    return [parser, *(one for each in below for one in with_those_below(each))]


def commands_in(text: str) -> set[str]:
    return {name for code in code_in(text) for name in re.findall(r"(?:^|[/ ])magdat ([a-z]+)\b", code)}


def test_the_readme_names_every_command() -> None:
    assert commands_in(read(README)) == set(parsers())


@each_document
def test_every_command_and_option_that_is_named_exists(document: Path) -> None:
    known = "".join(parser.format_help() for parser in with_those_below(make_parser()))
    options = {name for code in code_in(read(document)) for name in re.findall(r"(?:^| )(--[a-z-]+)", code)}

    assert commands_in(read(document)) <= set(parsers())
    assert options <= set(re.findall(r"--[a-z-]+", known))


@each_document
def test_everything_that_is_named_to_make_can_be_made(document: Path) -> None:
    [targets] = re.findall(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)
    named = {name for code in code_in(read(document)) for name in re.findall(r"^make ([a-z-]+)", code)}

    assert named <= set(targets.split())


def test_the_readme_has_the_table_of_settings() -> None:
    rows = re.findall(r"^\| `((?:MAGDAT|SLACK|Microsoft)\w+)` \|(?: `(.+?)`)? \| (.+) \|$", read(README), re.MULTILINE)

    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


def test_the_readme_has_every_exit_status() -> None:
    rows = re.findall(r"^\| `(\d+)` \| .+ \|$", read(README), re.MULTILINE)

    assert [int(row) for row in rows] == sorted(Exit)


@pytest.mark.parametrize("language", Language)
def test_the_readme_has_the_commands_of_the_chat(language: Language) -> None:
    named = [code.split()[0] for code in code_in(read(README)) if code.startswith("/")]

    assert {f"/{wording_in(language).say(f'console.command.{name}')}" for name in CommandName} <= set(named)
    assert all(command is not None and command.name is not None for command in map(read_command, named))


def test_the_protocol_in_the_readme_is_read_without_a_warning() -> None:
    assert load_protocol(readme_protocol().encode(), "protocol.yaml").warnings == ()
    assert MISTAKE[0] in readme_protocol()


@pytest.fixture(scope="module")
def told(learned: Path) -> dict[str, str]:
    """What Magdat says to each command in the README, told in their order."""
    with telling(learned) as teller:
        return {command: teller.tell(command) for command in transcripts(read(README))}


@pytest.mark.parametrize("command", transcripts(read(README)))
def test_a_transcript_is_what_magdat_says(command: str, told: dict[str, str]) -> None:
    """After a change of answers that was meant: ``python -m tests.architecture.transcripts``."""
    assert transcripts(read(README))[command] == told[command]


def test_the_readme_shows_a_talk_in_each_language_and_a_problem() -> None:
    said = "".join(transcripts(read(README)).values())

    assert all(sign in said for sign in ("Artikel: ", "Clause: ", "Do you mean", "Did you mean"))


def folder(path: Path) -> bool:
    return path.is_dir() and path.name not in MADE_BY_TOOLS and not path.name.endswith(".egg-info")


def drawn(tree: str) -> Iterator[str]:
    """The paths in a drawn tree: two blanks a level, names with commas between, then two blanks and what it is."""
    above: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r"\s{2,}", line.strip())[0].split(", "):
            del above[depth:]
            above.append(name.rstrip("/"))
            yield "/".join(above)


def trees() -> list[set[str]]:
    """The trees that the architecture page draws, as sets of paths; the first is that of the house."""
    found = re.findall(r"^```\n(.*?)^```$", read(ARCHITECTURE), re.MULTILINE | re.DOTALL)
    return [set(drawn(tree)) for tree in found]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_architecture_page_draws_every_module_and_no_other(package: str) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / package, *(ROOT / package).rglob("*"))
        if not MADE_BY_TOOLS & set(path.parts) and path.name != "__init__.py"
    }

    assert [tree for tree in trees()[1:] if package in tree] == [there]


def test_the_architecture_page_draws_every_folder_of_the_house() -> None:
    there = {path.name for path in ROOT.iterdir() if folder(path) and not path.name.startswith(".")}

    assert trees()[0] == {*there, ".ci"}


@pytest.mark.parametrize("package", ["adapters", "bot"])
def test_the_architecture_page_has_the_layers_of_the_contract(package: str) -> None:
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["id"] == package]

    row = " > ".join(", ".join(f"`{name}`" for name in layer.split(" | ")) for layer in layers)
    assert f"| `{package}` | {row} |" in read(ARCHITECTURE)


@each_document
def test_every_file_that_is_named_exists(document: Path) -> None:
    places = [place for place in ROOT.iterdir() if place.name not in {".venv", "build"}]
    files = [path for place in places for path in (place, *place.rglob("*.*"))]
    ours = ["/" + path.relative_to(ROOT).as_posix() for path in files]
    named = {
        code
        for code in code_in(read(document))
        if re.fullmatch(r"[\w./-]+\.(?:py|tsv|toml|json|jsonl|yaml|lock|md|example)", code)
    }

    assert [name for name in named - NOT_FILES_OF_OURS if not any(path.endswith(f"/{name}") for path in ours)] == []


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)|^\[.+?\]: (\S+)$", read(document), re.MULTILINE):
        file, _, heading = next(filter(None, target)).partition("#")
        if file.startswith("https://"):
            continue
        linked = document.parent / file if file else document
        assert linked.exists(), target
        assert not heading or heading in headings(linked), target


def headings(document: Path) -> set[str]:
    """The names under which the headings of a page are linked."""
    titles = re.findall(r"^#+ (.+)$", _FENCED.sub("", read(document)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@each_document
def test_no_host_is_named_but_those_that_were_chosen(document: Path) -> None:
    linked = re.findall(r"\w+://([\w.-]+)", read(document))
    bare = re.findall(r"\b(?:[\w-]+\.)+(?:com|org|net|dev|io|ai|sh|eu|nl)\b", read(document))

    assert {*linked, *bare} <= HOSTS


@each_document
def test_no_path_of_one_machine_is_named(document: Path) -> None:
    paths = re.findall(r"(?:^|[\s`\"'(=])((?:/[\w.-]+){2,}|~/\S+|[A-Z]:\\\S+)", read(document), re.MULTILINE)

    assert {path.rstrip(".") for path in paths} <= WEB_PATHS


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]

    assert version in read(ROOT / "CHANGELOG.md")
