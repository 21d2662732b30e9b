"""Where a text stands among the domain bank's questions: a bridge between wordings and between languages.

A question and the clause that answers it may share no word, and still be like the same questions of the bank. What a
text is about, a classifier learned from the bank tells, once for all protocols; which of the bank's questions it is
like, it is told directly.
"""

import hashlib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.bank import OUTSIDE, BankQuestion, bank_digest, bank_questions
from knowledge.matching.classifier import Floats, fit_logistic, log_probabilities
from knowledge.matching.lexical import Array, TermIndex
from knowledge.matching.likeness import PARTS, LeftOut, Likeness, UnitTexts, joint_of, pairwise_look
from knowledge.matching.placed import Placed, unit_rows
from knowledge.matching.semantic import Encoder
from knowledge.matching.vocabulary import Terms, Vocabulary

_STORE_FORMAT = "magdat-topics-1"
"""To be raised whenever the bank is read, weighed or learned from differently."""
_ANSWERED_TOPIC = 0.5
"""From this mean cosine of an outside topic's questions to the protocol, the protocol itself answers it: 0.47 at
most for social-media protocols (0.51 for one shop's), 0.54 to 0.58 for the like topics of sets about anything."""
_LEAST_CHANCE = 1e-6
_TOPIC_SHARPNESS, _BRIDGE_SHARPNESS, _NEAR_SHARPNESS = 8.0, 4.0, 8.0
_LEAST_DOMAIN = 0.1
"""As much liker the domain bank's own questions than its others are texts of its domain. By the encoder that was taught
them protocols of social media lie at 0.21 to 0.38; texts about banking, alarm clocks, music or a health app at -0.10 to
0.05, those about a forum on the internet at 0.15."""
_BRIDGED_QUESTIONS = 24
"""So many of the bank's questions, the likest ones, lead on to the protocol's texts; the others hardly count."""
_TEXTS_AT_ONCE = 500
MOST_KEPT_TEXTS = 4_000
"""How many texts of a protocol are kept as they are placed: 0.6 KB each, 0.9 MB for the starter. Of a larger protocol
few texts are ever asked (``knowledge.checks.outcomes``)."""


class ArrayStore(typing.Protocol):
    """Keeps what was computed, so that the next start is quick; never anything of a question."""

    def load(self, key: str) -> Mapping[str, Array] | None:
        """What was saved under ``key``, or ``None``."""

    def save(self, key: str, arrays: Mapping[str, Array]) -> None:
        """Keep ``arrays`` under ``key``; failing to is no error."""


class TopicSpace:
    """The domain bank's questions, read and encoded, and what sets their topics apart.

    Attributes:
        questions: The bank's, in its order.
        topics: Their topics' names, sorted.
        outside: Which of the questions belong to topics that no protocol of social media answers.
        vectors: The questions' vectors; without an encoder one row that says nothing and holds for all.
    """

    def __init__(self, encoder: Encoder | None, store: ArrayStore | None = None) -> None:
        """Learn the bank.

        Args:
            encoder: ``None`` places texts by words alone.
            store: Where to keep what took long to compute.
        """
        self.questions: tuple[BankQuestion, ...] = bank_questions()
        self.topics = sorted({known.topic for known in self.questions})
        place = {topic: number for number, topic in enumerate(self.topics)}
        self._topic_of = np.array([place[known.topic] for known in self.questions])
        self._topic_outside = np.array([topic.startswith(OUTSIDE) for topic in self.topics])
        self.outside = self._topic_outside[self._topic_of]
        self._by_words_alone = encoder is None
        arrays = self._arrays(encoder, store)
        self.vectors = arrays["vectors"].astype(np.float32)
        self._weights, self._look_weights = arrays["weights"].astype(np.float32), arrays["look"].astype(np.float32)
        self._indexes = {
            part: TermIndex.restore(
                len(self.questions),
                {name.removeprefix(f"{part}/"): array for name, array in arrays.items() if name.startswith(f"{part}/")},
            )
            for part in PARTS
        }

    def _arrays(self, encoder: Encoder | None, store: ArrayStore | None) -> Mapping[str, Array]:
        name = encoder.name if encoder else "none"
        key = hashlib.sha256(f"{_STORE_FORMAT}\0{name}\0{bank_digest()}".encode()).hexdigest()
        kept = store.load(key) if store else None
        if kept is not None:
            return kept
        arrays = self._learn(encoder)
        if store:
            store.save(key, arrays)
        return arrays

    def _learn(self, encoder: Encoder | None) -> dict[str, Array]:
        vocabulary = Vocabulary(())
        read = [vocabulary.read(known.question, known.language) for known in self.questions]
        indexes = {part: TermIndex.build([terms_of(terms) for terms in read]) for part, terms_of in PARTS.items()}
        vectors = np.zeros((1, 1), dtype=np.float32)
        if encoder:
            vectors = encoder.encode([known.question for known in self.questions])
        pairs = pairwise_look(**indexes)
        joint = joint_of(pairs, vectors @ vectors.T) if encoder else None
        shares = 1 / np.bincount(self._topic_of)[self._topic_of]
        shares = (shares / shares.mean()).astype(np.float32)
        look = fit_logistic(pairs, shares, self._topic_of, len(self.topics))
        weights = look if joint is None else fit_logistic(joint, shares, self._topic_of, len(self.topics))
        kept = {f"{part}/{name}": array for part, index in indexes.items() for name, array in index.arrays.items()}
        return {**kept, "vectors": vectors, "weights": weights, "look": look}

    def meaning(self, vectors: Floats) -> Floats:
        """How near ``vectors`` are to each of the bank's questions; one row each, without an encoder one for all."""
        return vectors @ self.vectors.T

    def place(self, read: Sequence[Terms], meaning: Floats) -> Placed:
        """Place texts among the bank's questions.

        Args:
            read: The texts as they were read.
            meaning: As ``meaning`` tells it of their vectors.
        """
        return self.placed(*self.likeness(read, meaning))

    def likeness(self, read: Sequence[Terms], meaning: Floats) -> tuple[Floats, Floats]:
        """How like texts are to each of the bank's questions, by words alone and by all kinds; see ``place``."""
        by_part = {
            part: self._indexes[part].cosine([terms_of(terms) for terms in read]) for part, terms_of in PARTS.items()
        }
        look = Likeness(meaning=meaning, **by_part).look
        return look, look if self._by_words_alone else joint_of(look, meaning)

    def placed(self, look: Floats, joint: Floats, most: int = _BRIDGED_QUESTIONS) -> Placed:
        """Place texts that are so like the bank's questions, by words alone and by all kinds.

        Args:
            look: As ``likeness`` tells it, like ``joint``.
            joint: See there.
            most: How many of the likest questions are wanted; none takes half the time.
        """
        by_look = log_probabilities(look, self._look_weights)
        likest = np.argpartition(-joint, most, axis=1)[:, :most] if most else np.empty((len(joint), 0), dtype=np.intp)
        return Placed(
            topics=by_look if self._by_words_alone else log_probabilities(joint, self._weights),
            topics_by_look=by_look,
            likest=likest.astype(np.uint16),
            likeness=np.take_along_axis(joint, likest, axis=1),
            nearer=joint[:, ~self.outside].max(axis=1) - joint[:, self.outside].max(axis=1),
        )

    def outside_of(self, own: Floats) -> "Outside":
        """What the bank asks that a protocol does not answer; ``own`` are the vectors of the protocol's texts."""
        nearest = (self.vectors @ own.T).max(axis=1)
        nearest = np.broadcast_to(nearest, (len(self.questions),))
        sums = np.bincount(self._topic_of, weights=nearest, minlength=len(self.topics))
        topics = self._topic_outside & (sums / np.bincount(self._topic_of) < _ANSWERED_TOPIC)
        return Outside(topics=topics, questions=topics[self._topic_of])


@dataclass(frozen=True, slots=True)
class Outside:
    """What the bank asks that one protocol does not answer.

    Attributes:
        topics: Which of the bank's topics.
        questions: Which of its questions.
    """

    topics: NDArray[np.bool_]
    questions: NDArray[np.bool_]


class EntryTopics:
    """What a protocol's entries are about, in the space of the bank's topics.

    Attributes:
        domain: How much liker the protocol's texts are to questions about social media than to others, on average.
    """

    NAMES = ("topic_chances", "topic_chances_by_look", "topic_contrast", "topic_bridge", "topic_domain")
    """Those of the arrays, all of which are needed to make it again."""

    def __init__(self, texts: UnitTexts, arrays: Mapping[str, Array]) -> None:
        """Use what ``learn`` made of the same texts."""
        self._texts = texts
        chances, by_look, self._contrast, self._bridge, domain = (
            arrays[name].astype(np.float32) for name in self.NAMES
        )
        self._chances = chances
        self._profiles, self._profiles_by_look = unit_rows(chances), unit_rows(by_look)
        self.domain = float(domain)

    @property
    def is_of_the_domain(self) -> bool:
        """Whether the protocol is about what the domain bank is about: social media."""
        return self.domain > _LEAST_DOMAIN

    @classmethod
    def learn(
        cls, space: TopicSpace, texts: UnitTexts, read: Sequence[Terms], vectors: Floats, own: int
    ) -> dict[str, Array]:
        """Compute the arrays.

        Args:
            space: The bank's.
            texts: The units.
            read: Each unit's text, read.
            vectors: Theirs.
            own: How many of the units, from the first, are the protocol's. Where they are not too many, the arrays
                also hold how these are placed; see ``Placed.kept``.
        """
        chances = np.zeros((texts.entries, len(space.topics)), dtype=np.float32)
        by_look = np.zeros_like(chances)
        bridge = np.zeros((texts.entries, len(space.questions)), dtype=np.float32)
        parts = []
        is_kept = own <= MOST_KEPT_TEXTS
        for start in range(0, len(read), _TEXTS_AT_ONCE):
            here = slice(start, start + _TEXTS_AT_ONCE)
            look, joint = space.likeness(read[here], space.meaning(vectors[here]))
            placed = space.placed(look, joint, _BRIDGED_QUESTIONS if is_kept else 0)
            shares, entry_of = texts.shares[here, None], texts.entry_of[here]
            np.add.at(chances, entry_of, shares * np.exp(placed.topics))
            np.add.at(by_look, entry_of, shares * np.exp(placed.topics_by_look))
            np.add.at(bridge, entry_of, shares * np.exp(_BRIDGE_SHARPNESS * joint))
            parts.append(placed)
        everything = Placed.joined(parts)
        domain = everything.nearer[:own].mean()
        tables = (
            chances,
            by_look,
            everything.contrast,
            np.ascontiguousarray(np.log(bridge).T / _BRIDGE_SHARPNESS),
        )
        small = [table.astype(np.float16) for table in tables]
        learned: dict[str, Array] = dict(zip(cls.NAMES, (*small, np.array(domain, dtype=np.float32)), strict=True))
        return {**learned, **everything.rows(slice(own)).arrays} if is_kept else learned

    def compare(self, placed: Placed, left_out: LeftOut) -> tuple[Floats, ...]:
        """How much questions are about what each entry is about; six tables, each of shape (questions, entries).

        In turn: cosine of the topics' probabilities, by all likeness and by look; the log-probability that both are
        about the same topic; cosine of what sets their topics apart, at best and pooled over an entry's texts;
        likeness to the entry of the bank's questions that are likest the question.

        Args:
            placed: The questions.
            left_out: The units that are to count for nothing.
        """
        chances = np.exp(placed.topics)
        cosines = placed.contrast @ self._contrast.T
        cosines[left_out] = -1
        return (
            unit_rows(chances) @ self._profiles.T,
            unit_rows(np.exp(placed.topics_by_look)) @ self._profiles_by_look.T,
            np.log(np.maximum(chances @ self._chances.T, _LEAST_CHANCE)),
            self._texts.best(cosines),
            self._texts.pooled(cosines, _TOPIC_SHARPNESS),
            self._bridged(placed),
        )

    def _bridged(self, placed: Placed) -> Floats:
        weights = np.exp(_NEAR_SHARPNESS * (placed.likeness - placed.likeness.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        bridged = [row @ self._bridge[places] for row, places in zip(weights, placed.likest, strict=True)]
        return np.stack(bridged).astype(np.float32)
