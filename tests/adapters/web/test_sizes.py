"""Every page stays under 100 KB at a first visit, however much is kept; and what does not fit is one click away."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.web.drawing import STATIC
from bot.case import LONGEST_TEXT, MOST_ENTRIES, Author, Entry
from knowledge.protocol import Clause, LadderStep, OpenTopic, SocialMediaProtocol
from tests.adapters.web.much import long_protocol, text
from tests.adapters.web.plain_visits import Answered, Pages, Visitor, pages_in
from tests.contracts.made import NOON, case, named_asker

MOST = 100_000
BROUGHT = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("htmx.min.js", "live.js", "magdat.css"))
"""What a first visit brings beside the page, as it is sent; the icon too, which is nothing."""
HEADERS = 2_000


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[Pages]:
    with pages_in(tmp_path_factory.mktemp("sizes"), learned) as opened:
        yield opened


def fits(answer: Answered) -> bool:
    return answer.status == 200 and answer.weighs + BROUGHT + HEADERS < MOST


def live(pages: Pages) -> SocialMediaProtocol:
    return pages.office.ports.publications.live().protocol


SHAPES = [
    pytest.param(150, {}, id="150 clauses"),
    pytest.param(2_000, {}, id="2,000 clauses"),
    pytest.param(2_000, {"rule": 700}, id="2 MiB of rules"),
    pytest.param(2_000, {"dotted": False}, id="numbers without dots"),
    pytest.param(2_000, {"dotted": False, "topics": False}, id="nothing to go by"),
]


def every_part(visitor: Visitor, contents: Answered) -> Iterator[Answered]:
    for path in re.findall(r'class="part-title" href="([^"]+)"', contents.body):
        yield visitor.get(path)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("count", "shape"), SHAPES)
def test_a_long_protocol_is_read_page_by_page(pages: Pages, count: int, shape: dict[str, int], language: str) -> None:
    visitor = pages.visitor(long_protocol(live(pages), count, **shape), language)  # type: ignore[arg-type]

    contents = visitor.get("/protocol")
    parts = list(every_part(visitor, contents))

    assert all(map(fits, (contents, *parts)))
    shown = [number for part in parts for number in re.findall(r'<article class="clause" id="([^"]+)"', part.body)]
    assert len(shown) == len(set(shown)) == count
    assert 'class="ladder"' in "".join(part.body for part in parts)


def test_a_protocol_that_fits_stays_one_page(pages: Pages) -> None:
    page = pages.visitor().get("/protocol")

    assert fits(page)
    assert page.body.count('<article class="clause"') == 50
    assert pages.visitor().get("/protocol/part/1").headers["location"] == "/protocol"


@pytest.mark.parametrize("number", ["1.1", "9.3", "84.5"])
def test_the_number_of_a_clause_leads_to_its_page(pages: Pages, number: str) -> None:
    visitor = pages.visitor(long_protocol(live(pages), 2_000))

    place, _, fragment = visitor.get(f"/protocol?clause={number}").headers["location"].partition("#")

    assert fragment == number
    assert f'<article class="clause" id="{number}"' in visitor.get(place).body


def test_a_number_that_is_in_no_clause_leads_to_the_beginning(pages: Pages) -> None:
    visitor = pages.visitor(long_protocol(live(pages), 2_000))

    assert visitor.get("/protocol?clause=0.0").headers["location"] == "/protocol"


@pytest.mark.parametrize("path", ["/protocol/part/0", "/protocol/part/999999"])
def test_a_part_that_is_not_there_is_told(pages: Pages, path: str) -> None:
    assert pages.visitor(long_protocol(live(pages), 2_000)).get(path).status == 404


def test_what_is_found_comes_page_by_page(pages: Pages) -> None:
    visitor = pages.visitor(long_protocol(live(pages), 2_000))
    path: str | None = "/protocol?q=toestemming"
    found: list[str] = []
    while path is not None:
        page = visitor.get(path)
        assert fits(page)
        found += re.findall(r'<article class="clause" id="([^"]+)"', page.body)
        following = re.search(r'rel="next" href="([^"]+)"', page.body)
        path = None if following is None else following[1].replace("&amp;", "&")

    assert len(set(found)) == 2_000


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "9", "\u0662"])
def test_a_page_of_what_is_found_that_is_not_there_is_another(pages: Pages, page: str) -> None:
    assert fits(pages.visitor().get(f"/protocol?q=linkedin&page={page}"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_whole_is_a_file_that_needs_nothing_beside_itself(pages: Pages, language: str) -> None:
    visitor = pages.visitor(long_protocol(live(pages), 2_000), language)

    file = visitor.get("/protocol/whole")

    assert visitor.get("/protocol").body.count('href="/protocol/whole"') == 1
    assert file.headers["content-disposition"] == f'attachment; filename="protocol-{language}.html"'
    assert file.body.count('<article class="clause"') == 2_000
    assert 'class="ladder"' in file.body
    assert set(re.findall(r'(?:href|src|action)="(.)', file.body)) == {"#"}


def test_a_long_ladder_and_many_open_topics_are_pages_too(pages: Pages) -> None:
    starter = live(pages)
    long = text("Dit kan volgen. " * 200, "This may follow. " * 200)
    protocol = replace(
        starter,
        ladder=tuple(LadderStep(f"step-{place}", long, (long,)) for place in range(20)),
        not_regulated=tuple(OpenTopic(f"open-{place}", text("Zo. " * 300, "So. " * 300)) for place in range(100)),
    )
    visitor = pages.visitor(protocol)

    contents = visitor.get("/protocol")
    parts = list(every_part(visitor, contents))

    assert all(map(fits, (contents, *parts)))
    assert sum(part.body.count("Dit kan volgen") for part in parts) == 20 * 2 * 200
    assert all(f"Open {place}<" in "".join(part.body for part in parts) for place in range(100))


def test_a_clause_that_fills_a_page_has_one_of_its_own(pages: Pages) -> None:
    starter = live(pages)
    longest = text("Dit is de regel. " * 470, "This is the rule. " * 440)
    condition = text("Alleen als het mag. " * 50, "Only if it may. " * 60)
    clauses: list[Clause] = [
        replace(clause, rule=longest, conditions=(condition,) * 30, because=condition) for clause in starter.clauses
    ]
    visitor = pages.visitor(replace(starter, clauses=tuple(clauses)))

    contents = visitor.get("/protocol")

    assert all(map(fits, (contents, *every_part(visitor, contents))))


@pytest.mark.parametrize("length", [5, LONGEST_TEXT])
def test_a_long_case_is_read_from_its_newest_message_back(pages: Pages, length: int) -> None:
    texts = [f"[{place:03}]".ljust(length, "&")[:length] for place in range(MOST_ENTRIES)]
    long = case(
        f"{length:026}".translate(str.maketrans("0123456789", "abcdefghij")),
        asker=named_asker(),
        entries=tuple(Entry(Author.ASKER, t, NOON) for t in texts),
    )
    with pages.office.ports.storage.begin() as work:
        work.cases.add(long)
        work.commit()
    visitor, path, seen = pages.visitor(), f"/desk/{long.id}", []

    while path:
        page = visitor.get(path)
        assert fits(page)
        seen.append(re.findall(r"\[(\d{3})\]", page.body.partition("<aside>")[0]))
        earlier = re.search(r'rel="prev" href="([^"]+)"', page.body)
        path = earlier[1] if earlier else ""

    assert seen[0][-1] == f"{MOST_ENTRIES - 1:03}"
    assert {number for page in seen for number in page} == {f"{place:03}" for place in range(MOST_ENTRIES)}
    assert 'rel="next"' not in visitor.get(f"/desk/{long.id}?page=0").body
    assert f"[{MOST_ENTRIES - 1:03}]" in visitor.get(f"/desk/{long.id}?page=none").body
    assert "[001]" in visitor.get(f"/desk/{long.id}?page=999").body
