"""Teaches some layers of multilingual-e5-small what all see: ``python -m tests.quality.e5_distilling KEPT``.

With PyTorch; writes ``knowledge/matching/e5/distilled.npz``. The teacher is the whole model with what
``e5_teaching.py`` kept in ``KEPT``. So many of its layers, those that are missed most, with changes of their own, are
to see in any text what it sees in the last two (Hinton and others 2015, "Distilling the knowledge in a neural network";
Sun and others 2019, "Patient knowledge distillation"). The texts are those that come with Magdat, those of ``--texts``,
which are about anything, and both with pieces exchanged, cut short or joined. In every other step questions of a topic
and texts of a clause are drawn together as the teacher learned it. No labelled set is read. Afterwards graph,
smoothing, centres and coefficients are to be made anew, in this order.

What is shipped was taught in one go of 62 minutes on two cores, in 1,629 steps.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch

from knowledge.matching.e5 import encoder
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.taught import DISTILLED, Taught
from knowledge.matching.e5.weights import LAYERS, Weights
from tests.quality.e5_known_texts import texts_that_come_with_magdat
from tests.quality.e5_material import Material, Text, read_material
from tests.quality.e5_teaching import LEVELS, MATRICES, Model, Tensor, contrast, rounded

TARGET = Path(encoder.__file__).parent / DISTILLED
_RANK = 48
_LONGEST_PIECES = 48
_TEXTS, _STEPS_DRAWN = 48, 24
"""Of a step, and how many steps' texts are drawn at once, to be told apart by their length."""
_OWN, _EXCHANGED, _CUT = 0.7, 0.25, 8
_OF_PIECES, _OF_PIECES_BEFORE, _LEAST_WEIGHT = 0.5, 0.25, 0.05
"""How much what is seen in single pieces counts, in the last layer and the one before; the whole text counts 1."""
_MEASURED_EVERY = 8
_CONTRAST = 0.1
_WARM_STEPS, _LEAST_RATE = 50, 0.02


@dataclass(frozen=True)
class Texts:
    """What is read: the texts that come with Magdat, and those about anything."""

    own: Sequence[Text]
    others: Sequence[Text]

    def steps(self, drawn: np.random.Generator) -> Iterator[list[Tensor]]:
        """For each step texts to read, those of one length together."""
        while True:
            texts = sorted((self._draw(drawn) for _ in range(_TEXTS * _STEPS_DRAWN)), key=len)
            groups = [list(group)[:_TEXTS] for _, group in groupby(texts, key=len)]
            step: list[Tensor] = []
            for place in drawn.permutation(len(groups)):
                step.append(torch.tensor([list(text) for text in groups[place]]))
                if sum(map(len, step)) >= _TEXTS:
                    yield step
                    step = []

    def _draw(self, drawn: np.random.Generator) -> Text:
        """A text as it is in three of five times, else with a change that makes another one of it."""
        text = list(self._any(drawn))
        match drawn.choice(["as it is", "exchanged", "cut", "joined"], p=[0.6, 0.2, 0.1, 0.1]):
            case "exchanged":
                for place in range(1, len(text) - 1):
                    if drawn.random() < _EXCHANGED:
                        other = self._any(drawn)
                        text[place] = other[int(drawn.integers(len(other)))]
            case "cut" if len(text) > _CUT:
                text = [*text[: int(drawn.integers(3, len(text) - 3))], text[-1]]
            case "joined":
                text = [*text[:-1], *self._any(drawn)[1:]]
            case _:
                pass
        return text if len(text) <= _LONGEST_PIECES else [*text[: _LONGEST_PIECES - 1], text[-1]]

    def _any(self, drawn: np.random.Generator) -> Text:
        some = self.own if drawn.random() < _OWN or not self.others else self.others
        return some[int(drawn.integers(len(some)))]


class Student:
    """Some layers of the teacher, with changes that begin as its own."""

    def __init__(self, weights: Weights, teacher: Model, layers: Sequence[int]) -> None:
        """Have nothing learned yet."""
        self.layers = layers
        self.model = Model(weights, layers, _RANK)
        self.numbers: dict[str, Tensor] = {}
        for place, layer in enumerate(layers):
            for name in MATRICES:
                for mine, theirs in zip(
                    self.model.changes[f"l{place}.{name}"], teacher.changes[f"l{layer}.{name}"], strict=True
                ):
                    rows = mine.data if mine.shape[0] == _RANK else mine.data.T
                    rows[: teacher.rank] = theirs.data if theirs.shape[0] == teacher.rank else theirs.data.T
            for name in (*(f"{matrix}.b" for matrix in MATRICES), *LEVELS):
                here = f"l{place}.{name}"
                self.numbers[here] = self.model.kept[here].requires_grad_()
        self._begun = {name: numbers.detach().clone() for name, numbers in self.numbers.items()}

    @property
    def learned(self) -> list[Tensor]:
        """All that changes."""
        return [*(part for both in self.model.changes.values() for part in both), *self.numbers.values()]

    def begin_with(self, shipped: Taught) -> None:
        """Go on with what was learned before."""
        for name, (up, down) in self.model.changes.items():
            for part, learned in zip((up, down), shipped.thin(name), strict=True):
                part.data = torch.tensor(learned)
        for name, numbers in self.numbers.items():
            numbers.data = self._begun[name] + torch.tensor(shipped.numbers(name))

    def taught(self) -> Taught:
        """What was learned."""
        added = {name: (numbers.detach() - self._begun[name]).numpy() for name, numbers in self.numbers.items()}
        return Taught.of(self.layers, self.model.taught(), added)


class Teacher:
    """What the whole model sees in texts; in those that come with Magdat it looks once.

    Attributes:
        mean: Of the vectors of texts that come with Magdat.
        spread_out: How far from it they are, squared.
    """

    def __init__(self, model: Model, own: Sequence[Text]) -> None:
        """Ask ``model``."""
        self.model = model
        self._own = set(map(tuple, own))
        with torch.no_grad():
            vectors = model.vectors(own[::_MEASURED_EVERY])
            self.mean = vectors.mean(0)
            self.spread_out = (vectors - self.mean).pow(2).sum(1).mean()
        self._seen: dict[tuple[int, ...], tuple[Tensor, Tensor]] = {}

    def last_two(self, texts: Tensor) -> tuple[Tensor, Tensor]:
        """As the model does; shape (texts, pieces, 384)."""
        keys = list(map(tuple, texts.tolist()))
        missing = [place for place, key in enumerate(keys) if key not in self._seen]
        found = dict(self._seen_of(keys))
        if missing:
            with torch.no_grad():
                found.update(zip(missing, zip(*self.model.last_two(texts[missing]), strict=True), strict=True))
            self._seen.update({keys[place]: found[place] for place in missing if keys[place] in self._own})
        before, last = zip(*(found[place] for place in range(len(keys))), strict=True)
        return torch.stack(before), torch.stack(last)

    def _seen_of(self, keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, tuple[Tensor, Tensor]]]:
        return ((place, self._seen[key]) for place, key in enumerate(keys) if key in self._seen)


def distil(
    teacher: Teacher,
    student: Student,
    texts: Iterator[list[Tensor]],
    material: Material,
    *,
    minutes: float,
    rate: float,
) -> None:
    """Teach ``student`` for so many minutes, at most at this rate."""
    steps = torch.optim.AdamW(student.learned, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    begin = time.monotonic()
    for count, step in enumerate(texts):
        done = (time.monotonic() - begin) / 60 / minutes
        if done >= 1:
            return
        share = min(1, (count + 1) / _WARM_STEPS) * (0.5 * (1 + math.cos(math.pi * done)) + _LEAST_RATE)
        for group in steps.param_groups:
            group["lr"] = rate * share
        steps.zero_grad()
        with rounded():
            loss = _apart(teacher, student.model, step)
            if count % 2:
                lists, _ = material.round()
                loss = loss + _CONTRAST * sum(
                    counts * contrast(student.model.vectors(pairs) - teacher.mean) for pairs, counts in lists
                )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.learned, 1.0)
        steps.step()
        sys.stdout.write(f"\r{count + 1} steps, {100 * done:.0f} %, loss {float(loss.detach()):.3f} ")
        sys.stdout.flush()


def _apart(teacher: Teacher, student: Model, step: Sequence[Tensor]) -> Tensor:
    """How far the student is from the teacher, of a step's texts on average."""
    return torch.stack([_apart_in(teacher, student, texts) for texts in step]).sum() / sum(map(len, step))


def _apart_in(teacher: Teacher, student: Model, texts: Tensor) -> Tensor:
    """The same of texts of one length, summed."""
    wanted = teacher.last_two(texts)
    vectors = student.pooled(texts, *wanted)
    found = student.last_two(texts)
    apart = (student.pooled(texts, *found) - vectors).pow(2).sum() / teacher.spread_out
    weight = student.weight(texts) + _LEAST_WEIGHT
    weight = weight / weight.sum(1, keepdim=True)
    for count, ours, theirs in zip((_OF_PIECES_BEFORE, _OF_PIECES), found, wanted, strict=True):
        spread_of_pieces = (theirs - theirs.mean((0, 1))).pow(2).sum(-1).mean()
        apart = apart + count * ((ours - theirs).pow(2).sum(-1) * weight).sum() / spread_of_pieces
    return apart


def most_missed(weights: Weights, teacher: Teacher, step: Sequence[Tensor], count: int) -> Sequence[int]:
    """So many of the layers: again and again that one is left out without which the others do best, untaught."""
    left: Sequence[int] = range(LAYERS)
    with torch.no_grad():
        while len(left) > count:
            fewer = [[layer for layer in left if layer != other] for other in left]
            students = (Student(weights, teacher.model, layers) for layers in fewer)
            left = min(students, key=lambda student: float(_apart(teacher, student.model, step))).layers
    return left


def main(arguments: Sequence[str]) -> None:
    """Teach and write."""
    asked = argparse.ArgumentParser(prog="e5_distilling")
    asked.add_argument("kept", type=Path, help="what e5_teaching kept")
    asked.add_argument("--texts", type=Path, help="texts about anything, one a line")
    asked.add_argument("--layers", type=int, default=8, help="how many, if it does not go on")
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--rate", type=float, default=1e-3)
    asked.add_argument("--begin", action="store_true", help="go on with what is shipped")
    asked.add_argument("--seed", type=int, default=3, help="of what is drawn")
    given = asked.parse_args(arguments)
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    weights = Weights()
    pieces = Pieces(weights.vocabulary)
    lines = given.texts.read_text(encoding="utf-8").splitlines() if given.texts else []
    material = read_material(pieces)
    known = [pieces.of(text) for text in texts_that_come_with_magdat()]
    own, others = [*known, *material.texts], [pieces.of(line) for line in lines]
    model = Model(weights)
    model.begin_with(given.kept)
    for part in (part for both in model.changes.values() for part in both):
        part.requires_grad_(requires_grad=False)
    teacher = Teacher(model, own)
    steps = Texts(own, others).steps(np.random.default_rng(given.seed))
    shipped = Taught.shipped(DISTILLED) if given.begin else None
    layers = shipped.layers if shipped else most_missed(weights, teacher, next(steps), given.layers)
    student = Student(weights, model, layers)
    if shipped:
        student.begin_with(shipped)
    sys.stdout.write(f"layers {', '.join(map(str, layers))}\n")
    distil(teacher, student, steps, material, minutes=given.minutes, rate=given.rate)
    TARGET.write_bytes(student.taught().written())
    sys.stdout.write(f"\nwritten: {TARGET.name}, {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
