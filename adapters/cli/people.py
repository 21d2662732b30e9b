"""A list of people in a file, and where each of them is written to."""

from pathlib import Path

from adapters.cli.exits import WrongInputError
from adapters.console.posts import CHANNEL as CONSOLE
from adapters.console.roster import chat_of
from adapters.slack.places import CHANNEL as SLACK
from adapters.teams.places import CHANNEL as TEAMS
from adapters.teams.places import chat_with
from bot.address import Address, Person

_MOST_PEOPLE = 20_000


def direct_chat(person: Person) -> Address:
    """The conversation with this person alone."""
    if person.channel == SLACK:
        return Address(SLACK, person.tenant, person.id)
    if person.channel == TEAMS:
        return chat_with(person.tenant, person.id)
    return chat_of(person)


def read_people(file: Path) -> tuple[Person, ...]:
    """Those in the file: ``CHANNEL/TENANT/ID`` a line, and a name behind it where that helps.

    Raises:
        WrongInputError: the file cannot be read, or a line is of nobody.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise WrongInputError("no-file", f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise WrongInputError("no-text", f"{file} is no text in UTF-8. Give a person a line.") from error
    if len(lines) > _MOST_PEOPLE:
        raise WrongInputError("too-many", f"{file} has more than {_MOST_PEOPLE} lines. Divide it over several files.")
    found: dict[str, Person] = {}
    for number, line in enumerate(lines, start=1):
        written, _, name = line.strip().partition(" ")
        if not written:
            continue
        parts = written.split("/")
        if len(parts) != 3 or not parts[0] or not parts[2]:
            wrong = f'{file}, line {number}: "{written}" is nobody. Write CHANNEL/TENANT/ID, and a name behind it.'
            raise WrongInputError("no-person", wrong)
        channel, tenant, person = parts
        if channel not in {CONSOLE, SLACK, TEAMS}:
            wrong = f'{file}, line {number}: "{channel}" is no channel. It must be {CONSOLE}, {SLACK} or {TEAMS}.'
            raise WrongInputError("no-person", wrong)
        one = Person(channel, tenant, person, name.strip())
        found.setdefault(one.key, one)
    return tuple(found.values())
