"""``magdat protocol reviewed`` and ``campaign``: keeping the protocol up to date, and known."""

from datetime import date
from pathlib import Path

from adapters.cli.chatting import login
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, print_document, print_note
from adapters.cli.people import direct_chat, read_people
from adapters.cli.protocol_versions import in_unit
from adapters.console.roster import employee
from adapters.office import Office, open_office
from adapters.settings import Settings, WrongSettingError
from bot.address import Person
from bot.handlers.campaigning import start_campaign
from bot.handlers.reviewing import keep_review
from bot.permissions import mark_of
from bot.review import WHOLE


def reviewed(settings: Settings, clause: str | None, *, as_json: bool) -> Exit:
    """Keep that the clause, or the whole, was looked at today and nothing had to change."""
    with open_office(settings, late=True) as office:
        live = office.ports.publications.live().protocol
        if clause is not None and all(each.id != clause for each in live.clauses):
            wrong = f'version {live.version} has no clause "{clause}". Give what stands after "- id:" in the file.'
            raise WrongInputError("no-clause", wrong)
        review = in_unit(office, lambda turn: keep_review(clause or WHOLE, employee(login()), turn))
    document = {"reviewed": review.subject or None, "on": review.on.isoformat(), "until": review.until.isoformat()}
    if as_json:
        print_document(document)
    else:
        print_note(f"Kept: {clause or 'the protocol'} was reviewed, no change. The next review is by {review.until}.")
    return Exit.FINE


def start(settings: Settings, deadline: date, people: Path | None, *, as_json: bool) -> Exit:
    """Ask everyone, where notices go, to confirm the live version before a day; those in a file one by one as well."""
    asked = {} if people is None else {person: direct_chat(person) for person in read_people(people)}
    with open_office(settings, late=True) as office:
        where = office.ports.publishing.notice_to
        if where is None:
            raise WrongSettingError("MAGDAT_NOTICES", "it says where employees are asked; set it to a channel.")
        if deadline < office.ports.clock.today():
            raise WrongInputError("deadline", f"{deadline} has passed. Give a day to come.")
        campaign = in_unit(office, lambda turn: start_campaign(deadline, where, employee(login()), turn, asked))
    document: Document = {
        "campaign": campaign.id,
        "version": campaign.version,
        "deadline": deadline.isoformat(),
        "asked": len(asked),
    }
    if as_json:
        print_document(document)
    else:
        print_note(f"Asked to confirm version {campaign.version} by {deadline}. Count: magdat protocol campaign")
        if asked:
            print_note(f"{len(asked)} are asked one by one as well, and reminded until they confirm.")
    return Exit.FINE


def status(settings: Settings, people: Path | None, *, as_json: bool) -> Exit:
    """Count who confirmed; with a list of people, and where the organisation wants so, say who has not."""
    if people is not None and not settings.show_unconfirmed:
        raise WrongSettingError("MAGDAT_SHOW_UNCONFIRMED", "who has not confirmed is only shown when it is yes.")
    listed = () if people is None else read_people(people)
    with open_office(settings, late=True) as office:
        with office.ports.storage.begin() as uow:
            counted = [(each, uow.campaigns.confirmed(each.id)) for each in uow.campaigns.every()]
        missing = _missing(counted[0][1], listed, office) if counted and listed else []
    document = {
        "campaigns": [
            {
                "campaign": each.id,
                "version": each.version,
                "deadline": each.deadline.isoformat(),
                "confirmed": len(marks),
            }
            for each, marks in counted
        ],
        "unconfirmed": missing,
    }
    if as_json:
        print_document(document)
        return Exit.FINE
    for each, marks in counted:
        print_note(f"version {each.version}, by {each.deadline}: {len(marks)} confirmed")
    if not counted:
        print_note("There was no campaign yet.")
    for name in missing:
        print_note(f"not confirmed: {name}")
    return Exit.FINE


def _missing(marks: frozenset[str], listed: tuple[Person, ...], office: Office) -> list[str]:
    return [person.name or person.id for person in listed if mark_of(person, office.ports.vault) not in marks]
