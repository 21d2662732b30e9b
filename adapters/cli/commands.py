"""Which command does what; each brings its own imports, so that it pays only for what it uses."""
# ruff: noqa: PLC0415 -- every import here is made when its command is given

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.cli.exits import Exit
from adapters.settings import Settings
from knowledge.protocol import Language


@dataclass(frozen=True, slots=True)
class Given:
    """What a command works with.

    Attributes:
        options: What was typed.
        locale: The language that the person set for the terminal; ``None`` when it is none of ours.
    """

    options: Namespace
    settings: Settings
    locale: Language | None


def _ask(given: Given) -> Exit:
    from adapters.cli import asking

    options = given.options
    with_this = asking.Given(given.settings, options.protocol, given.locale, options.on, tuple(options.given))
    if options.question == ["-"]:
        return asking.ask_each_line(with_this)
    return asking.ask(" ".join(options.question), with_this, as_json=options.json)


def _chat(given: Given) -> Exit:
    from adapters.cli.chatting import chat

    return chat(given.settings, given.options.protocol, given.locale, page=given.options.page)


def _check(given: Given) -> Exit:
    from adapters.cli.checking import check

    return check(given.settings, given.options.file, as_json=given.options.json)


def _serve(given: Given) -> Exit:
    from adapters.cli.serving import serve

    options = given.options
    return serve(given.settings, options.protocol, options.watch, insecure_local=options.insecure_local)


def _doctor(given: Given) -> Exit:
    from adapters.cli.doctoring import examine_set_up

    options = given.options
    return examine_set_up(given.settings, options.protocol, options.platform, as_json=options.json)


def _backup(given: Given) -> Exit:
    from adapters.cli.backing_up import back_up

    return back_up(given.settings, given.options.file)


def _restore(given: Given) -> Exit:
    from adapters.cli.backing_up import restore

    return restore(given.settings, given.options.file, replace=given.options.replace)


def _desk(given: Given) -> Exit:
    from adapters.cli.desking import desk

    return desk(given.settings, given.options.protocol, given.options.name, second_line=given.options.second_line)


def _cases(given: Given) -> Exit:
    from adapters.cli.cases import list_cases

    return list_cases(given.settings, given.locale, over_too=given.options.all, as_json=given.options.json)


def _parked(given: Given) -> Exit:
    from adapters.cli.parked import list_parked, try_again

    options = given.options
    if options.again is not None:
        return try_again(given.settings, options.again, as_json=options.json)
    return list_parked(given.settings, as_json=options.json)


def _privacy(given: Given) -> Exit:
    from adapters.cli.privacy import export, forget

    act = export if given.options.act == "export" else forget
    return act(given.settings, given.options.person)


def _protocol(given: Given) -> Exit:
    from adapters.cli.protocol import run_act

    return run_act(given.settings, given.options, given.locale)


def _eval(given: Given) -> Exit:
    from adapters.cli.evaluating import evaluate_questions

    options = given.options
    return evaluate_questions(given.settings, options.questions, options.protocol, as_json=options.json)


def _teams(given: Given) -> Exit:
    from adapters.cli.teams_packaging import write_package

    options = given.options
    return write_package(given.settings, options.organisation, options.website, options.output)


COMMANDS: Mapping[str, Callable[[Given], Exit]] = {
    "ask": _ask,
    "backup": _backup,
    "cases": _cases,
    "chat": _chat,
    "check": _check,
    "desk": _desk,
    "doctor": _doctor,
    "eval": _eval,
    "parked": _parked,
    "privacy": _privacy,
    "protocol": _protocol,
    "restore": _restore,
    "serve": _serve,
    "teams": _teams,
}
"""By the name that is typed."""
