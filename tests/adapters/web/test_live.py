"""What a page hears of changes."""

import urllib.parse
import urllib.request

from tests.adapters.web.organisation import INA, Organisation


def test_what_came_between_the_page_and_its_stream_is_told_at_once(organisation: Organisation) -> None:
    organisation.open_case()
    client = organisation.signed_in(INA)
    shown = client.get("/desk").body
    seen = shown.partition('data-seen="')[2].partition('"')[0]
    assert seen

    organisation.open_case()

    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    path = f"/live/desk?seen={urllib.parse.quote(seen)}"
    asked = urllib.request.Request(f"{client.address}{path}", headers={"Cookie": cookies})  # noqa: S310 -- our own
    with urllib.request.urlopen(asked, timeout=10) as stream:  # noqa: S310 -- as above
        assert stream.readline() == b"retry: 2000\n"
        assert stream.readline() == b"\n"
        assert stream.readline() == b"data: changed\n"
