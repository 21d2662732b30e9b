"""Measures the matcher: ``python -m tests.quality.bench [--encoder use] [FOLDER …]``.

Quality is measured on the sets of this repository and on every set folder given, beside plain rapidfuzz and BM25. Every
set is judged by coefficients fitted without it and its family, at the answer threshold that ships, and then at others;
the starter protocol, from which nothing is learned, by the coefficients that ship. Then the speed, as ratios to
rapidfuzz.

Without ``--encoder`` the default encoder is measured (the best that is installed), and matching by words alone.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.matching.encoders import ENCODERS, encoder_here, is_installed, load_encoder
from knowledge.matching.evaluation import Evaluation, LabelledQuestion, Tried, measure, settled
from knowledge.matching.fusion import Coefficients, shipped_coefficients
from knowledge.matching.matcher import conclude
from tests.quality.baselines import StemmedBM25, WholeRatio, measure_baseline
from tests.quality.fitting import Prepared, fit_without, prepare
from tests.quality.labelled import OWN_SETS, read_sets, read_starter
from tests.quality.speed import measure_speed
from tests.remembering import RememberingEncoder

Group = tuple[str, list[tuple[Prepared, list[Tried]]]]
_THRESHOLDS = (0.75, 0.8, 0.83, 0.85, 0.87, 0.88, 0.89, 0.9, 0.92)


def main(arguments: Sequence[str]) -> None:
    """Print every table."""
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("--encoder", choices=ENCODERS)
    asked.add_argument("folders", nargs="*", type=Path)
    given = asked.parse_args(arguments)
    folders: list[Path] = given.folders
    if not folders:
        _say("No further sets were given (SETS=…): measuring on the sets of this repository alone.\n")
    sets = read_sets([OWN_SETS, *folders])
    own = {labelled.name for labelled in read_sets([OWN_SETS])}
    names = [given.encoder] if given.encoder else [encoder_here(), "none"]
    for name in names:
        if not is_installed(name):
            raise SystemExit(f"The encoder {name} is not installed.")
        shipped_encoder = load_encoder(name)
        encoder = shipped_encoder and RememberingEncoder(shipped_encoder)
        _say(f"\n# Quality, encoder: {name}\n\n")
        prepared = [prepare(labelled, encoder) for labelled in sets]
        shipped = shipped_coefficients(encoder.name if encoder else None)
        models = _models(prepared, shipped)
        tried = [(one, _tried(one, models[one.labelled.family])) for one in prepared]
        starter = prepare(read_starter(), encoder)
        _table(_groups(tried, own))
        if name == names[0]:
            _in_the_other_language(_groups(tried, own))
            whole = {group: [one for one, _ in these] for group, these in _groups(tried, own) if len(these) > 1}
            fresh = {"starter, fresh questions": [starter]}
            _by_threshold({**whole, **fresh}, {**models, starter.labelled.family: shipped})
            _baselines(_groups(tried, own))
            _by("kind", [one for _, these in tried for one in these], lambda question: question.kind)
            _by("language", [one for _, these in tried for one in these], lambda question: question.language)
        _starter(starter, shipped)
    measure_speed(_say, names)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _models(prepared: Sequence[Prepared], shipped: Coefficients) -> dict[str, Coefficients]:
    """For each family the coefficients that learned nothing from it."""
    families = {one.labelled.family for one in prepared}
    return {family: fit_without(prepared, family, shipped.thresholds) for family in families}


def _tried(one: Prepared, model: Coefficients) -> list[Tried]:
    return [
        Tried(question, conclude(question.text, evidence, one.index.entries, model))
        for question, evidence in zip(one.labelled.questions, one.evidence, strict=True)
    ]


def _groups(tried: Sequence[tuple[Prepared, list[Tried]]], own: set[str]) -> list[Group]:
    groups: dict[str, list[tuple[Prepared, list[Tried]]]] = defaultdict(list)
    for one, these in tried:
        labelled = one.labelled
        if not labelled.domain:
            groups[labelled.name].append((one, these))
        else:
            whose = "own sets" if labelled.name in own else "given sets"
            how = "three examples a clause" if labelled.variant == "examples" else "plain"
            groups[f"{whose}, {how}"].append((one, these))
            groups[f"{labelled.name}, {how}"].append((one, these))
    return sorted(groups.items(), key=lambda group: (len(group[1]) < 2, group[0]))


def _figures(value: Evaluation) -> list[str]:
    figures = (
        value.top_1, value.recall_3, value.mrr, value.auroc, value.answered, value.wrong, value.offered,
    )  # fmt: skip
    return ["  - " if figure is None else f"{figure:.3f}" for figure in figures]


_HEAD = ["top-1", "R@3", "MRR", "AUROC", "answered", "wrong", "right or offered"]


def _row(name: str, cells: Iterable[str]) -> None:
    _say(f"{name:<44}" + "".join(f"{cell:>10}" for cell in cells) + "\n")


def _table(groups: Sequence[Group]) -> None:
    _row("AUROC of a group: the mean over its sets", _HEAD)
    for name, members in groups:
        figures = _figures(measure([one for _, these in members for one in these]))
        aurocs = [value for _, these in members if (value := measure(these).auroc) is not None]
        figures[3] = f"{sum(aurocs) / len(aurocs):.3f}" if aurocs else "  - "
        _row(name, figures)


def _in_the_other_language(groups: Sequence[Group]) -> None:
    _say("\n")
    _row("Questions in the other language", _HEAD)
    for name, members in groups:
        these = [one for _, tried in members for one in tried if one.question.kind == "crosslingual"]
        if len(members) > 1 and these:
            _row(f"  {name} ({len(these)})", _figures(measure(these)))


def _by_threshold(groups: Mapping[str, Sequence[Prepared]], models: Mapping[str, Coefficients]) -> None:
    """How many are answered, and how many of those wrongly, by the confidence from which on they are."""
    _say("\n")
    _row("Answered/wrong, by the answer threshold", [f"{threshold:.2f}" for threshold in _THRESHOLDS])
    for name, members in groups.items():
        _row(name, [_answered_and_wrong(members, models, threshold) for threshold in _THRESHOLDS])


def _answered_and_wrong(members: Sequence[Prepared], models: Mapping[str, Coefficients], threshold: float) -> str:
    tried: list[Tried] = []
    for one in members:
        model = models[one.labelled.family]
        tried.extend(
            _tried(one, replace(model, thresholds=replace(model.thresholds, answer=threshold, bare=threshold)))
        )
    value = measure(tried)
    shares = (value.answered, value.wrong)
    return " " + "/".join("-" if share is None else f"{share:.3f}".removeprefix("0") for share in shares)


def _baselines(groups: Sequence[Group]) -> None:
    _say("\n")
    _row("The same questions, for comparison", _HEAD[:2] + _HEAD[3:4])
    for make in (WholeRatio, StemmedBM25):
        for name, members in groups:
            if len(members) > 1 or not members[0][0].labelled.domain:
                _row(f"{make.name}: {name}", _baseline(make, [one for one, _ in members]))


def _baseline(make: type[WholeRatio] | type[StemmedBM25], members: Sequence[Prepared]) -> list[str]:
    firsts, thirds, aurocs, inside = 0.0, 0.0, [], 0
    for one in members:
        questions = one.labelled.questions[:600]
        count = sum(question.in_scope for question in questions)
        first, third, auroc = measure_baseline(make(one.labelled.protocol), one.labelled.protocol, questions)
        firsts, thirds, inside = firsts + first * count, thirds + third * count, inside + count
        aurocs.extend([] if auroc is None else [auroc])
    mean = f"{sum(aurocs) / len(aurocs):.3f}" if aurocs else "  - "
    return [f"{firsts / inside:.3f}", f"{thirds / inside:.3f}", mean]


def _by(what: str, tried: Sequence[Tried], key: Callable[[LabelledQuestion], str]) -> None:
    _say("\n")
    _row(f"All sets, by {what}", _HEAD)
    by: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        by[key(one.question) or "not said"].append(one)
    for name, these in sorted(by.items()):
        _row(f"  {name} ({len(these)})", _figures(measure(these)))


def _starter(starter: Prepared, shipped: Coefficients) -> None:
    _say("\n")
    _row("The starter protocol", _HEAD)
    _row(f"  fresh questions ({len(starter.evidence)})", _figures(measure(_tried(starter, shipped))))
    tests = [
        LabelledQuestion(
            test.ask, frozenset([test.expect] if test.expect else []), given=test.given, asks=test.asks or ""
        )
        for test in starter.labelled.protocol.tests
    ]
    tried = [
        Tried(test, conclude(test.text, starter.index.evidence(test.text), starter.index.entries, shipped))
        for test in tests
    ]
    _row(f"  its own tests ({len(tests)})", _figures(measure(settled(tried, starter.labelled.protocol))))


if __name__ == "__main__":
    main(sys.argv[1:])
