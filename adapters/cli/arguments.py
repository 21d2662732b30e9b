"""What can be typed after ``magdat``."""

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

_EPILOG = """\
exit status:
  0  fine; also when Magdat abstains from an answer
  1  the input is wrong: a question without words or over 4,000 characters, a protocol
     file that is missing or has errors, a line of labelled questions that cannot be read,
     a set-up in which magdat doctor finds something to mend
  2  wrong use: an unknown command or option, a wrong setting
  75 the database cannot be used at this moment; trying again later may help

settings: see deploy/env.example; they stand in the environment or in ./magdat.toml
"""


_WITHOUT_DATABASE = {"check", "init", "import"}
"""What is done to a protocol file, whoever it is for."""


class WrongUseError(Exception):
    """The command line cannot be understood; the message says what is wrong with it."""


class _Parser(argparse.ArgumentParser):
    """A parser that leaves it to the caller how to end."""

    def error(self, message: str) -> NoReturn:
        shown = f"{message}\nTry: {self.prog} --help"
        raise WrongUseError(shown)


class _ShowVersion(argparse.Action):
    """Shows the version and leaves; looks it up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 -- slow to import, and seldom asked for

        print(f"magdat {version('magdat')}")  # noqa: T201 -- this is the output
        parser.exit()


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="magdat",
        description="Mag dat? Answers with the very clause of the company's social-media protocol.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and leave")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)

    ask = commands.add_parser("ask", help="ask one question, or one a line with -")
    ask.add_argument("--on", type=_day, metavar="DATE", help="answer from the version that held on 2026-03-03, say")
    ask.add_argument("question", nargs="+", help="the question; - reads one a line and prints one JSON object a line")
    ask.add_argument(
        "--given", action="append", default=[], metavar="OPTION", help="what holds for the asker, such as own-account"
    )
    _add_protocol(ask)
    _add_json(ask)

    chat = commands.add_parser("chat", help="talk with Magdat in the terminal")
    chat.add_argument("--page", action="store_true", help="open it on a page of this computer as well, with the desk")
    _add_protocol(chat)

    serve = commands.add_parser("serve", help="serve all channels that are set up, until told to stop")
    serve.add_argument("--watch", type=Path, metavar="FILE", help="publish this protocol file whenever it changes")
    serve.add_argument(
        "--insecure-local", action="store_true", help="believe a Teams client on this machine, without a registration"
    )
    _add_protocol(serve)

    doctor = commands.add_parser("doctor", help="look whether all that Magdat rests on works, and say how to mend it")
    doctor.add_argument("platform", nargs="?", choices=["slack", "teams"], help="look at this chat platform alone")
    _add_protocol(doctor)
    _add_json(doctor)

    backup = commands.add_parser("backup", help="copy the database to a file, while Magdat runs (SQLite)")
    backup.add_argument("file", type=Path, help="the file to make; it must not be there yet")

    restore = commands.add_parser("restore", help="put a copy in the place of the database; old messages stay unsent")
    restore.add_argument(
        "file", type=Path, nargs="?", help="made by magdat backup; without it the database was put back by other means"
    )
    restore.add_argument("--replace", action="store_true", help="set the database that is there now aside")

    desk = commands.add_parser("desk", help="be HR in the terminal: claim, answer and close what employees ask")
    desk.add_argument("--name", help="what the asker reads as your name; by default your login")
    desk.add_argument("--second-line", action="store_true", help="be the specialist (needs MAGDAT_SECOND_LINE)")
    _add_protocol(desk)

    cases = commands.add_parser("cases", help="list what is at HR")
    cases.add_argument("--all", action="store_true", help="closed and withdrawn cases as well")
    _add_json(cases)

    parked = commands.add_parser("parked", help="list the messages that could not be delivered, or try them again")
    parked.add_argument("--again", metavar="ID", help='try this one again; "all" tries every one')
    _add_json(parked)

    privacy = commands.add_parser("privacy", help="hand out or erase what is kept of one person")
    acts = privacy.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=_Parser)
    for act, said in (("export", "print it as one JSON document"), ("forget", "erase it, everywhere and at once")):
        one = acts.add_parser(act, help=said)
        one.add_argument("person", metavar="PERSON", help="CHANNEL/TENANT/ID, or a login for someone at a terminal")

    _add_protocol_acts(commands)

    check = commands.add_parser("check", help="say all that is wrong with a protocol file")
    check.add_argument("file", type=Path, help="the protocol file")
    _add_json(check)

    evaluate = commands.add_parser("eval", help="measure how well labelled questions are answered")
    evaluate.add_argument("questions", type=Path, help='one {"q": …, "gold": […]} a line')
    _add_protocol(evaluate)
    _add_json(evaluate)
    _add_teams(commands)
    for command in (ask, chat, desk, cases, parked, evaluate, *acts.choices.values()):
        _add_organisation(command)
    return parser


def _add_teams(commands: "argparse._SubParsersAction[_Parser]") -> None:
    teams = commands.add_parser("teams", help="make the app that is uploaded in Microsoft Teams")
    acts = teams.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=_Parser)
    packing = acts.add_parser("package", help="write the app's zip")
    packing.add_argument("--organisation", default="Magdat", metavar="NAME", help="who offers the app")
    packing.add_argument("--website", required=True, metavar="URL", help="where the organisation tells about it")
    packing.add_argument("--output", type=Path, default=Path("magdat-teams.zip"), metavar="FILE")


def _add_protocol_acts(commands: "argparse._SubParsersAction[_Parser]") -> None:
    protocol = commands.add_parser("protocol", help="compare, publish and put back versions of the protocol")
    acts = protocol.add_subparsers(dest="act", metavar="ACT", required=True, parser_class=_Parser)

    check = acts.add_parser("check", help="say all that is wrong with a protocol file")
    check.add_argument("file", type=Path)
    diff = acts.add_parser("diff", help="what the second of two versions says otherwise; of one, against the live one")
    impact = acts.add_parser("impact", help="what recent questions would get from it")
    for one in (diff, impact):
        one.add_argument("version", metavar="VERSION", help='a file, a published version, a draft, or "live"')
        one.add_argument("other", nargs="?", metavar="VERSION", help="the same")
    publish = acts.add_parser("publish", help="check a file and let it go live, now or on its effective_from")
    publish.add_argument("file", type=Path)
    publish.add_argument("--note", default="", help="what to say of it in the history")
    publish.add_argument("--anyway", default="", metavar="REASON", help="publish although tests of its own fail")
    publish.add_argument("--based-on", metavar="VERSION", help="refuse unless this version is live")
    approve = acts.add_parser("approve", help="let a draft go live that another admin asked to publish")
    discard = acts.add_parser("discard", help="put a draft aside; take back a version that is not live yet")
    approve.add_argument("draft", help="its id, as magdat protocol drafts lists it")
    discard.add_argument("draft", help="its id, as magdat protocol drafts lists it, or #NUMBER of the history")
    drafts = acts.add_parser("drafts", help="list the drafts")
    history = acts.add_parser("history", help="list what was published, the last first")
    show = acts.add_parser("show", help="show a version clause by clause")
    show.add_argument("version", nargs="?", default="live")
    rollback = acts.add_parser("rollback", help="put an earlier version back, at once")
    rollback.add_argument("version", help="as its file has it, or #NUMBER of the history")
    rollback.add_argument("--note", default="", help="why")
    export = acts.add_parser("export", help="write the file of a version, byte for byte")
    export.add_argument("version", nargs="?", default="live")
    export.add_argument("--to", type=Path, metavar="FILE", help="a new file, instead of standard output")
    init = acts.add_parser("init", help="make a new protocol from the starter by a dozen questions")
    init.add_argument("file", type=Path, nargs="?", default=Path("protocol.yaml"))
    importing = acts.add_parser("import", help="make a draft of a Word (.docx) or Markdown document")
    importing.add_argument("file", type=Path)
    importing.add_argument("--to", type=Path, metavar="FILE", help="the draft, a new file; by default NAME.draft.yaml")
    proposals = acts.add_parser("proposals", help="list what closed cases propose, or put it into a draft of your file")
    proposals.add_argument("--into", type=Path, metavar="FILE", help="your protocol file; it stays as it is")
    proposals.add_argument("--to", type=Path, metavar="FILE", help="the draft, a new file; by default FILE.draft.yaml")
    proposals.add_argument("--drop", metavar="PROPOSAL", help="do nothing with this one")
    gaps = acts.add_parser("gaps", help="say where the protocol falls short, as far as enough people met it")
    reviewed = acts.add_parser("reviewed", help="keep that it was looked at today, and nothing had to change")
    reviewed.add_argument("clause", nargs="?", help="the id of a clause; by default the protocol as a whole")
    campaign = acts.add_parser("campaign", help="ask employees to confirm the live version, and count who did")
    campaign.add_argument("--start", type=_day, metavar="DEADLINE", help="begin one; it ends on that day")
    people = "say who of these has not confirmed; with --start, ask and remind each of them"
    campaign.add_argument("--people", type=Path, metavar="FILE", help=people)
    for one in (proposals, gaps, reviewed, campaign):
        _add_json(one)
    for one in (check, diff, impact, publish, approve, discard, drafts, history, show, rollback):
        _add_json(one)
    for name, one in acts.choices.items():
        if name not in _WITHOUT_DATABASE:
            _add_organisation(one)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        wrong = f'"{written}" is no date; it must be such as 2026-03-03'
        raise argparse.ArgumentTypeError(wrong) from None


def _add_protocol(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--protocol", type=Path, metavar="FILE", help="answer from this file instead of the live protocol"
    )


def _add_organisation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", dest="whose", metavar="NAME", help="which one, where several are served")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
