"""``magdat protocol proposals`` and ``gaps``: what the protocol can learn."""

from pathlib import Path

from adapters.cli.chatting import login
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import Document, print_document, print_note, write_new
from adapters.cli.protocol_versions import in_unit
from adapters.console.roster import employee
from adapters.office import open_office
from adapters.settings import Settings
from bot.handlers.gaps import GapReport, report_gaps
from bot.handlers.proposing import drop, grouped, write_proposals
from bot.proposal import Proposal, ProposalState
from knowledge.loader import read_file

_MOST = 1_000


def proposals(settings: Settings, into: Path | None, to: Path | None, dropped: str | None, *, as_json: bool) -> Exit:
    """List what closed cases propose; put it into a draft of the admin's file; or drop one."""
    with open_office(settings, late=True) as office:
        if dropped is not None:
            try:
                gone = in_unit(office, lambda turn: drop(dropped, employee(login()), turn))
            except WrongInputError as error:
                wrong = f'no proposal has the id "{dropped}". magdat protocol proposals lists them with their ids.'
                raise WrongInputError("no-proposal", wrong) from error
            _tell({"dropped": gone.id}, [f"{gone.id} was dropped."], as_json=as_json)
            return Exit.FINE
        with office.ports.storage.begin() as uow:
            listed = uow.proposals.listed(ProposalState.OPEN, _MOST)
    if into is None or not listed:
        groups = grouped(listed)
        lines = [line for group in groups for line in _group_lines(group)] or ["There are no proposals."]
        _tell({"groups": [[_document(each) for each in group] for group in groups]}, lines, as_json=as_json)
        return Exit.FINE
    target = to or into.with_name(f"{into.stem}.draft{into.suffix}")
    written = write_proposals(read_file(into), str(into), listed)
    write_new(target, written.content)
    lines = [
        f"{target}: {len(written.added)} of {_many(len(listed), 'proposal')} in it. Finish it by hand, then publish it."
    ]
    lines += [f"By hand: {each.question} ({why})" for each, why in written.left]
    document = {
        "file": str(target),
        "added": [each.id for each in written.added],
        "left": [{"proposal": each.id, "why": why} for each, why in written.left],
    }
    _tell(document, lines, as_json=as_json)
    return Exit.FINE


def gaps(settings: Settings, *, as_json: bool) -> Exit:
    """Say where the protocol falls short, as far as enough people met it."""
    with open_office(settings, late=True) as office:
        report = report_gaps(office.ports)
    _tell(_gap_document(report), _gap_lines(report), as_json=as_json)
    return Exit.FINE


def _tell(document: Document, lines: list[str], *, as_json: bool) -> None:
    if as_json:
        print_document(document)
        return
    for line in lines:
        print_note(line)


def _group_lines(group: tuple[Proposal, ...]) -> list[str]:
    first = group[0]
    kind, asked = first.kind.replace("-", " ").capitalize(), _many(len(group), "question")
    lines = [f"{kind}, {asked}: {first.question}"]
    lines += [f"    also: {each.question}" for each in group[1:]]
    if first.answer:
        lines.append(f"    HR: {' '.join(first.answer.split())[:300]}")
    if first.nearest:
        lines.append(f"    nearest: {', '.join(first.nearest)}")
    return [*lines, f"    {' '.join(each.id for each in group)}"]


def _document(proposal: Proposal) -> Document:
    return {
        "proposal": proposal.id,
        "kind": proposal.kind.value,
        "question": proposal.question,
        "answer": proposal.answer,
        "language": proposal.language.value,
        "nearest": list(proposal.nearest),
        "made_at": proposal.made_at.isoformat(),
    }


def _gap_lines(report: GapReport) -> list[str]:
    lines = ["By month, topic and kind (people are counted without knowing who they are; fewer than 5 are not shown):"]
    for each in report.cells:
        cell = each.cell
        lines.append(f"  {cell.month}  {cell.topic or '(no topic)'}  {cell.gap}: {each.people} people or more")
    if not report.cells:
        lines.append("  nothing that enough people met")
    lines.append("Asked most:")
    lines += [f"  {group.count} times {' / '.join(group.examples)}" for group in report.groups] or ["  nothing"]
    if report.hidden:
        lines.append("Beside these there are questions that too few people asked to be shown or counted here.")
    lines.append("Topics that a protocol needs:")
    for topic in report.topics:
        if topic.needed or topic.gaps:
            covered = "left open on purpose" if topic.left_open else _many(topic.clauses, "clause")
            not_answered = f", {topic.gaps} questions not answered" if topic.gaps else ""
            lines.append(f"  {topic.topic}: {covered}{not_answered}")
    return lines


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _gap_document(report: GapReport) -> Document:
    return {
        "cells": [
            {
                "month": each.cell.month,
                "topic": each.cell.topic or None,
                "gap": each.cell.gap.value,
                "people_at_least": each.people,
                "questions": each.questions,
            }
            for each in report.cells
        ],
        "groups": [
            {"count": each.count, "topic": each.topic or None, "examples": list(each.examples)}
            for each in report.groups
        ],
        "hidden": report.hidden,
        "topics": [
            {
                "topic": each.topic,
                "needed": each.needed,
                "clauses": each.clauses,
                "left_open": each.left_open,
                "gaps": each.gaps,
            }
            for each in report.topics
        ],
    }
