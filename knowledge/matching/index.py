"""Everything about a protocol that matching needs, computed once; and the evidence for each entry, per question."""

import hashlib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matching.bank import OUTSIDE, BankQuestion, bank_digest, bank_questions, concepts
from knowledge.matching.classifier import Floats, fit_logistic, fit_ridge, log_probabilities
from knowledge.matching.evidence import Evidence
from knowledge.matching.language import LanguageGuess, guess_language
from knowledge.matching.lexical import Array
from knowledge.matching.likeness import PARTS, Likeness, UnitTexts, index_arrays, index_terms, restore_indexes
from knowledge.matching.semantic import Encoder, Vectors
from knowledge.matching.text import LONGEST_MATCHED_CHARACTERS, words
from knowledge.matching.units import Entry, Unit, UnitKind, protocol_entries, protocol_units
from knowledge.matching.vocabulary import Terms, Vocabulary
from knowledge.protocol import Language, SocialMediaProtocol

_OUTSIDE_CLASS_WEIGHT = 2.0
"""How many entries' worth the questions that no protocol answers count for."""
_MOST_CLASSIFIED_UNITS = 2_600
"""Above this, logistic regression over all texts takes too long to load: it grows with the cube of their number."""
_MEANING_SHARPNESS, _NGRAM_SHARPNESS, _CONCEPT_SHARPNESS, _TOPIC_SHARPNESS = 12.0, 10.0, 8.0, 12.0
_MENDED_SHARE = 0.4
_ANSWERED_TOPIC = 0.5
"""From this mean cosine of an outside topic's questions to the protocol, the protocol itself answers it: 0.47 at
most for social-media protocols (0.51 for one shop's), 0.54 to 0.58 for the like topics of sets about anything."""
_LEAST_WEIGHT = 1e-4
_MOST_COUNTED_WORDS = 30
"""Hardly a labelled question is longer: what was learned of short and long questions holds no further."""
_LEARNED = ("vectors", "bank", "joint", "meaning", "look", "ridge")
_STORE_FORMAT = "magdat-index-5"
"""To be raised whenever texts are read, weighed or learned from differently: it keeps older arrays from being used."""


class ArrayStore(typing.Protocol):
    """Keeps what was computed for a protocol, so that the next start is quick; never anything of a question."""

    def load(self, key: str) -> Mapping[str, Array] | None:
        """What was saved under ``key``, or ``None``."""

    def save(self, key: str, arrays: Mapping[str, Array]) -> None:
        """Keep ``arrays`` under ``key``; failing to is no error."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was read.

    Attributes:
        key: Its words, by which one that stands in the protocol is known.
    """

    text: str
    key: tuple[str, ...]
    guess: LanguageGuess
    terms: Terms


class _Bank:
    """The domain bank's questions, read and encoded, as one protocol sees them.

    Attributes:
        outside: Which of the questions the protocol does not answer.
        domain: How much nearer the protocol is to the questions about social media than to the others, in cosines.
    """

    def __init__(self, vectors: Vectors, questions: Sequence[BankQuestion], own: Vectors) -> None:
        self.vectors = vectors
        topics = sorted({known.topic for known in questions})
        member = np.array([[known.topic == topic for known in questions] for topic in topics], dtype=np.float32)
        self._member = member / member.sum(axis=1, keepdims=True)
        nearest = (vectors @ own.T).max(axis=1)
        answered = self._member @ nearest >= _ANSWERED_TOPIC
        self._topic_outside = np.array([topic.startswith(OUTSIDE) for topic in topics]) & ~answered
        self.outside = (member.T @ self._topic_outside) > 0
        everyday = np.array([known.topic.startswith(OUTSIDE) for known in questions])
        likeness = own @ vectors.T
        self.domain = float((likeness[:, ~everyday].max(axis=1) - likeness[:, everyday].max(axis=1)).mean())

    def topics(self, likeness: Floats) -> Floats:
        """How much a text is about each topic, a distribution; last axis of ``likeness`` is the bank's questions."""
        pooled = np.log(np.exp(_TOPIC_SHARPNESS * likeness) @ self._member.T)
        powers = np.exp(pooled - pooled.max(axis=-1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)

    def outside_share(self, topics: Floats) -> Floats:
        """How much of each distribution over topics lies outside every protocol."""
        return np.asarray(topics[:, self._topic_outside].sum(axis=1), dtype=np.float32)


def _length(text_words: Sequence[str]) -> float:
    """How much is said: a word said again says nothing more."""
    return float(np.log1p(min(len(set(text_words)), _MOST_COUNTED_WORDS)))


class ClauseIndex:
    """The protocol's texts, ready to be compared with a question."""

    def __init__(
        self,
        protocol: SocialMediaProtocol,
        encoder: Encoder | None = None,
        store: ArrayStore | None = None,
    ) -> None:
        """Index ``protocol``.

        Args:
            protocol: What to match against.
            encoder: ``None`` matches by words alone.
            store: Where to keep what took long to compute.
        """
        self.protocol = protocol
        self._encoder = encoder
        units = protocol_units(protocol)
        questions = bank_questions()
        outside = [known for known in questions if known.topic.startswith(OUTSIDE)]
        self.entries: tuple[Entry, ...] = protocol_entries(protocol)
        self._outside = len(self.entries)
        classified = (*units, *(Unit(self._outside, UnitKind.EXAMPLE, q.language, q.question) for q in outside))
        self._examples = sum(unit.kind is UnitKind.EXAMPLE for unit in units) / self._outside
        self._same_words: dict[tuple[str, ...], list[int]] = {}
        self._places: dict[tuple[str, ...], set[int]] = {}
        for place, unit in enumerate(classified):
            unit_words = tuple(words(unit.text))
            self._same_words.setdefault(unit_words, []).append(place)
            if unit.kind is UnitKind.EXAMPLE and place < len(units):
                self._places.setdefault(unit_words, set()).add(unit.entry)
        self._vocabulary = Vocabulary(unit.text for unit in units)
        self._known = [(language, known) for language, known in concepts().vocabulary.items()]
        arrays = self._arrays(classified, questions, store)
        self._texts = UnitTexts(classified, restore_indexes(classified, arrays))
        learned = {name: arrays[name].astype(np.float32) for name in _LEARNED if name in arrays}
        self._vectors = learned["vectors"]
        self._classifiers = [learned[name] for name in ("joint", "meaning", "look") if name in learned]
        self._ridge = learned.get("ridge")
        # Without an encoder one row says what all would: they are alike.
        own_vectors, all_vectors = (self._vectors[: len(part) if encoder else 1] for part in (units, classified))
        self._bank = _Bank(learned["bank"], questions, own_vectors)
        profiles = self._bank.topics(all_vectors @ learned["bank"].T) * self._texts.shares[:, None]
        sums = np.zeros((self._outside + 1, profiles.shape[1]), dtype=np.float32)
        np.add.at(sums, self._texts.entry_of, profiles)
        self._profiles = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)

    @property
    def units(self) -> int:
        """How many texts a question is compared with."""
        return len(self._texts.entry_of)

    def _arrays(
        self, units: Sequence[Unit], questions: Sequence[BankQuestion], store: ArrayStore | None
    ) -> Mapping[str, Array]:
        """The indexes, the vectors and the classifiers' weights by name, from ``store`` where it has them."""
        name = self._encoder.name if self._encoder else "none"
        digest = hashlib.sha256(f"{_STORE_FORMAT}\0{name}\0{bank_digest()}".encode())
        for unit in units:
            digest.update(f"\0{unit.entry}\0{unit.kind}\0{unit.language}\0{unit.text}".encode())
        key = digest.hexdigest()
        kept = store.load(key) if store else None
        if kept is not None:
            return kept
        arrays = self._learn(units, questions)
        if store:
            store.save(key, arrays)
        return arrays

    def _learn(self, units: Sequence[Unit], questions: Sequence[BankQuestion]) -> dict[str, Array]:
        background = [self._vocabulary.read(known.question, known.language) for known in questions]
        indexes = index_terms(units, [self._vocabulary.read(unit.text, unit.language) for unit in units], background)
        texts = UnitTexts(units, indexes)
        if self._encoder:
            vectors = self._encoder.encode([unit.text for unit in units])
            bank = self._encoder.encode([known.question for known in questions])
        else:
            vectors = np.zeros((len(units), 1), dtype=np.float32)
            bank = np.zeros((len(questions), 1), dtype=np.float32)
        learned: dict[str, Array] = {**index_arrays(indexes), "vectors": vectors, "bank": bank}
        everyday = np.array([known.topic.startswith(OUTSIDE) for known in questions])
        count = int(everyday.sum())
        shares = texts.shares * np.where(texts.entry_of == self._outside, _OUTSIDE_CLASS_WEIGHT, 1.0)
        left_in = _Bank(bank, questions, vectors[: len(units) - count if self._encoder else 1]).outside[everyday]
        shares[len(units) - count :] *= np.maximum(left_in, _LEAST_WEIGHT)
        shares = (shares / shares.mean()).astype(np.float32)
        if len(units) <= _MOST_CLASSIFIED_UNITS:
            pairs = texts.pairwise(vectors)
            kernels = {"look": pairs.look}
            if self._encoder:
                kernels |= {"joint": pairs.joint, "meaning": pairs.meaning}
            for kind, kernel in kernels.items():
                learned[kind] = fit_logistic(kernel, shares, texts.entry_of, texts.entries)
        elif self._encoder:
            learned["ridge"] = fit_ridge(vectors, shares, texts.entry_of, texts.entries)
        return learned

    def evidence(self, question: str, *, otherwise: Language | None = None, unseen: bool = False) -> Evidence:
        """What speaks for each entry as the answer to ``question``; see ``evidences``."""
        return self.evidences([question], otherwise=otherwise, unseen=unseen)[0]

    def evidences(
        self, questions: Sequence[str], *, otherwise: Language | None = None, unseen: bool = False
    ) -> list[Evidence]:
        """What speaks for each entry as the answer to each of the questions.

        Args:
            questions: Only the first ``LONGEST_MATCHED_CHARACTERS`` of each are read.
            otherwise: The language to take where the text gives no hold; the protocol's first one where not given.
            unseen: Look as though the question itself were not among the examples.
        """
        asked = [self._read(question, otherwise or self.protocol.languages[0]) for question in questions]
        read = [one.terms for one in asked]
        vectors = self._encode(asked)
        texts = self._texts
        ngrams, stems, concept_ids = ([part(terms) for terms in read] for part in PARTS.values())
        likeness = Likeness(
            ngrams=texts.ngrams.cosine(ngrams),
            stems=texts.stems.cosine(stems),
            concepts=texts.concepts.cosine(concept_ids),
            meaning=vectors @ self._vectors.T,
        )
        if unseen:
            for place, one in enumerate(asked):
                likeness.leave_out(place, self._same_words.get(one.key, []))
        joint, meaning, look = self._classify(likeness, vectors)
        to_bank = vectors @ self._bank.vectors.T
        topics = self._bank.topics(to_bank)
        columns = (
            joint, meaning, look,
            texts.pooled(likeness.meaning, _MEANING_SHARPNESS), texts.best(likeness.meaning),
            texts.best(likeness.meaning, UnitKind.EXAMPLE), texts.best(likeness.meaning, UnitKind.TITLE),
            texts.best(likeness.meaning, UnitKind.SENTENCE),
            texts.pooled(likeness.ngrams, _NGRAM_SHARPNESS), texts.best(likeness.ngrams),
            texts.entry_ngrams.cosine(ngrams),
            texts.best(likeness.stems), texts.entry_stems.bm25(stems),
            texts.pooled(likeness.concepts, _CONCEPT_SHARPNESS), texts.best(likeness.concepts),
            texts.entry_concepts.bm25(concept_ids),
            np.minimum(topics / np.linalg.norm(topics, axis=-1, keepdims=True) @ self._profiles.T, 1),
        )  # fmt: skip
        table = np.stack(np.broadcast_arrays(*columns), axis=-1).astype(np.float32)
        outside = self._bank.outside
        known = (
            joint[:, -1], meaning[:, -1], look[:, -1],
            to_bank[:, outside].max(axis=1, initial=0), to_bank[:, ~outside].max(axis=1, initial=0),
            self._bank.outside_share(topics),
        )  # fmt: skip
        about = np.stack(np.broadcast_arrays(*known, np.zeros(len(asked))), axis=-1)[:, :-1]
        return [
            self._evidence_of(one, table[place, : self._outside], about[place], unseen=unseen)
            for place, one in enumerate(asked)
        ]

    def _evidence_of(self, asked: _Asked, entries: Floats, known: Floats, *, unseen: bool) -> Evidence:
        read, guess = asked.terms, asked.guess
        about = (
            *known,
            _length(read.words), _length(read.content), min(len(set(read.concepts)), 4) / 4, read.unknown,
            min(read.mended, 2) / 2, float(guess.language not in self.protocol.languages),
            self._bank.domain,
        )  # fmt: skip
        same = self._places.get(asked.key, set())
        return Evidence(
            entries=entries,
            question=np.array(about, dtype=np.float32),
            examples=self._examples,
            language=guess.language,
            foreign=guess.foreign,
            readable=any(sign.isalnum() for word in read.words for sign in word),
            same_as=next(iter(same)) if len(same) == 1 and not unseen else None,
        )

    def _read(self, question: str, otherwise: Language) -> _Asked:
        text = question[:LONGEST_MATCHED_CHARACTERS].encode(errors="replace").decode()
        guess = guess_language(text, otherwise=otherwise, known=self._known)
        return _Asked(text, tuple(words(text)), guess, self._vocabulary.read(text, guess.language, mend=True))

    def _encode(self, asked: Sequence[_Asked]) -> Floats:
        """The questions' vectors; without an encoder a single row, for it is the same for all."""
        if not self._encoder:
            return np.zeros((1, 1), dtype=np.float32)
        mended = [place for place, one in enumerate(asked) if one.terms.mended]
        encoded = self._encoder.encode([*(one.text for one in asked), *(asked[place].terms.text for place in mended)])
        vectors = np.array(encoded[: len(asked)], dtype=np.float32)
        both = (1 - _MENDED_SHARE) * vectors[mended] + _MENDED_SHARE * encoded[len(asked) :]
        vectors[mended] = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
        return vectors

    def _classify(self, likeness: Likeness, vectors: Floats) -> tuple[Floats, Floats, Floats]:
        """The log-probabilities by all likeness, by meaning and by look, of each entry and of none, last."""
        if self._ridge is not None:
            meaning = log_probabilities(vectors, self._ridge)
            return meaning, meaning, meaning
        if not self._classifiers:
            flat = np.full((1, self._outside + 1), -np.log(self._outside + 1), dtype=np.float32)
            return flat, flat, flat
        if len(self._classifiers) == 1:
            look = log_probabilities(likeness.look, self._classifiers[0])
            return look, look, look
        joint, meaning, look = self._classifiers
        return (
            log_probabilities(likeness.joint, joint),
            log_probabilities(likeness.meaning, meaning),
            log_probabilities(likeness.look, look),
        )
