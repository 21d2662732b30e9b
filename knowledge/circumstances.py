"""Which clause holds where that depends on the asker's circumstances: clauses tried in order, until one holds.

A clause says when it holds (``when``, ``applies_to``) and which one does else (``otherwise``); together such clauses
are branches. All here is about values of one protocol, and finite: branches have no circles, which the loader sees to,
and every choice that is made narrows down what is left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.protocol import Circumstance, Clause, Option, SocialMediaProtocol

MOST_CHOICES = 2
"""So many choices stand at most between a question and a clause; the loader refuses a protocol that needs more."""

NOT_KNOWN = "unknown"
"""What stands in the place of an option for who does not know which one holds; no option has it as its id."""

Known = Mapping[str, str]
"""What is known of the asker's circumstances: the id of an option, by the id of the circumstance."""


@dataclass(frozen=True, slots=True)
class Step:
    """One circumstance that decided, and where it led.

    Attributes:
        circumstance: Its id.
        option: The id of the option that holds for the asker.
        clause: The id of the first clause that may hold after this; ``None`` when none can.
    """

    circumstance: str
    option: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """How an asker's circumstances led through branches.

    Attributes:
        head: Id of the clause with which the branches begin.
        steps: What decided, in order.
        stated: Ids of the circumstances in ``steps`` that the question itself states.
    """

    head: str
    steps: tuple[Step, ...]
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """How far what is known leads through the branches.

    Attributes:
        steps: What decided, in order.
        clause: The clause that holds; ``None`` while something must be asked, and where none holds.
        asks: What must be asked next; ``None`` when nothing.
    """

    steps: tuple[Step, ...]
    clause: Clause | None = None
    asks: Circumstance | None = None


def needs(clause: Clause, protocol: SocialMediaProtocol) -> dict[str, frozenset[str]]:
    """What must be so for the clause to hold: the options that will do, by circumstance.

    A clause for groups that no option speaks of needs nothing that can be asked.
    """
    needed: dict[str, frozenset[str]] = {}
    if not clause.when and not clause.applies_to:
        return needed
    for circumstance in protocol.circumstances.values():
        named = circumstance.options.keys() & set(clause.when)
        if named:
            needed[circumstance.id] = frozenset(named)
    for circumstance in protocol.circumstances.values():
        members = {option.id for option in circumstance.options.values() if {*option.groups} & {*clause.applies_to}}
        if members:
            needed[circumstance.id] = needed.get(circumstance.id, frozenset(members)) & members
            break
    return needed


def branches(clause_id: str, protocol: SocialMediaProtocol) -> tuple[Clause, ...]:
    """The clause with all that may hold in its place, in the order in which they are tried; the clause alone if none.

    They begin where it is decided whether the clause holds at all: at the one clause that leads to it by ``otherwise``.
    Where several do, each has branches of its own, and the clause begins those that it is asked for by itself.
    """
    if not protocol.circumstances:
        return (protocol.clause(clause_id),)
    first = protocol.clause(clause_id)
    while len(before := _leading_to(first, protocol)) == 1:
        first = before[0]
    if first.otherwise is None:
        return (first,)
    return tuple(onward(first, {clause.id: clause for clause in protocol.clauses}, protocol))


def _leading_to(clause: Clause, protocol: SocialMediaProtocol) -> list[Clause]:
    return [other for other in protocol.led_to.get(clause.id, ()) if needs(other, protocol)]


def onward(clause: Clause, by_id: Mapping[str, Clause], protocol: SocialMediaProtocol) -> Iterator[Clause]:
    """The clause and those that may hold in its place when it does not, in the order in which they are tried."""
    yield clause
    while clause.otherwise is not None and needs(clause, protocol):
        clause = by_id[clause.otherwise]
        yield clause


def depend(tried: Sequence[Clause], protocol: SocialMediaProtocol) -> bool:
    """Whether it depends on a circumstance which of these branches holds."""
    return bool(needs(tried[0], protocol))


def is_left_open(clause_id: str, offered: Collection[str], protocol: SocialMediaProtocol) -> bool:
    """Whether who chose this clause among those offered did not yet choose between its branches."""
    tried = branches(clause_id, protocol)
    return depend(tried, protocol) and not any(clause.id in offered for clause in tried if clause.id != clause_id)


def circumstances_of(tried: Iterable[Clause], protocol: SocialMediaProtocol) -> tuple[str, ...]:
    """Ids of all circumstances on which it can depend which of these branches holds."""
    return tuple(dict.fromkeys(name for clause in tried for name in needs(clause, protocol)))


def follow(tried: Sequence[Clause], known: Known, protocol: SocialMediaProtocol) -> Way:
    """How far ``known`` leads through these branches; what no branch needs is left aside."""
    used: dict[str, str] = {}
    for clause in tried:
        excluded = False
        for name, options in needs(clause, protocol).items():
            if name not in known:
                return Way(_steps(tried, used, protocol), asks=protocol.circumstances[name])
            used[name] = known[name]
            if known[name] not in options:
                excluded = True
                break
        if not excluded:
            return Way(_steps(tried, used, protocol), clause=clause)
    return Way(_steps(tried, used, protocol))


def _steps(tried: Sequence[Clause], used: Known, protocol: SocialMediaProtocol) -> tuple[Step, ...]:
    steps: list[Step] = []
    so_far: dict[str, str] = {}
    for name, option in used.items():
        so_far[name] = option
        left = (clause.id for clause in tried if _may_hold(clause, so_far, protocol))
        steps.append(Step(name, option, next(left, None)))
    return tuple(steps)


def _may_hold(clause: Clause, known: Known, protocol: SocialMediaProtocol) -> bool:
    return all(name not in known or known[name] in options for name, options in needs(clause, protocol).items())


def outcomes(tried: Sequence[Clause], protocol: SocialMediaProtocol) -> Iterator[tuple[tuple[Option, ...], Way]]:
    """Where each combination of options leads through these branches; nine at most, for two circumstances decide."""
    names = circumstances_of(tried, protocol)
    for chosen in product(*(protocol.circumstances[name].options.values() for name in names)):
        known = dict(zip(names, (option.id for option in chosen), strict=True))
        yield chosen, follow(tried, known, protocol)


def reachable(tried: Sequence[Clause], protocol: SocialMediaProtocol) -> tuple[Clause, ...]:
    """Those of the branches that hold for someone, in their order."""
    holding = {way.clause.id for _, way in outcomes(tried, protocol) if way.clause is not None}
    return tuple(clause for clause in tried if clause.id in holding)


def circumstance_of(option_id: str, protocol: SocialMediaProtocol) -> Circumstance | None:
    """The circumstance that has this option; ``None`` when none has."""
    return next((one for one in protocol.circumstances.values() if option_id in one.options), None)


def known_by(option_ids: Sequence[str], protocol: SocialMediaProtocol) -> dict[str, str]:
    """What is known where these options hold; ids that the protocol does not have are left aside."""
    known: dict[str, str] = {}
    for option_id in option_ids:
        circumstance = circumstance_of(option_id, protocol)
        if circumstance is not None:
            known[circumstance.id] = option_id
    return known
