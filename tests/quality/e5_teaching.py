"""Teaches multilingual-e5-small what is about the same: ``python -m tests.quality.e5_teaching KEPT``, with PyTorch.

Writes ``knowledge/matching/e5/taught.npz``, and to the file ``KEPT`` the same in full precision, for
``e5_distilling.py``. Of two texts about the same the vectors are drawn together, and away from all others of the round
(van den Oord and others 2018, "InfoNCE"): questions of a topic of the domain bank, texts of a clause of the starter,
and, where ``--pairs`` gives them, sentences with their translation. Vectors of ``--texts``, which are about anything,
are held where they were. No labelled set is read. Afterwards the half of the model, the centres, the known texts and
the coefficients are to be made anew, in this order.

What is shipped was taught in two goes on two cores, by rounds like these: ``--minutes 12`` without
translations, then ``--minutes 13 --rate 2e-4 --held 2`` with them, begun with what the first had left (``--begin``). Of
such a second go the mean of where it began and where it ended is kept, which does as well as the better of them on
nearly all that was measured (Wortsman and others 2022, "Model soups"). The texts and pairs were those of two free
programs' manuals and menus in both languages.
"""

import argparse
import math
import random
import sys
import time
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from knowledge.matching.bank import bank_questions
from knowledge.matching.e5 import encoder
from knowledge.matching.e5.encoder import telling
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.taught import TAUGHT, Taught
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH, Weights, spread
from knowledge.matching.semantic import Vectors
from knowledge.matching.units import protocol_units
from tests.quality.labelled import read_starter

TARGET = Path(encoder.__file__).parent / TAUGHT
RANK = 8
_HEADS, _TINY = 12, 1e-12
MATRICES = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
LEVELS = ("aln.w", "aln.b", "oln.w", "oln.b")
_TOPICS, _CLAUSES, _PAIRS, _HELD = 18, 10, 16, 16
"""How many of each come in a round, two texts of each but of those that are held."""
_CLAUSES_COUNT = 0.6
_TEMPERATURE = 0.07
_WARM_ROUNDS, _LEAST_RATE = 40, 0.02
_LONGEST_PIECES = 48
_SEED = 4
_SIDES = ("up", "down")

Tensor = typing.Any
"""PyTorch is installed by hand, for this script alone."""
Text = Sequence[int]
"""The numbers of its pieces."""


@dataclass
class Model:
    """The model in full precision, with changes of its matrices that can be taught.

    Attributes:
        layers: Those that it has of the whole model; they are called ``l0``, ``l1`` and so on.
        rank: Of the changes.
    """

    weights: Weights
    layers: Sequence[int] = range(LAYERS)
    rank: int = RANK

    def __post_init__(self) -> None:
        """Read all weights, and begin without a change."""
        self.pieces = Pieces(self.weights.vocabulary)
        blocks = self.weights.blocks("emb.word", WIDTH)
        self._words = torch.tensor(spread(blocks).reshape(-1, WIDTH))
        self._telling = torch.tensor(telling(self.weights.vocabulary.scores))
        self.kept: dict[str, Tensor] = {}
        self.changes: dict[str, tuple[Tensor, Tensor]] = {}
        for place, layer in enumerate(self.layers):
            for name, parts in MATRICES.items():
                here, columns = f"l{place}.{name}", INNER_WIDTH if name == "fo" else WIDTH
                rows = np.concatenate([self.weights.matrix(f"l{layer}.{part}.w", columns) for part in parts])
                bias = np.concatenate([self.weights.numbers(f"l{layer}.{part}.b") for part in parts])
                self.kept[f"{here}.w"], self.kept[f"{here}.b"] = torch.tensor(rows), torch.tensor(bias)
                up = torch.zeros(len(rows), self.rank, requires_grad=True)
                down = (torch.randn(self.rank, columns) / math.sqrt(columns)).requires_grad_()
                self.changes[here] = up, down
            for name in LEVELS:
                self.kept[f"l{place}.{name}"] = torch.tensor(self.weights.numbers(f"l{layer}.{name}").copy())

    def taught(self) -> dict[str, tuple[Vectors, Vectors]]:
        """The changes of matrices as they are now."""
        return {
            name: (up.detach().numpy().copy(), down.detach().numpy().copy())
            for name, (up, down) in self.changes.items()
        }

    def begin_with(self, kept: Path) -> None:
        """Take over the changes that an earlier go kept."""
        with np.load(kept) as read:
            for name, both in self.changes.items():
                for side, part in zip(_SIDES, both, strict=True):
                    part.data = torch.tensor(read[f"{name}.{side}"])

    def vectors(self, texts: Sequence[Text], *, changed: bool = True) -> Tensor:
        """The vectors of ``texts``, each of length 1, shape (texts, 384)."""
        found: list[Tensor] = [None] * len(texts)
        for length in {len(text) for text in texts}:
            places = [place for place, text in enumerate(texts) if len(text) == length]
            some = torch.tensor([list(texts[place]) for place in places])
            for place, vector in zip(places, self._of_one_length(some, changed=changed), strict=True):
                found[place] = vector
        return torch.stack(found)

    def _of_one_length(self, texts: Tensor, *, changed: bool) -> Tensor:
        return self.pooled(texts, *self.last_two(texts, changed=changed))

    def last_two(self, texts: Tensor, *, changed: bool = True) -> tuple[Tensor, Tensor]:
        """What leaves the last layer but one, and the last, of texts of one length; shape (texts, pieces, 384)."""
        numbers = self._words[texts] + self._raw("emb.pos").reshape(-1, WIDTH)[: texts.shape[1]]
        numbers = self._level(numbers + self._raw("emb.type")[:WIDTH], "emb.ln")
        before = numbers
        for place in range(len(self.layers)):
            before, numbers = numbers, self._layer(numbers, f"l{place}.", changed=changed)
        return before, numbers

    def weight(self, texts: Tensor) -> Tensor:
        """How much each piece of texts of one length counts, shape (texts, pieces)."""
        return self._telling[texts]

    def pooled(self, texts: Tensor, before: Tensor, numbers: Tensor) -> Tensor:
        """The vectors of texts of one length, by what leaves the last two layers."""
        weight = self.weight(texts)[..., None]
        parts = [torch.nn.functional.normalize((weight * each).sum(1), dim=-1) for each in (numbers, before)]
        return torch.nn.functional.normalize(parts[0] + encoder.SHARE_BEFORE_LAST * parts[1], dim=-1)

    def _layer(self, numbers: Tensor, here: str, *, changed: bool) -> Tensor:
        texts, pieces, _ = numbers.shape
        together = self._times(numbers, f"{here}qkv", changed=changed).view(texts, pieces, 3, _HEADS, -1)
        seen = torch.nn.functional.scaled_dot_product_attention(*together.permute(2, 0, 3, 1, 4))
        seen = seen.transpose(1, 2).reshape(texts, pieces, WIDTH)
        middle = self._level(numbers + self._times(seen, f"{here}ao", changed=changed), f"{here}aln")
        inner = torch.nn.functional.gelu(self._times(middle, f"{here}fi", changed=changed))
        return self._level(middle + self._times(inner, f"{here}fo", changed=changed), f"{here}oln")

    def _times(self, numbers: Tensor, name: str, *, changed: bool) -> Tensor:
        made = torch.nn.functional.linear(numbers, self.kept[f"{name}.w"], self.kept[f"{name}.b"])
        if not changed:
            return made
        up, down = self.changes[name]
        return made + (numbers @ down.T) @ up.T

    def _level(self, numbers: Tensor, name: str) -> Tensor:
        weight, bias = self._raw(f"{name}.w"), self._raw(f"{name}.b")
        return torch.nn.functional.layer_norm(numbers, (WIDTH,), weight, bias, _TINY)

    def _raw(self, name: str) -> Tensor:
        if name not in self.kept:
            self.kept[name] = torch.tensor(self.weights.numbers(name).copy())
        return self.kept[name]


@dataclass(frozen=True)
class Material:
    """What is taught.

    Attributes:
        topics: Texts by topic of the bank, and by language within it.
        clauses: Texts of each entry of the starter.
        pairs: Sentences with their translation.
        held: Texts whose vectors are to stay.
    """

    topics: Sequence[Sequence[Sequence[Text]]]
    clauses: Sequence[Sequence[Text]]
    pairs: Sequence[Sequence[Text]]
    held: Sequence[Text]

    def round(self) -> tuple[list[tuple[list[Text], float]], list[Text]]:
        """The texts of one round: lists of pairs, one after the other, with how much each list counts; and the held."""
        topics = [text for topic in random.sample(self.topics, _TOPICS) for text in _two_of_a_topic(topic)]
        clauses = [text for clause in random.sample(self.clauses, _CLAUSES) for text in random.sample(clause, 2)]
        pairs = [text for pair in random.sample(self.pairs, min(_PAIRS, len(self.pairs))) for text in pair]
        lists = [(topics, 1.0), (clauses, _CLAUSES_COUNT), (pairs, 1.0)]
        return [one for one in lists if one[0]], random.sample(self.held, min(_HELD, len(self.held)))


def _two_of_a_topic(topic: Sequence[Sequence[Text]]) -> list[Text]:
    """Half of the time one in each language."""
    if len(topic) > 1 and random.getrandbits(1):
        return [text for texts in topic for text in random.sample(texts, 1)]
    return random.sample([text for texts in topic for text in texts], 2)


def read_material(pieces: Pieces, texts: Path | None, pairs: Path | None) -> Material:
    """All that is taught, in pieces."""

    def cut(text: str) -> Text:
        found = pieces.of(text)
        return found if len(found) <= _LONGEST_PIECES else [*found[: _LONGEST_PIECES - 1], found[-1]]

    topics: dict[str, dict[str, list[Text]]] = {}
    for known in bank_questions():
        topics.setdefault(known.topic, {}).setdefault(known.language, []).append(cut(known.question))
    clauses: dict[int, list[Text]] = {}
    for unit in protocol_units(read_starter().protocol):
        clauses.setdefault(unit.entry, []).append(cut(unit.text))
    lines = texts.read_text(encoding="utf-8").splitlines() if texts else []
    rows = [line.split("\t") for line in pairs.read_text(encoding="utf-8").splitlines()] if pairs else []
    return Material(
        topics=[list(topic.values()) for topic in topics.values()],
        clauses=[clause for clause in clauses.values() if len(clause) > 1],
        pairs=[[cut(one), cut(other)] for one, other in rows],
        held=[cut(line) for line in lines],
    )


def teach(model: Model, material: Material, minutes: float, rate: float, held_count: float) -> None:
    """Change ``model`` for so many minutes, at most at this rate; what is held counts for so much."""
    changes = [part for both in model.changes.values() for part in both]
    steps = torch.optim.AdamW(changes, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    questions = [text for topic in material.topics for texts in topic for text in texts]
    with torch.no_grad():
        mean = model.vectors(questions, changed=False).mean(0)
        spread_out = (model.vectors(questions[::4], changed=False) - mean).pow(2).sum(1).mean()
    begin, rounds = time.monotonic(), 0
    while (done := (time.monotonic() - begin) / 60 / minutes) < 1:
        share = min(1, (rounds + 1) / _WARM_ROUNDS) * (0.5 * (1 + math.cos(math.pi * done)) + _LEAST_RATE)
        for group in steps.param_groups:
            group["lr"] = rate * share
        lists, held = material.round()
        loss = sum(count * contrast(model.vectors(texts) - mean) for texts, count in lists)
        if held:
            moved = model.vectors(held) - model.vectors(held, changed=False).detach()
            loss = loss + held_count * moved.pow(2).sum(1).mean() / spread_out
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(changes, 1.0)
        steps.step()
        rounds += 1
        sys.stdout.write(f"\r{rounds} rounds, {100 * done:.0f} %, loss {float(loss.detach()):.2f} ")
        sys.stdout.flush()


def contrast(vectors: Tensor) -> Tensor:
    """How little each vector stands out as the likest to that of its pair; pairs stand one after the other."""
    alike = torch.nn.functional.normalize(vectors, dim=-1)
    alike = (alike @ alike.T / _TEMPERATURE).fill_diagonal_(-math.inf)
    others = torch.arange(len(vectors)) ^ 1
    return torch.nn.functional.cross_entropy(alike, others)


def _mean(one: Vectors, other: Vectors) -> Vectors:
    return np.asarray((one + other) / 2, dtype=np.float32)


def main(arguments: Sequence[str]) -> None:
    """Teach and write."""
    asked = argparse.ArgumentParser(prog="e5_teaching")
    asked.add_argument("kept", type=Path, help="where to keep what was taught, in full precision")
    asked.add_argument("--texts", type=Path, help="texts about anything, one a line")
    asked.add_argument("--pairs", type=Path, help="a sentence, a tab and its translation in each line")
    asked.add_argument("--minutes", type=float, default=25)
    asked.add_argument("--rate", type=float, default=3e-4)
    asked.add_argument("--held", type=float, default=1.0, help="how much the texts that are held count")
    asked.add_argument("--begin", type=Path, help="what an earlier go kept, to go on with")
    given = asked.parse_args(arguments)
    random.seed(_SEED)
    torch.manual_seed(_SEED)
    model = Model(Weights())
    if given.begin:
        model.begin_with(given.begin)
    began = model.taught()
    teach(model, read_material(model.pieces, given.texts, given.pairs), given.minutes, given.rate, given.held)
    changes = model.taught()
    if given.begin:
        changes = {
            name: (_mean(up, began[name][0]), _mean(down, began[name][1])) for name, (up, down) in changes.items()
        }
    sides = {f"{name}.{side}": part for name, both in changes.items() for side, part in zip(_SIDES, both, strict=True)}
    np.savez(given.kept, allow_pickle=False, **sides)
    TARGET.write_bytes(Taught.of(range(LAYERS), changes, {}).written())
    sys.stdout.write(f"\nwritten: {given.kept.name}; {TARGET.name}, {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
