"""``magdat privacy export`` and ``magdat privacy forget``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, print_document
from adapters.console.roster import chat_of, employee, officer
from adapters.office import Office, open_office
from adapters.settings import Settings
from bot.address import Person
from bot.case import Case
from bot.errors import CaseChangedError
from bot.events import AuditEntry
from bot.handlers.privacy import Forgotten, export_person, forget_person
from bot.view import view

_TRIES = 5


def export(settings: Settings, person: str) -> Exit:
    """Print all that is kept of the person as one JSON document."""
    persons = _persons(person)
    with _office(settings) as office:
        held = [export_person(each, office.ports) for each in persons]
    document = {
        "person": person,
        "asked": [_case(case) for each in held for case in each.asked],
        "done": [_entry(entry) for each in held for entry in each.done],
        "note": "Anonymous cases are left out: who asked must not be known here. The asker finds them in the chat.",
    }
    print_document(document)
    return Exit.FINE


def forget(settings: Settings, person: str) -> Exit:
    """Erase the person, wipe what that leaves in the files, and tell how much it was."""
    persons = _persons(person)
    with _office(settings) as office:
        forgotten = [_forgotten(each, office) for each in persons]
        for each in persons:
            office.posts.forget(chat_of(each), each.id)
        wiped = office.kept.storage.scrub()
    print_document(
        {
            "person": person,
            "cases_removed": sum(each.cases_removed for each in forgotten),
            "cases_handled": sum(each.cases_handled for each in forgotten),
            "versions_signed": sum(each.versions_signed for each in forgotten),
            "audit_entries": sum(each.audit_entries for each in forgotten),
            "wiped": wiped,
        }
    )
    return Exit.FINE


def _forgotten(person: Person, office: Office) -> Forgotten:
    """Erase the person; begun anew where a case changed meanwhile."""
    for _ in range(_TRIES - 1):
        try:
            return forget_person(person, office.ports)
        except CaseChangedError:
            continue
    return forget_person(person, office.ports)


@contextmanager
def _office(settings: Settings) -> Iterator[Office]:
    with open_office(settings, late=True) as office:
        yield office


def _persons(written: str) -> tuple[Person, ...]:
    """Who is meant: one person on a platform, or whoever has this login, as an employee and as an officer.

    Raises:
        WrongInputError: nobody can be meant.
    """
    if "/" not in written and written.strip():
        return employee(written), officer(written)
    parts = [part.replace("%2F", "/").replace("%25", "%") for part in written.split("/")]
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise WrongInputError("no-person", f'"{written}" is nobody. Give CHANNEL/TENANT/ID, or a login.')
    return (Person(*parts),)


def _case(case: Case) -> Document:
    entries = [
        {"author": entry.author, "text": entry.text, "at": entry.at.isoformat(), "name": entry.name}
        for entry in case.entries
    ]
    shown = asdict(view(case))
    moments = {name: shown[name].isoformat() for name in ("opened_at", "expected_by", "changed_at")}
    return shown | moments | {"entries": entries}


def _entry(entry: AuditEntry) -> Document:
    return asdict(entry) | {"at": entry.at.isoformat()}
