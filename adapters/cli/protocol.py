"""``magdat protocol``: which act does what; each brings its own imports."""
# ruff: noqa: PLC0415 -- every import here is made when its act is given

from argparse import Namespace

from adapters.cli.exits import Exit
from adapters.settings import Settings
from knowledge.protocol import Language


def run_act(settings: Settings, options: Namespace, locale: Language | None) -> Exit:
    """Do what was typed after ``magdat protocol``."""
    match options.act:
        case "init" | "import" | "check":
            return _make(settings, options)
        case "proposals" | "gaps":
            return _learn(settings, options)
        case "reviewed" | "campaign":
            return _keep(settings, options)
        case "publish" | "approve" | "discard" | "rollback":
            return _change(settings, options)
        case _:
            return _read(settings, options, locale)


def _make(settings: Settings, options: Namespace) -> Exit:
    match options.act:
        case "init":
            from adapters.cli.protocol_beginning import init

            return init(options.file, input)
        case "import":
            from adapters.cli.protocol_importing import import_document

            return import_document(options.file, options.to)
        case _:
            from adapters.cli.checking import check

            return check(settings, options.file, as_json=options.json)


def _learn(settings: Settings, options: Namespace) -> Exit:
    from adapters.cli import protocol_learning as learning

    if options.act == "gaps":
        return learning.gaps(settings, as_json=options.json)
    return learning.proposals(settings, options.into, options.to, options.drop, as_json=options.json)


def _keep(settings: Settings, options: Namespace) -> Exit:
    from adapters.cli import protocol_keeping as keeping

    if options.act == "reviewed":
        return keeping.reviewed(settings, options.clause, as_json=options.json)
    if options.start is not None:
        return keeping.start(settings, options.start, options.people, as_json=options.json)
    return keeping.status(settings, options.people, as_json=options.json)


def _change(settings: Settings, options: Namespace) -> Exit:
    from adapters.cli import protocol_versions as versions

    match options.act:
        case "publish":
            return versions.publish(
                settings,
                options.file,
                note=options.note,
                anyway=options.anyway,
                based_on=options.based_on,
                as_json=options.json,
            )
        case "approve":
            return versions.approve(settings, options.draft, as_json=options.json)
        case "discard":
            return versions.discard(settings, options.draft, as_json=options.json)
        case _:
            return versions.roll_back(settings, options.version, note=options.note, as_json=options.json)


def _read(settings: Settings, options: Namespace, locale: Language | None) -> Exit:
    from adapters.cli import protocol_reading as reading

    match options.act:
        case "diff":
            return reading.diff(settings, _two(options), locale, as_json=options.json)
        case "impact":
            return reading.impact(settings, _two(options), locale, as_json=options.json)
        case "history":
            return reading.history(settings, as_json=options.json)
        case "drafts":
            return reading.drafts(settings, as_json=options.json)
        case "show":
            return reading.show(settings, options.version, locale, as_json=options.json)
        case _:
            return reading.export(settings, options.version, options.to)


def _two(options: Namespace) -> list[str]:
    """The versions that were typed: one or two."""
    return [name for name in (options.version, options.other) if name is not None]
