"""Everything about a protocol that matching needs, computed once; and the evidence for each entry, per question."""

import hashlib
from collections.abc import Sequence

import numpy as np

from knowledge.matching.bank import OUTSIDE, bank_digest, bank_questions, concepts
from knowledge.matching.classifier import Floats
from knowledge.matching.entry_classifiers import EntryClassifiers
from knowledge.matching.evidence import Evidence, columns
from knowledge.matching.language import LanguageGuess, guess_language
from knowledge.matching.lexical import Array
from knowledge.matching.likeness import (
    PARTS,
    LeftOut,
    Likeness,
    UnitTexts,
    index_arrays,
    index_terms,
    restore_indexes,
)
from knowledge.matching.once import encode
from knowledge.matching.own_texts import OwnTexts, guesses_kept
from knowledge.matching.reading import NO_VECTORS, Asked, Reading, how_much_is_said
from knowledge.matching.semantic import Encoder, elsewhere
from knowledge.matching.text import LONGEST_MATCHED_CHARACTERS, words
from knowledge.matching.text_vectors import TextVectors
from knowledge.matching.topics import MOST_KEPT_TEXTS, ArrayStore, EntryTopics, TopicSpace
from knowledge.matching.units import Entry, Unit, UnitKind, protocol_entries, protocol_units
from knowledge.matching.vocabulary import Terms, Vocabulary
from knowledge.protocol import Language, SocialMediaProtocol

_OUTSIDE_CLASS_WEIGHT = 2.0
"""How many entries' worth the questions that no protocol answers count for."""
_MEANING_SHARPNESS, _NGRAM_SHARPNESS, _CONCEPT_SHARPNESS = 12.0, 10.0, 8.0
_MENDED_SHARE = 0.4
_LONGEST_ENCODED_MENDED = 60
"""Characters of a question that is also encoded as it is mended: in a longer one a slip counts for little, and encoding
it twice takes longest."""
_LEAST_WEIGHT = 1e-4
_STORE_FORMAT = "magdat-index-8"
"""To be raised whenever texts are read, weighed or learned from differently: it keeps older arrays from being used."""


def _begin(question: str) -> str:
    """The part of the question that is read."""
    return question[:LONGEST_MATCHED_CHARACTERS].encode(errors="replace").decode()


def _is_readable(text_words: Sequence[str]) -> bool:
    return any(sign.isalnum() for word in text_words for sign in word)


class ClauseIndex:
    """The protocol's texts, ready to be compared with a question.

    Attributes:
        name: A digest of all that it was learned from.
        entries: What can be found.
        examples: How many example questions an entry has on average.
    """

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
        units = self._units = protocol_units(protocol)
        everyday = [known for known in bank_questions() if known.topic.startswith(OUTSIDE)]
        self.entries: tuple[Entry, ...] = protocol_entries(protocol)
        self._outside = len(self.entries)
        classified = (*units, *(Unit(self._outside, UnitKind.EXAMPLE, q.language, q.question) for q in everyday))
        self.examples = sum(unit.kind is UnitKind.EXAMPLE for unit in units) / self._outside
        keys = [tuple(words(unit.text)) for unit in classified]
        self._same_words: dict[tuple[str, ...], list[int]] = {}
        self._places: dict[tuple[str, ...], set[int]] = {}
        for place, (key, unit) in enumerate(zip(keys, classified, strict=True)):
            self._same_words.setdefault(key, []).append(place)
            if unit.kind is UnitKind.EXAMPLE and place < len(units):
                self._places.setdefault(key, set()).add(unit.entry)
        self._vocabulary = Vocabulary(unit.text for unit in units)
        self.name = self._key(classified)
        arrays = store.load(self.name) if store else None
        self._space = TopicSpace(encoder, store)
        if arrays is None:
            arrays = self._learn(classified, keys, len(units))
            if store:
                store.save(self.name, arrays)
        self._texts = UnitTexts(classified, restore_indexes(classified, arrays))
        self._vectors = TextVectors(arrays["vectors"].astype(np.float32))
        self._unanswered = self._space.outside_of(self._vectors.all[: len(units)])
        self._topics = EntryTopics(self._texts, arrays)
        self._classifiers = EntryClassifiers(self._texts.entries, arrays)
        self._own = OwnTexts(units, keys, self._texts, self._vectors.all if encoder else None, arrays)

    @property
    def units(self) -> int:
        """How many texts a question is compared with."""
        return len(self._texts.entry_of)

    @property
    def is_of_the_domain(self) -> bool:
        """Whether the protocol is about what the domain bank is about: social media."""
        return self._topics.is_of_the_domain

    @property
    def own_questions(self) -> dict[str, LanguageGuess]:
        """The protocol's example questions that can be read, with the language each is in; none of a large protocol."""
        asked = (self._own.asked.get(unit.text) for unit in self._units if unit.kind is UnitKind.EXAMPLE)
        return {one.text: one.guess for one in asked if one and _is_readable(one.key) and not one.guess.foreign}

    def _key(self, units: Sequence[Unit]) -> str:
        """Names what is computed of these units with this encoder and this bank."""
        name = self._encoder.name if self._encoder else "none"
        digest = hashlib.sha256(f"{_STORE_FORMAT}\0{name}\0{bank_digest()}".encode())
        for unit in units:
            digest.update(f"\0{unit.entry}\0{unit.kind}\0{unit.language}\0{unit.text}".encode())
        return digest.hexdigest()

    def _learn(self, units: Sequence[Unit], keys: Sequence[tuple[str, ...]], own: int) -> dict[str, Array]:
        """The indexes, the vectors and the classifiers' weights by name.

        Args:
            units: The protocol's, and behind them questions that no protocol answers.
            keys: The words of each.
            own: How many are the protocol's.
        """
        space = self._space
        background = [self._vocabulary.read(known.question, known.language) for known in space.questions]
        read = [self._vocabulary.read(unit.text, unit.language) for unit in units]
        indexes = index_terms(units, read, background)
        texts = UnitTexts(units, indexes)
        vectors = np.zeros((len(units), 1), dtype=np.float32)
        if self._encoder:
            encoded = self._encoder.encode([unit.text for unit in units[:own]])
            vectors = np.concatenate([encoded, space.vectors[space.outside]])
        learned: dict[str, Array] = {**index_arrays(indexes), "vectors": vectors}
        shares = texts.shares * np.where(texts.entry_of == self._outside, _OUTSIDE_CLASS_WEIGHT, 1.0)
        left_in = space.outside_of(vectors[:own]).questions[space.outside]
        shares[own:] *= np.maximum(left_in, _LEAST_WEIGHT)
        shares = (shares / shares.mean()).astype(np.float32)
        learned |= EntryClassifiers.learn(texts, vectors if self._encoder else None, shares)
        kept = own if own <= MOST_KEPT_TEXTS else 0
        learned["said"] = how_much_is_said(read[:kept])
        learned["guesses"] = guesses_kept(
            [self._guess(unit.text, key) for unit, key in zip(units[:kept], keys[:kept], strict=True)]
        )
        return {**learned, **EntryTopics.learn(space, texts, read, vectors, own)}

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
        known_before = self._own.asked if unseen and otherwise is None else {}
        asked = [known_before.get(question) or self._look_at(question, otherwise) for question in questions]
        own = self._own.among([(one.text, one.guess.language) for one in asked]) if unseen else {}
        others = [number for number in range(len(asked)) if number not in own]
        found: dict[int, Evidence] = {}
        if own:
            known = [asked[number] for number in own]
            found.update(
                zip(own, self._weigh(known, self._own.reading(list(own.values())), unseen=unseen), strict=True)
            )
        if others:
            strange = [asked[number] for number in others]
            found.update(zip(others, self._weigh(strange, self._read(strange), unseen=unseen), strict=True))
        return [found[number] for number in range(len(asked))]

    def _weigh(self, asked: Sequence[Asked], reading: Reading, *, unseen: bool) -> list[Evidence]:
        """The evidence for questions that were read."""
        texts, vectors = self._texts, reading.vectors
        likeness = Likeness(
            ngrams=texts.ngrams.cosine(reading.ngrams),
            stems=texts.stems.cosine(reading.stems),
            concepts=texts.concepts.cosine(reading.concepts),
            meaning=self._vectors.cosines(vectors),
        )
        left_out = self._of_the_same_words(asked if unseen else [])
        likeness.leave_out(left_out)
        joint, meaning, look = self._classifiers.classify(likeness, vectors)
        of_entries = (
            joint, meaning, look,
            texts.pooled(likeness.meaning, _MEANING_SHARPNESS), *texts.best_by_kind(likeness.meaning),
            texts.pooled(likeness.ngrams, _NGRAM_SHARPNESS), texts.best(likeness.ngrams),
            texts.entry_ngrams.cosine(reading.ngrams),
            texts.best(likeness.stems), texts.entry_stems.bm25(reading.stems),
            texts.pooled(likeness.concepts, _CONCEPT_SHARPNESS), texts.best(likeness.concepts),
            texts.entry_concepts.bm25(reading.concepts),
            *self._topics.compare(reading.placed, left_out),
        )  # fmt: skip
        table = columns(of_entries)
        about = (
            joint[:, -1], meaning[:, -1], look[:, -1], *self._among_the_bank(reading),
            *reading.said.T, np.array([float(one.guess.language not in self.protocol.languages) for one in asked]),
            self._topics.domain,
        )  # fmt: skip
        told = columns(about)
        return [
            Evidence(
                entries=table[place, : self._outside],
                question=told[place],
                examples=self.examples,
                language=one.guess.language,
                foreign=one.guess.foreign,
                readable=_is_readable(one.key),
                same_as=None if unseen else self._same_as(one.key),
            )
            for place, one in enumerate(asked)
        ]

    def _of_the_same_words(self, asked: Sequence[Asked]) -> LeftOut:
        same = [(place, unit) for place, one in enumerate(asked) for unit in self._same_words.get(one.key, ())]
        places, units = np.array(same, dtype=np.intp).reshape(-1, 2).T
        return places, units

    def owner(self, question: str) -> Entry | None:
        """The entry that alone has this very question as an example, if it can be read."""
        found = words(_begin(question))
        same_as = self._same_as(tuple(found))
        return None if same_as is None or not _is_readable(found) else self.entries[same_as]

    def holds(self, question: str) -> bool:
        """Whether there is a text of these very words, which a look as though it were unseen leaves out."""
        return tuple(words(_begin(question))) in self._same_words

    def _same_as(self, key: tuple[str, ...]) -> int | None:
        """The place of the entry that alone has a question with these words as an example."""
        same = self._places.get(key, set())
        return next(iter(same)) if len(same) == 1 else None

    def _among_the_bank(self, reading: Reading) -> tuple[Floats, ...]:
        """What the bank says of questions as a whole; each of shape (questions,), in the order of the features."""
        outside, placed, meaning = self._unanswered, reading.placed, reading.meaning
        cosines = self._space.meaning(reading.vectors) if meaning is None else meaning
        cosines = np.broadcast_to(cosines, (len(cosines), len(outside.questions)))
        chances, by_look = np.exp(placed.topics), np.exp(placed.topics_by_look)
        return (
            cosines[:, outside.questions].max(axis=1, initial=0),
            cosines[:, ~outside.questions].max(axis=1, initial=0),
            chances[:, outside.topics].sum(axis=1), by_look[:, outside.topics].sum(axis=1),
            placed.nearer, placed.likeness.max(axis=1),
            chances.max(axis=1), -(chances * placed.topics).sum(axis=1),
        )  # fmt: skip

    def _look_at(self, question: str, otherwise: Language | None) -> Asked:
        text = _begin(question)
        key = tuple(words(text))
        return Asked(text, key, self._guess(text, key, otherwise))

    def _guess(self, text: str, key: Sequence[str], otherwise: Language | None = None) -> LanguageGuess:
        otherwise = otherwise or self.protocol.languages[0]
        return guess_language(text, key, otherwise=otherwise, known=concepts().vocabulary)

    def _read(self, asked: Sequence[Asked]) -> Reading:
        read = [self._vocabulary.read_words(one.key, one.guess.language, mend=True) for one in asked]
        vectors = self._encode(asked, read)
        texts = self._texts
        ngrams, stems, concept_ids = (
            index.number([part(terms) for terms in read])
            for part, index in zip(PARTS.values(), (texts.ngrams, texts.stems, texts.concepts), strict=True)
        )
        meaning = self._space.meaning(vectors)
        placed = self._space.place(read, meaning)
        return Reading(ngrams, stems, concept_ids, vectors, meaning, placed, how_much_is_said(read))

    def _encode(self, asked: Sequence[Asked], read: Sequence[Terms]) -> Floats:
        """The questions' vectors; without an encoder a single row, for it is the same for all."""
        if not self._encoder:
            return NO_VECTORS
        mended = [
            place
            for place, (one, terms) in enumerate(zip(asked, read, strict=True))
            if terms.mended and len(one.text) <= _LONGEST_ENCODED_MENDED
        ]
        texts = [*(one.text for one in asked), *(read[place].text for place in mended)]
        encoded = encode(self._encoder, texts)
        vectors = np.array(encoded[: len(asked)], dtype=np.float32)
        both = (1 - _MENDED_SHARE) * vectors[mended] + _MENDED_SHARE * encoded[len(asked) :]
        vectors[mended] = both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
        return vectors


def index_protocol(
    protocol: SocialMediaProtocol, encoder: Encoder | None = None, store: ArrayStore | None = None
) -> ClauseIndex:
    """The index of ``protocol``; an encoder that was taught social media makes way where it is about something else.

    Args:
        protocol: See ``ClauseIndex``, as for the others.
        encoder: See there.
        store: See there.
    """
    index = ClauseIndex(protocol, encoder, store)
    other = elsewhere(encoder) if encoder and not index.is_of_the_domain else None
    return ClauseIndex(protocol, other, store) if other else index
