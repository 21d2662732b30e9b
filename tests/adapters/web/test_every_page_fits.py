"""Every page there is, filled with the largest texts that may be: under 100 KB, with all that a first visit brings."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from tests.adapters.web.full import ANNA, DRAFT, INA, LINK, LONG_CASE, Filled, filled_in, heavy_protocol, many_topics
from tests.adapters.web.plain_visits import Answered, Visitor
from tests.adapters.web.test_sizes import BROUGHT, HEADERS, MOST

SIGNS = [pytest.param("&", id="escaped"), pytest.param("\U0001f642", id="emoji")]
PAGES = {
    "/": (INA, ["/"]),
    "/protocol": (INA, ["/protocol", "/protocol?q=a", "/protocol?clause=1.1"]),
    "/protocol/part/{number:int}": (INA, [f"/protocol/part/{number}" for number in range(1, 80, 9)]),
    "/try": (ANNA, ["/try"]),
    "/try/log": (ANNA, ["/try/log?after=0", "/try/log?after=198"]),
    "/desk": (INA, ["/desk", "/desk?show=stale&from=20", "/desk?show=over"]),
    "/desk/{case}": (INA, [f"/desk/{LONG_CASE}", f"/desk/{LONG_CASE}?page=7", "/desk/case1", "/desk/nothere"]),
    "/insight": (INA, ["/insight"]),
    "/admin": (ANNA, ["/admin"]),
    "/admin/draft/{draft}": (ANNA, [f"/admin/draft/{DRAFT}", "/admin/draft/nothere"]),
    "/admin/draft/{draft}/weighed": (ANNA, [f"/admin/draft/{DRAFT}/weighed"]),
    "/admin/version/{number:int}": (ANNA, ["/admin/version/2", "/admin/version/999"]),
    "/sign-in": (ANNA, ["/sign-in", f"/sign-in?with={LINK}"]),
    "/sign-in/account": (ANNA, ["/sign-in/account"]),
    "/sign-in/back": (ANNA, [f"/sign-in/back?code={LINK}&state={LINK}"]),
    "/{path:path}": (INA, ["/nowhere", f"/{LINK}?{LINK}"]),
}
"""Who looks, and where they begin; every page that one of these leads on to is looked at as well."""
NO_PAGES = {
    "/protocol/whole": "a file",
    "/insight/{chart}.csv": "a file",
    "/admin/version/{number:int}/file": "a file",
    "/live/chat": "a stream",
    "/live/desk": "a stream",
}


@pytest.fixture(scope="module", params=SIGNS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, learned: Path) -> Iterator[Filled]:
    with filled_in(tmp_path_factory.mktemp("filled"), learned, request.param) as opened:
        yield opened


def heavy(answer: Answered, beside: int = 0) -> bool:
    return answer.weighs + beside + BROUGHT + HEADERS >= MOST


def read_on(visitor: Visitor, path: str, most: int = 12) -> Iterator[tuple[str, Answered]]:
    """The page, and those that its links to more lead to."""
    paths, seen = [path], set[str]()
    while paths and len(seen) < most:
        here = paths.pop()
        if here in seen:
            continue
        seen.add(here)
        answer = visitor.get(here)
        yield here, answer
        more = re.findall(r'rel="(?:prev|next)" href="([^"]+)"', answer.body)
        more += re.findall(r'href="(/try\?post=[^"]+)"', answer.body)[:1]
        paths += [each.replace("&amp;", "&") for each in more]


def test_every_page_stands_here(filled: Filled) -> None:
    """So that nobody adds one without looking at how large it gets."""
    routes = [route for route in filled.routes() if isinstance(route, Route)]

    assert {route.path for route in routes if "GET" in (route.methods or ())} == {*PAGES, *NO_PAGES}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_whatever_the_texts(filled: Filled, path: str) -> None:
    who, begins = PAGES[path]
    live = filled.office.ports.publications.live().protocol
    large = heavy_protocol(live, filled.sign) if "protocol" in path else None
    if path == "/insight":
        large = many_topics(live, filled.sign)
    language = "nl" if filled.sign == "&" else "en"
    visitor = filled.visitor(who, language, large, much_told=path in {"/try", "/try/log", "/desk/{case}", "/admin"})

    for begin in begins:
        for here, answer in read_on(visitor, begin):
            assert not heavy(answer), (here, answer.weighs)


@pytest.mark.parametrize("path", ["/", "/desk", "/insight"])
def test_a_page_for_trying_out_fits_too(filled: Filled, path: str) -> None:
    assert not heavy(filled.demo("nl").get(path))


def test_what_a_draft_does_fits_on_its_page(filled: Filled) -> None:
    visitor = filled.visitor(ANNA, "nl")

    page = visitor.get(f"/admin/draft/{DRAFT}")
    beside = visitor.get(f"/admin/draft/{DRAFT}/weighed", (b"hx-request", b"true"))

    assert page.status == beside.status == 200
    assert not heavy(page, beside.weighs)


def test_a_file_with_many_mistakes_fits(filled: Filled) -> None:
    visitor = filled.visitor(ANNA, "nl")
    [token] = re.findall(r'name="token" value="(\w+)"', visitor.get("/admin").body)[:1]
    wrong = "".join(f'  - "{filled.sign * 250}{number}": "{filled.sign * 300}"\n' for number in range(400))
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n',
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{"w" * 300}.yaml"\r\n\r\n',
        f"magdat: 1\nclauses:\n{wrong}\r\n--x--\r\n",
    ]

    answer = visitor.post(
        "/admin/upload", "".join(parts).encode(), (b"content-type", b"multipart/form-data; boundary=x")
    )

    assert answer.status == 422
    assert "magdat check" in answer.body
    assert not heavy(answer)
