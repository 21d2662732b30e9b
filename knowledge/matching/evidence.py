"""What speaks for each entry of a protocol as the answer to a question, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.classifier import Floats
from knowledge.protocol import Language

ENTRY_FEATURES = (
    "joint", "by_meaning", "by_look",
    "meaning_pooled", "meaning_best", "meaning_example", "meaning_title", "meaning_sentence",
    "ngram_pooled", "ngram_best", "ngram_entry", "stem_best", "stem_entry",
    "concept_pooled", "concept_best", "concept_entry",
    "topic", "topic_by_look", "topic_shared", "topic_best", "topic_pooled", "topic_bridge",
)  # fmt: skip
"""What is known of each entry: the first three and ``topic_shared`` are log-probabilities, the others likenesses."""
TOPIC_FEATURES = ENTRY_FEATURES[ENTRY_FEATURES.index("topic") :]
"""What is known of each entry by way of the domain bank's topics."""
QUESTION_FEATURES = (
    "outside_joint", "outside_meaning", "outside_look", "outside_best", "inside_best", "outside_topics",
    "outside_topics_by_look", "inside_over_outside_topics", "nearest_known", "topic_certainty", "topic_spread",
    "words", "content_words", "concepts", "unknown", "mended", "other_language", "domain",
)  # fmt: skip
"""What is known of the question as a whole."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What speaks for each entry, in numbers: of one question, or of several together along a first axis.

    Attributes:
        entries: Shape (…, entries, ``ENTRY_FEATURES``), in the order of ``ClauseIndex.entries``.
        question: Shape (…, ``QUESTION_FEATURES``).
        examples: How many examples an entry has on average.
    """

    entries: Floats
    question: Floats
    examples: float


@dataclass(frozen=True, slots=True)
class Evidence(Measures):
    """What speaks for each entry as the answer to one question.

    Attributes:
        language: The question's language.
        foreign: Whether it is written in a language that Magdat does not read.
        readable: Whether there is a word in it at all.
        same_as: The place of the entry that has this very question as an example; ``None`` where none or several do.
    """

    language: Language
    foreign: bool
    readable: bool
    same_as: int | None


def columns(values: Sequence[Floats | NDArray[np.float64] | float]) -> Floats:
    """The ``values`` side by side, those of fewer dimensions repeated; shape (…, values).

    In memory each lies in one piece, for most of what is made of the table is made of one of them at a time.
    """
    table = np.empty((len(values), *np.broadcast_shapes(*{np.shape(value) for value in values})), dtype=np.float32)
    for place, column in enumerate(values):
        table[place] = column
    return np.moveaxis(table, 0, -1)
