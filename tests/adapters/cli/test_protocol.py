"""``magdat protocol``, on a database of its own, without an encoder."""

import io
import json
import tempfile
import typing
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import docx
import pytest

from adapters.cli.exits import Exit
from adapters.cli.run import run
from knowledge.loader import read_protocol
from tests.bakery import BAKERY


def settings(folder: Path, learned: Path) -> dict[str, str]:
    """The environment of a command that keeps everything but what it learns in the folder."""
    return {
        "MAGDAT_DATABASE_URL": f"sqlite:///{folder / 'magdat.sqlite3'}",
        "MAGDAT_CACHE_DIR": str(learned),
        "MAGDAT_ENCODER": "none",
        "MAGDAT_PROTOCOL": str(BAKERY),
        "LANG": "en",
        "NO_COLOR": "1",
    }


class Command:
    """Runs ``magdat`` in a folder of its own."""

    def __init__(self, folder: Path, learned: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.environment = settings(folder, learned)

    def __call__(self, *arguments: str, expect: Exit = Exit.FINE) -> str:
        exit_status = run(arguments, self.environment, self.folder)
        out, err = self._capsys.readouterr()
        assert exit_status is expect, (out, err)
        return out + err

    def json(self, *arguments: str, expect: Exit = Exit.FINE) -> dict[str, typing.Any]:
        found: dict[str, typing.Any] = json.loads(self(*arguments, "--json", expect=expect))
        return found

    def file(self, *changes: tuple[str, str], name: str = "next.yaml") -> str:
        text = BAKERY.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text
            text = text.replace(before, after, 1)
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


VERSION = ('version: "2026.3"', 'version: "2026.4"')
STRICTER = ("verdict: allowed", "verdict: forbidden")


@cache
def published(learned: Path) -> dict[str, bytes]:
    """The files that are there when the bakery's protocol was published: made once, as most tests begin with them."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        publish = ("protocol", "publish", str(BAKERY), "--anyway", "the first")
        assert run(publish, settings(Path(folder), learned), Path(folder)) is Exit.FINE
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}


@pytest.fixture
def magdat(tmp_path: Path, learned: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    for name, content in published(learned).items():
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).chmod(0o600)
    return Command(tmp_path, learned, capsys)


def live(magdat: Command) -> object:
    history = magdat.json("protocol", "history")
    publications = history["publications"]
    assert isinstance(publications, list)
    return next(each["version"] for each in publications if each["number"] == history["live"])


def test_what_is_published_answers_from_then_on(magdat: Command) -> None:
    told = magdat("protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "try")

    assert "Version 2026.4 is live.\nThere are 9 warnings about" in told
    assert live(magdat) == "2026.4"
    assert magdat.json("ask", "mag ik klanten toevoegen?")["protocol"] == {
        "id": "bakery",
        "version": "2026.4",
    }


def test_an_earlier_version_is_put_back_and_comes_out_byte_for_byte(magdat: Command) -> None:
    magdat("protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "try")

    magdat("protocol", "rollback", "2026.3", "--note", "too strict")
    magdat("protocol", "export", "live", "--to", str(magdat.folder / "out.yaml"))

    assert live(magdat) == "2026.3"
    assert (magdat.folder / "out.yaml").read_bytes() == BAKERY.read_bytes()


def test_a_difference_is_told_word_by_word(magdat: Command) -> None:
    changed = magdat.file(VERSION, STRICTER, ("Je mag op je eigen profiel", "Je mag alleen op je eigen profiel"))

    shown = magdat("protocol", "diff", changed)
    document = magdat.json("protocol", "diff", changed)

    assert "Verdict: Allowed → Forbidden" in shown
    assert "{+alleen+}" in shown
    assert ["added", "alleen "] in document["clauses"][0]["texts"][0]["words"]


def test_a_broken_file_is_told_by_line_and_nothing_changes(magdat: Command) -> None:
    broken = magdat.file(("verdict: allowed", "verdict: maybe"))

    told = magdat("protocol", "publish", broken, expect=Exit.WRONG_INPUT)

    assert "maybe" in told
    assert live(magdat) == "2026.3"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(("id: bakery", "id: butcher"), "other-protocol", id="another protocol"),
        pytest.param(("effective_from: 2026-02-01", "effective_from: 2025-02-01"), "earlier", id="earlier"),
        pytest.param(STRICTER, "version-taken", id="the same version"),
    ],
)
def test_what_does_not_follow_is_refused_with_what_to_do(magdat: Command, change: tuple[str, str], code: str) -> None:
    refused = magdat.json("protocol", "publish", magdat.file(change), "--anyway", "x", expect=Exit.WRONG_INPUT)

    assert refused["error"]["code"] == code
    assert live(magdat) == "2026.3"


def test_who_started_from_another_version_is_refused(magdat: Command) -> None:
    refused = magdat.json(
        "protocol", "publish", magdat.file(VERSION), "--anyway", "x", "--based-on", "2025.9", expect=Exit.WRONG_INPUT
    )

    assert refused["error"]["code"] == "base-moved"


def test_a_word_document_under_another_name_is_recognised(magdat: Command) -> None:
    (magdat.folder / "word.yaml").write_bytes(b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)))

    told = magdat("protocol", "publish", str(magdat.folder / "word.yaml"), expect=Exit.WRONG_INPUT)

    assert "Word" in told
    assert "magdat protocol import" in told


def test_a_later_version_waits_for_its_day_and_can_be_taken_back(magdat: Command) -> None:
    dates = (("effective_from: 2026-02-01", "effective_from: 2099-01-01"), ("review_by: 2027", "review_by: 2100"))
    later = magdat.file(VERSION, *dates)
    magdat("protocol", "publish", later, "--anyway", "x")
    assert live(magdat) == "2026.3"

    newest = magdat.json("protocol", "history")["publications"][0]
    assert newest["live_from"] == "2098-12-31T23:00:00+00:00"
    assert "magdat protocol discard '#3'" in " ".join(magdat("protocol", "history").split())

    told = magdat("protocol", "discard", "#3")

    assert "2026.4" in told
    newest = magdat.json("protocol", "history")["publications"][0]
    assert newest["withdrawn_at"] is not None
    assert "discard" not in magdat("protocol", "history")
    magdat("protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "x")
    assert live(magdat) == "2026.4"


def test_what_is_live_already_cannot_be_taken_back(magdat: Command) -> None:
    magdat("protocol", "discard", "#2", expect=Exit.WRONG_INPUT)

    assert live(magdat) == "2026.3"


def test_two_versions_of_which_neither_is_live_are_not_said_to_be_compared_with_what_is(magdat: Command) -> None:
    one, other = magdat.file(VERSION), magdat.file(STRICTER, name="other.yaml")

    told = magdat("protocol", "diff", one, other)

    assert "1 clause changed" in told
    assert "live" not in told


def test_two_admins_approve_each_other(magdat: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    magdat.environment["MAGDAT_ADMINS"] = "console:anna, console:bob"
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "anna")
    waiting = magdat.json("protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "x")["waiting"]
    draft = waiting["draft"]
    assert live(magdat) == "2026.3"

    refused = magdat.json("protocol", "approve", draft, expect=Exit.WRONG_INPUT)
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "bob")
    magdat("protocol", "approve", draft)

    assert refused["error"]["code"] == "own-draft"
    assert live(magdat) == "2026.4"


def test_the_settings_file_answers_until_a_person_publishes(
    tmp_path: Path, learned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    magdat = Command(tmp_path, learned, capsys)
    magdat("protocol", "history")
    magdat("privacy", "export", "nobody")
    assert live(magdat) == "2026.3"

    magdat.environment["MAGDAT_PROTOCOL"] = magdat.file(VERSION)
    magdat("privacy", "export", "nobody")

    assert live(magdat) == "2026.4"


def word_document(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading("Sociale media", level=1)
    document.add_heading("1.1 Klanten", level=2)
    document.add_paragraph("Klanten toevoegen mag als je met hen werkt.")
    document.add_paragraph("je meldt het vooraf", style="List Bullet")
    document.add_paragraph("Artikel 2. Pers")
    document.add_paragraph("Vragen van de pers zijn voor Communicatie.")
    document.save(str(folder / "protocol.docx"))
    return folder / "protocol.docx"


def test_a_word_document_becomes_a_draft_with_a_clause_an_article(magdat: Command) -> None:
    magdat("protocol", "import", str(word_document(magdat.folder)))

    protocol = read_protocol(magdat.folder / "protocol.draft.yaml").protocol
    assert [(clause.number, clause.title.binding) for clause in protocol.clauses] == [("1.1", "Klanten"), ("2", "Pers")]
    assert [each.binding for each in protocol.clauses[0].conditions] == ["je meldt het vooraf"]
    told = magdat("protocol", "import", str(magdat.folder / "protocol.docx"), expect=Exit.WRONG_INPUT)
    assert "is there already" in told


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"\xff\xfe\x00", b"no numbers at all", b""])
def test_what_is_no_document_is_said(magdat: Command, content: bytes) -> None:
    (magdat.folder / "odd.docx").write_bytes(content)

    told = magdat("protocol", "import", str(magdat.folder / "odd.docx"), expect=Exit.WRONG_INPUT)

    assert "odd.docx" in told


def test_a_dozen_questions_make_a_protocol_without_warnings(magdat: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["Bakkerij Kruim B.V.", "", "", "", "HR-loket", "no mail", "hr@kruim.example", *[""] * 4, "S012AB", ""]
    typed = iter(answers)
    monkeypatch.setattr("builtins.input", lambda _: next(typed))

    magdat("protocol", "init", str(magdat.folder / "own.yaml"))

    magdat.environment["MAGDAT_ENCODER"] = "use"
    checked = magdat.json("check", str(magdat.folder / "own.yaml"))
    assert checked["problems"] == []


def test_a_file_that_waits_already_is_told_with_its_draft_and_makes_no_second(
    magdat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    magdat.environment["MAGDAT_ADMINS"] = "console:anna, console:bob"
    file = magdat.file(VERSION, STRICTER)
    codes: dict[str, list[dict[str, typing.Any]]] = {}
    for login in ("anna", "anna", "bob"):
        monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: login)  # noqa: B023 -- called at once
        expected = Exit.WRONG_INPUT if codes or login == "bob" else Exit.FINE
        found = magdat.json("protocol", "publish", file, "--anyway", "x", expect=expected)
        codes.setdefault(login, []).append(found)

    (first, again), (other,) = codes["anna"], codes["bob"]
    draft = first["waiting"]["draft"]
    assert again["error"]["code"] == "waits-already"
    assert other["error"]["code"] == "waits-of-other"
    assert all(f"magdat protocol approve {draft}" in each["error"]["message"] for each in (again, other))
    assert "anna" in other["error"]["message"]
    assert [each["draft"] for each in magdat.json("protocol", "drafts")["drafts"]] == [draft]
    assert live(magdat) == "2026.3"


def test_an_approval_is_given_after_the_same_file_was_given_too(
    magdat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    magdat.environment["MAGDAT_ADMINS"] = "console:anna, console:bob"
    file = magdat.file(VERSION, STRICTER)
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "anna")
    draft = magdat.json("protocol", "publish", file, "--anyway", "x")["waiting"]["draft"]
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "bob")
    magdat("protocol", "publish", file, "--anyway", "x", expect=Exit.WRONG_INPUT)

    magdat("protocol", "approve", draft)

    assert live(magdat) == "2026.4"


def test_of_drafts_it_is_said_which_can_not_go_live_any_more_and_any_file_is_had_by_its_id(
    magdat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    magdat.environment["MAGDAT_ADMINS"] = "console:anna, console:bob"
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "anna")
    files = [magdat.file((VERSION[0], f'version: "2026.{number}"'), name=f"{number}.yaml") for number in (4, 5)]
    first, second = (magdat.json("protocol", "publish", each, "--anyway", "x")["waiting"]["draft"] for each in files)
    monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: "bob")

    magdat("protocol", "approve", first)

    (waiting,) = magdat.json("protocol", "drafts")["drafts"]
    assert (waiting["draft"], waiting["stale"]) == (second, True)
    assert "another version went live since" in magdat("protocol", "drafts")
    refused = magdat.json("protocol", "approve", first, expect=Exit.WRONG_INPUT)
    assert refused["error"]["code"] == "published-already"
    stale = magdat.json("protocol", "approve", second, expect=Exit.WRONG_INPUT)
    assert "magdat protocol export 2026.4" in stale["error"]["message"]
    for draft, file in ((first, files[0]), (second, files[1])):
        to = magdat.folder / f"{draft}.yaml"
        magdat("protocol", "export", draft, "--to", str(to))
        assert to.read_bytes() == Path(file).read_bytes()
