"""What ``magdat doctor --json`` prints, as a program reads it: one shape for every check, and the exit status."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from adapters.cli.exits import Exit
from adapters.cli.run import run
from adapters.finding import Finding
from tests.adapters.web.issuer import CLIENT_ID, SECRET, Issuer, issuing
from tests.bakery import BAKERY
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.slack_methods import BOT_SCOPES

Read = tuple[Exit, Mapping[str, object]]
APP = "8a1b0000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with issuing() as issuer:
        yield issuer


class Doctor:
    """Examines a set-up in which all is well, but for what is given."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def says(self, *arguments: str, **settings: str) -> Read:
        """The exit status, and the one document on standard output."""
        usual = {
            "MAGDAT_PROTOCOL": str(BAKERY),
            "MAGDAT_ENCODER": "none",
            "MAGDAT_CACHE_DIR": str(self.folder / "cache"),
            "MAGDAT_DATABASE_URL": f"sqlite:///{self.folder / 'magdat.sqlite3'}",
        }
        exit_status = run(["doctor", "--json", *arguments], usual | settings, self.folder)
        printed = self._capsys.readouterr()
        assert printed.err == ""
        document = json.loads(printed.out)
        assert isinstance(document, dict)
        return exit_status, document

    def finds(self, *arguments: str, **settings: str) -> dict[str, str | None]:
        """What is wrong, by the name of what was looked at, of a document that has the shape and its exit status."""
        exit_status, document = self.says(*arguments, **settings)
        assert list(document) == ["well", "findings"]
        findings = document["findings"]
        assert isinstance(findings, list)
        for each in findings:
            assert list(each) == ["name", "ok", "wrong", "mend"]
            assert isinstance(each["name"], str)
            if each["ok"]:
                assert each["ok"] is True
                assert each["wrong"] is each["mend"] is None
            else:
                assert each["ok"] is False
                assert isinstance(each["wrong"], str)
                assert isinstance(each["mend"], str)
        well = all(each["ok"] for each in findings)
        assert document["well"] is well
        assert exit_status is (Exit.FINE if well else Exit.WRONG_INPUT)
        return {each["name"]: each["wrong"] for each in findings}


@pytest.fixture
def doctor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    return Doctor(tmp_path, capsys)


def heads(found: Mapping[str, object]) -> list[str]:
    """The names without the figures and addresses in them."""
    return [re.split(r" [0-9a-z-]+ [0-9.]+,|:| http| by words", name)[0] for name in found]


def test_a_fresh_set_up_is_well_line_by_line(doctor: Doctor) -> None:
    found = doctor.finds()

    assert set(found.values()) == {None}
    assert heads(found) == [
        "settings",
        "database",
        "vault key",
        "deliveries",
        "protocol",
        "matcher",
        "disk of the cache",
        "disk of the database",
        "clock",
    ]


def test_slack_has_a_line_for_each_thing_it_rests_on(doctor: Doctor, slack: FakeSlack) -> None:
    slack.scopes = BOT_SCOPES
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    desk = slack.add_channel("hr", private=True)

    found = doctor.finds("slack", **tokens, MAGDAT_SLACK_API_URL=slack.api_url, MAGDAT_DESK=f"slack:{desk}")

    assert set(found.values()) == {None}
    assert list(found) == [
        "settings",
        "Slack tokens",
        "Slack bot token",
        "Slack scopes",
        "Clock",
        "Slack Socket Mode",
        "Slack over HTTP (not used)",
        "Slack channel of MAGDAT_DESK",
    ]


def test_teams_is_a_line_where_half_of_it_is_set(doctor: Doctor) -> None:
    found = doctor.finds("teams", MicrosoftAppId=APP)

    assert "MicrosoftAppTenantId: it is missing" in str(found["Teams registration"])


@pytest.mark.parametrize(("platform", "wrong"), [("slack", "SLACK_BOT_TOKEN"), ("teams", "MicrosoftAppId")])
def test_a_platform_that_is_asked_about_and_not_set_up_is_not_well(doctor: Doctor, platform: str, wrong: str) -> None:
    found = doctor.finds(platform)

    assert wrong in str(found[platform.title()])


def test_accounts_have_a_line_for_each_thing_they_rest_on(doctor: Doctor, issuer: Issuer) -> None:
    found = doctor.finds(
        MAGDAT_WEB_URL="https://magdat.example",
        MAGDAT_OIDC_ISSUER=issuer.address,
        MAGDAT_OIDC_CLIENT_ID=CLIENT_ID,
        MAGDAT_OIDC_CLIENT_SECRET=SECRET,
        MAGDAT_OIDC_PERSON="slack:T1",
    )

    assert set(found.values()) == {None}
    assert heads(found).count("accounts") == 4


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        pytest.param({"MAGDAT_VAULT_KEY": "short"}, "database and vault key", id="no key"),
        pytest.param({"MAGDAT_DATABASE_URL": "sqlite:////dev/null/m"}, "database and vault key", id="no folder"),
        pytest.param({"MAGDAT_PROTOCOL": "/no/such.yaml"}, "protocol", id="no protocol"),
        pytest.param({"MAGDAT_CACHE_DIR": "/dev/null"}, "cache", id="no cache"),
        pytest.param({"MAGDAT_ENCODER": "onnx:/"}, "matcher", id="no model"),
        pytest.param({"SLACK_BOT_TOKEN": "xapp-1"}, "Slack tokens", id="another token"),
        pytest.param(
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "MAGDAT_SLACK_API_URL": "http://127.0.0.1:1/"},
            "Slack bot token",
            id="Slack away",
        ),
        pytest.param(
            {
                "MAGDAT_WEB_URL": "https://magdat.example",
                "MAGDAT_OIDC_ISSUER": "http://127.0.0.1:1",
                "MAGDAT_OIDC_CLIENT_ID": "a",
                "MAGDAT_OIDC_CLIENT_SECRET": "b",
                "MAGDAT_OIDC_PERSON": "slack:T1",
            },
            "accounts: issuer",
            id="issuer away",
        ),
    ],
)
def test_one_thing_that_is_wrong_is_told_in_the_same_shape_and_ends_with_1(
    doctor: Doctor, settings: dict[str, str], name: str
) -> None:
    found = doctor.finds(**settings)

    assert [each for each, wrong in found.items() if wrong is not None] == [name]


def test_settings_that_cannot_be_read_end_with_2_and_say_so_as_one_document(doctor: Doctor) -> None:
    exit_status, document = doctor.says(MAGDAT_HTTP="8080")

    assert exit_status is Exit.WRONG_USE
    assert document == {
        "error": {
            "code": "wrong-use",
            "message": 'MAGDAT_HTTP: "8080" is nowhere to listen at. It must be such as 127.0.0.1:8080.',
        }
    }


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [("it is away", None), (None, "look"), ("", "look"), ("it is away", ""), ("two\nlines", "look")],
)
def test_no_check_can_say_half_of_it(wrong: str | None, mend: str | None) -> None:
    with pytest.raises(ValueError, match="Finding"):
        Finding("database", wrong, mend)
