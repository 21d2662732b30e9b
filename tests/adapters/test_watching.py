from dataclasses import replace
from pathlib import Path

import pytest

from adapters.watching import WATCHER, ProtocolWatch
from bot.handlers.first_version import ProtocolFile, publish_first
from bot.handlers.reception import ShareFile, receive
from bot.publication import PublishingPolicy
from tests.bakery import BAKERY, bakery
from tests.bot.handlers.publishing_desk import ANNA
from tests.office import Office

LIVE = BAKERY.read_bytes()
NEXT = LIVE.replace(b'"2026.3"', b'"2026.4"')


class Watched:
    """A file that is watched in an office where the bakery's protocol is live."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "protocol.yaml"
        self.file.write_bytes(LIVE)
        self.office = Office()
        publish_first(ProtocolFile(bakery(), LIVE, "x"), self.office.kept, self.office.clock, self.office.ids)
        self.said: list[str] = []
        self.watch = ProtocolWatch(self.file, self.office.ports, self.said.append)

    def look(self) -> None:
        self.watch.look()
        self.watch.look()

    def versions(self) -> list[str]:
        return [each.version for each in self.office.storage.tables.publications]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_file_that_changes_is_published_also_with_two_admins(watched: Watched) -> None:
    watched.look()
    watched.file.write_bytes(NEXT)

    watched.look()

    assert watched.versions()[-1] == "2026.4"
    assert watched.said[-1] == f"{watched.file}: Version 2026.4 is live."


def test_a_file_for_a_later_day_is_told_with_its_day(watched: Watched) -> None:
    watched.look()
    watched.file.write_bytes(NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01"))

    watched.look()

    told = "Version 2026.4 goes live by itself on Friday 1 January 2027 at 00:00."
    assert watched.said[-1] == f"{watched.file}: {told}"


def test_a_file_that_is_being_written_is_left_alone(watched: Watched) -> None:
    watched.look()
    watched.file.write_bytes(NEXT[:500])
    watched.watch.look()
    watched.file.write_bytes(NEXT)

    watched.look()

    assert watched.versions()[-1] == "2026.4"


def test_a_broken_file_is_told_once_and_the_live_one_stays(watched: Watched) -> None:
    watched.look()
    before = watched.versions()
    watched.file.write_bytes(NEXT.replace(b"verdict: allowed", b"verdict: maybe", 1))

    for _ in range(3):
        watched.look()

    assert watched.versions() == before
    assert [said for said in watched.said if "maybe" in said] == watched.said[-1:]
    assert "Use allowed" in watched.said[-1]


def test_of_a_file_with_many_mistakes_it_is_said_where_all_are_shown(watched: Watched) -> None:
    watched.look()
    watched.file.write_bytes(NEXT.replace(b"verdict: ", b"verdikt: ").replace(b"topic: ", b"topics: "))

    watched.look()

    assert len(watched.said) == 1 + 10 + 1
    assert f"magdat check {watched.file} shows all" in watched.said[-1]


def test_a_file_that_is_gone_for_a_moment_is_no_trouble(watched: Watched) -> None:
    watched.look()
    watched.file.unlink()

    watched.look()

    assert watched.said == watched.said[:1]


def test_a_file_that_stays_away_is_told_once(watched: Watched) -> None:
    watched.look()
    watched.file.unlink()

    for _ in range(20):
        watched.look()

    assert watched.said[1:] == [
        f"{watched.file}: it cannot be found. What is live stays; put the file back, or begin again with another."
    ]


def test_what_another_admin_left_waiting_is_published_from_the_file_and_stays_nobodys_approval(
    watched: Watched,
) -> None:
    office = watched.office
    office.ports = replace(office.ports, publishing=PublishingPolicy(second_admin=True))
    office.roster.admins = {ANNA}
    receive(ShareFile(office.origin(ANNA), "anna.yaml", NEXT), office.ports)
    watched.watch = ProtocolWatch(watched.file, office.ports, watched.said.append)
    watched.file.write_bytes(NEXT)

    watched.look()

    published = office.storage.tables.publications[-1]
    assert (published.version, published.publisher, published.approver) == ("2026.4", WATCHER, None)


def test_a_file_that_goes_live_by_itself_already_is_told_nothing_of_after_a_restart(watched: Watched) -> None:
    watched.file.write_bytes(NEXT.replace(b"effective_from: 2026-02-01", b"effective_from: 2027-01-01"))
    watched.look()
    told = list(watched.said)

    watched.watch = ProtocolWatch(watched.file, watched.office.ports, watched.said.append)
    watched.look()

    assert watched.said == told
    assert len(watched.office.storage.tables.editions) == 2
