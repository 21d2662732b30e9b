"""Where a token may go, and where files may come from: to Microsoft, whatever an activity says."""

import pytest

from adapters.teams.hosts import is_file_store, is_service

HOSTILE = [
    "",
    "nonsense",
    "//kruim.sharepoint.com/file",
    "http://kruim.sharepoint.com/file",
    "file:///etc/hostname",
    "file://kruim.sharepoint.com/etc/hostname",
    "ftp://kruim.sharepoint.com/file",
    "gopher://kruim.sharepoint.com/file",
    "https://sharepoint.com/file",
    "https://evil-sharepoint.com/file",
    "https://sharepoint.com.evil.example/file",
    "https://kruim.sharepoint.com.evil.example/file",
    "https://evil.example/kruim.sharepoint.com",
    "https://evil.example/?kruim.sharepoint.com",
    "https://evil.example/#.sharepoint.com",
    "https://evil.example#.sharepoint.com",
    "https://evil.example\\.sharepoint.com/file",
    "https://evil.example%2F.sharepoint.com/file",
    "https://evil.example%00.sharepoint.com/file",
    "https://evil.example /.sharepoint.com",
    "https://evil.example\t.sharepoint.com/",
    "https://evil.example\n.sharepoint.com/",
    "https://kruim.sharepoint.com@evil.example/file",
    "https://kruim.sharepoint.com:secret@evil.example/file",
    "https://evil.example@kruim.sharepoint.com/file",
    "https://kruim.sharepoint.com:8443/file",
    "https://kruim.sharepoint.com:99999/file",
    "https://kruim.sharepoint.com./file",
    "https://\N{FULLWIDTH LATIN SMALL LETTER K}ruim.sharepoint.com/file",
    "https://kruim\N{IDEOGRAPHIC FULL STOP}sharepoint.com/file",
    "https://.sharepoint.com/file",
    "https://a..sharepoint.com/file",
    "https://[::1]/file",
    "https://[::ffff:169.254.169.254]/latest",
    "https://169.254.169.254/latest",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://127.0.0.1/",
    "https://localhost/",
    "https://metadata.google.internal/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_file_is_fetched_from_nowhere_else(url: str) -> None:
    assert not is_file_store(url, local=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://kruim.sharepoint.com/sites/hr/protocol.yaml",
        "https://kruim-my.sharepoint.com/personal/vera/_layouts/15/download.aspx?UniqueId=1&tempauth=e",
        "https://KRUIM.SharePoint.com:443/file",
        "https://kruim.sharepoint.us/file",
    ],
)
def test_a_file_is_fetched_from_where_teams_keeps_them(url: str) -> None:
    assert is_file_store(url, local=False)


@pytest.mark.parametrize("url", [each.replace("sharepoint.com", "botframework.com") for each in HOSTILE])
def test_a_token_goes_nowhere_else(url: str) -> None:
    assert not is_service(url, local=False)


@pytest.mark.parametrize("url", ["https://smba.trafficmanager.net/emea/", "https://europe.botframework.com/"])
def test_a_token_goes_to_services_of_teams(url: str) -> None:
    assert is_service(url, local=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:5000/", "http://localhost:5000/", "http://[::1]:5000/"])
def test_on_this_machine_only_this_machine_is_spoken_to(url: str) -> None:
    assert is_file_store(url, local=True)
    assert not is_file_store(url, local=False)
    assert not is_file_store("https://kruim.sharepoint.com/file", local=True)
