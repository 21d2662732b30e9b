"""Teaches multilingual-e5-small what is about the same: ``python -m tests.quality.e5_teaching KEPT``, with PyTorch.

Writes ``knowledge/matching/e5/taught.npz``, and to the file ``KEPT`` the same in full precision, to go on with. Of two
texts about the same the vectors are drawn together, and away from all others of the round (van den Oord and others
2018, "InfoNCE"): ``e5_material.py`` says which. Vectors of ``--texts``, which are about anything, are held where they
were. No labelled set is read. Afterwards the centres, the known texts and the coefficients are to be made anew, in this
order.

What is shipped was taught in three goes of 25, 42 and 30 minutes on two cores. The first had half of the fields, and
drew a question to one text of its rule; the second had twice as many topics, which counted twice as much. The texts
and pairs were those of two free programs' manuals and menus in both languages.
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

from knowledge.matching.e5 import encoder
from knowledge.matching.e5.encoder import telling
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.e5.taught import TAUGHT, Taught
from knowledge.matching.e5.weights import INNER_WIDTH, LAYERS, WIDTH, Weights, spread
from knowledge.matching.semantic import Vectors
from tests.quality.e5_material import Material, Text, read_material

TARGET = Path(encoder.__file__).parent / TAUGHT
_RANK = 16
_HEADS, _TINY = 12, 1e-12
_MATRICES = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
_TEMPERATURE = 0.07
_WARM_ROUNDS, _LEAST_RATE = 40, 0.02
_TOGETHER, _NO_PIECE = 24, 1
"""So many texts of about one length are read at once, shorter ones filled up."""
_SIDES = ("up", "down")

Tensor = typing.Any
"""PyTorch is installed by hand, for this script alone."""


@dataclass
class Model:
    """The model in full precision, with changes of its matrices that can be taught."""

    weights: Weights

    def __post_init__(self) -> None:
        """Read all weights, and begin without a change."""
        self.pieces = Pieces(self.weights.vocabulary)
        blocks = self.weights.blocks("emb.word", WIDTH)
        self._words = torch.tensor(spread(blocks).reshape(-1, WIDTH))
        self._telling = torch.tensor(telling(self.weights.vocabulary.scores))
        self.kept: dict[str, Tensor] = {}
        self.changes: dict[str, tuple[Tensor, Tensor]] = {}
        for layer in range(LAYERS):
            for name, parts in _MATRICES.items():
                here, columns = f"l{layer}.{name}", INNER_WIDTH if name == "fo" else WIDTH
                rows = np.concatenate([self.weights.matrix(f"l{layer}.{part}.w", columns) for part in parts])
                bias = np.concatenate([self.weights.numbers(f"l{layer}.{part}.b") for part in parts])
                self.kept[f"{here}.w"], self.kept[f"{here}.b"] = torch.tensor(rows), torch.tensor(bias)
                up = torch.zeros(len(rows), _RANK, requires_grad=True)
                down = (torch.randn(_RANK, columns) / math.sqrt(columns)).requires_grad_()
                self.changes[here] = up, down

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
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(texts), _TOGETHER):
            places = by_length[start : start + _TOGETHER]
            longest = len(texts[places[-1]])
            some = torch.tensor([[*texts[place], *[_NO_PIECE] * (longest - len(texts[place]))] for place in places])
            for place, vector in zip(places, self._pooled(some, *self._last_two(some, changed=changed)), strict=True):
                found[place] = vector
        return torch.stack(found)

    def _last_two(self, texts: Tensor, *, changed: bool = True) -> tuple[Tensor, Tensor]:
        """What leaves the last layer but one, and the last; shape (texts, pieces, 384).

        Shorter texts are filled up with ``_NO_PIECE``, at which no piece looks.
        """
        seen = (texts != _NO_PIECE)[:, None, None]
        numbers = self._words[texts] + self._raw("emb.pos").reshape(-1, WIDTH)[: texts.shape[1]]
        numbers = self._level(numbers + self._raw("emb.type")[:WIDTH], "emb.ln")
        before = numbers
        for layer in range(LAYERS):
            before, numbers = numbers, self._layer(numbers, seen, f"l{layer}.", changed=changed)
        return before, numbers

    def _pooled(self, texts: Tensor, before: Tensor, numbers: Tensor) -> Tensor:
        """The vectors of texts, by what leaves the last two layers."""
        weight = (self._telling[texts] * (texts != _NO_PIECE))[..., None]
        parts = [torch.nn.functional.normalize((weight * each).sum(1), dim=-1) for each in (numbers, before)]
        return torch.nn.functional.normalize(parts[0] + encoder.SHARE_BEFORE_LAST * parts[1], dim=-1)

    def _layer(self, numbers: Tensor, looked_at: Tensor, here: str, *, changed: bool) -> Tensor:
        texts, pieces, _ = numbers.shape
        together = self._times(numbers, f"{here}qkv", changed=changed).view(texts, pieces, 3, _HEADS, -1)
        seen = torch.nn.functional.scaled_dot_product_attention(*together.permute(2, 0, 3, 1, 4), attn_mask=looked_at)
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


def teach(model: Model, material: Material, minutes: float, rate: float, held_count: float) -> None:
    """Change ``model`` for so many minutes, at most at this rate; what is held counts for so much.

    Matrices are multiplied in 16 bits within, which takes a third of the time where the processor has them.
    """
    changes = [part for both in model.changes.values() for part in both]
    steps = torch.optim.AdamW(changes, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    of_topics = [text for topic in material.topics for texts in topic for text in texts]
    with torch.no_grad():
        mean = model.vectors(of_topics, changed=False).mean(0)
        spread_out = (model.vectors(of_topics[::4], changed=False) - mean).pow(2).sum(1).mean()
    begin, rounds = time.monotonic(), 0
    while (done := (time.monotonic() - begin) / 60 / minutes) < 1:
        share = min(1, (rounds + 1) / _WARM_ROUNDS) * (0.5 * (1 + math.cos(math.pi * done)) + _LEAST_RATE)
        for group in steps.param_groups:
            group["lr"] = rate * share
        lists, rules, held = material.round()
        questions, said = [rule.question for rule in rules], [text for rule in rules for text in rule.texts]
        together = [*(texts for texts, _ in lists), questions, said, held]
        with torch.autocast("cpu", torch.bfloat16):
            vectors = model.vectors([text for texts in together for text in texts])
            were = model.vectors(held, changed=False).detach() if held else None
        *parts, asked, rules_said, now = torch.split(vectors, list(map(len, together)))
        found = contrast_of_rules(asked - mean, rules_said - mean, [len(rule.texts) for rule in rules])
        losses = [*(contrast(part - mean) for part in parts), found]
        loss = sum(count * each for each, count in zip(losses, [*(count for _, count in lists), 1.0], strict=True))
        if were is not None:
            loss = loss + held_count * (now - were).pow(2).sum(1).mean() / spread_out
        steps.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(changes, 1.0)
        steps.step()
        rounds += 1
        told = " ".join(f"{float(each.detach()):.2f}" for each in losses)
        sys.stdout.write(f"\r{rounds} rounds, {100 * done:.0f} %, loss {float(loss.detach()):.2f} ({told}) ")
        sys.stdout.flush()


def contrast(vectors: Tensor) -> Tensor:
    """How little each vector stands out as the likest to that of its pair; pairs stand one after the other."""
    alike = torch.nn.functional.normalize(vectors, dim=-1)
    alike = (alike @ alike.T / _TEMPERATURE).fill_diagonal_(-math.inf)
    others = torch.arange(len(vectors)) ^ 1
    return torch.nn.functional.cross_entropy(alike, others)


def contrast_of_rules(questions: Tensor, said: Tensor, counts: Sequence[int]) -> Tensor:
    """How little each question stands out as the likest to its rule, and each rule to its question.

    A rule is as like as its texts are, the likest of them most, as where clauses are searched.

    Args:
        questions: One for each rule.
        said: The texts of all the rules, one rule after the other.
        counts: How many each has.
    """
    asked, texts = (torch.nn.functional.normalize(vectors, dim=-1) for vectors in (questions, said))
    parts = torch.split(asked @ texts.T / _TEMPERATURE, list(counts), dim=1)
    alike = torch.stack([part.logsumexp(1) - math.log(part.shape[1]) for part in parts], dim=1)
    right = torch.arange(len(alike))
    entropy = torch.nn.functional.cross_entropy
    return (entropy(alike, right) + entropy(alike.T, right)) / 2


def main(arguments: Sequence[str]) -> None:
    """Teach and write."""
    asked = argparse.ArgumentParser(prog="e5_teaching")
    asked.add_argument("kept", type=Path, help="where to keep what was taught, in full precision")
    asked.add_argument("--texts", type=Path, help="texts about anything, one a line")
    asked.add_argument("--pairs", type=Path, help="a sentence, a tab and its translation in each line")
    asked.add_argument("--minutes", type=float, default=25)
    asked.add_argument("--rate", type=float, default=3e-4)
    asked.add_argument("--begin", type=Path, help="what an earlier go kept, to go on with")
    asked.add_argument("--seed", type=int, default=4, help="of what is drawn")
    asked.add_argument("--held", type=float, default=1.0, help="how much the texts that are held count")
    given = asked.parse_args(arguments)
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    model = Model(Weights())
    if given.begin:
        model.begin_with(given.begin)
    teach(model, read_material(model.pieces, given.texts, given.pairs), given.minutes, given.rate, given.held)
    changes = model.taught()
    sides = {f"{name}.{side}": part for name, both in changes.items() for side, part in zip(_SIDES, both, strict=True)}
    np.savez(given.kept, allow_pickle=False, **sides)
    TARGET.write_bytes(Taught.of(changes).written())
    sys.stdout.write(f"\nwritten: {given.kept.name}; {TARGET.name}, {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
