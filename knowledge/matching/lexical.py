"""How alike two texts look: an inverted index with TF-IDF cosine and BM25 over any kind of term."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]
Scores = NDArray[np.float32]
"""One score a document, in the order the documents were given."""

_BM25_SATURATION = 1.2
_BM25_LENGTH = 0.6
"""Usual values (Robertson & Zaragoza 2009, section 3.2); clauses differ little in length, so less than 0.75."""

_RARE_DOCUMENTS = 24
"""Terms in at most this many documents are paired one by one, the others by one product of matrices."""


class TermIndex:
    """Documents as bags of weighted terms, searched by what they share with a query.

    Cosine weighs a term by ``(1 + log count) * idf``, BM25 in its usual way. Both cost only the postings of the
    query's own terms, so that thousands of documents stay within a millisecond.
    """

    def __init__(self, size: int, terms: Sequence[str], arrays: Mapping[str, Array]) -> None:
        """Use what ``build`` made.

        Args:
            size: How many documents there are.
            terms: Those of the documents in the order of their postings, then those of the background alone.
            arrays: ``starts``, ``documents``, ``cosine``, ``bm25`` and ``idf``; see ``arrays``.
        """
        self._size = size
        self._starts = arrays["starts"].astype(np.int64)
        self._documents = arrays["documents"].astype(np.int64)
        self._cosine_weights = arrays["cosine"].astype(np.float32)
        self._bm25_weights = arrays["bm25"].astype(np.float32)
        self._idf = arrays["idf"].astype(np.float32)
        self._terms = terms
        self._ids = dict(zip(terms, range(len(terms)), strict=True))
        self._own = len(self._starts) - 1
        self._unknown_idf = float(self._idf.max(initial=1.0))

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]], background: Iterable[Iterable[str]] = ()) -> "TermIndex":
        """Index ``documents``.

        Args:
            documents: The terms of each; none may contain a line break.
            background: Further texts that only teach how common a term is; a small protocol alone knows too little.
        """
        counts = [Counter(terms) for terms in documents]
        seen: Counter[str] = Counter()
        for count in counts:
            seen.update(count.keys())
        own = len(seen)
        common = [set(terms) for terms in background]
        for known in common:
            seen.update(known)
        ids = dict(zip(seen, range(len(seen)), strict=True))
        total = len(counts) + len(common)
        often = np.array(list(seen.values()), dtype=np.float32)
        idf = np.log(1 + (total - often + 0.5) / (often + 0.5)).astype(np.float32)

        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        numbers = np.array([ids[term] for count in counts for term in count], dtype=np.int64)
        places = np.repeat(np.arange(len(counts)), [len(count) for count in counts])
        frequency = np.array([times for count in counts for times in count.values()], dtype=np.float32)
        order = np.argsort(numbers, kind="stable")
        numbers, places, frequency = numbers[order], places[order], frequency[order]
        weight = (1 + np.log(frequency)) * idf[numbers]
        norms = np.sqrt(np.bincount(places, weights=weight**2, minlength=len(counts)))
        mean_length = max(float(lengths.mean()), 1e-9) if len(lengths) else 1.0
        length_part = _BM25_SATURATION * (1 - _BM25_LENGTH + _BM25_LENGTH * lengths / mean_length)
        arrays = {
            "starts": np.searchsorted(numbers, np.arange(own + 1)),
            "documents": places,
            "cosine": (weight / np.maximum(norms[places], 1e-9)).astype(np.float32),
            "bm25": (frequency * (_BM25_SATURATION + 1) / (frequency + length_part[places])).astype(np.float32),
            "idf": idf,
        }
        return cls(len(counts), tuple(seen), arrays)

    @property
    def arrays(self) -> dict[str, Array]:
        """All that is needed to make the index again, the terms as the bytes of their UTF-8."""
        return {
            "starts": self._starts.astype(np.int32),
            "documents": self._documents.astype(np.int32),
            "cosine": self._cosine_weights,
            "bm25": self._bm25_weights,
            "idf": self._idf,
            "terms": np.frombuffer("\n".join(self._terms).encode(), dtype=np.uint8),
        }

    @classmethod
    def restore(cls, size: int, arrays: Mapping[str, Array]) -> "TermIndex":
        """The index of ``size`` documents that ``arrays`` came from."""
        joined = arrays["terms"].astype(np.uint8).tobytes().decode()
        return cls(size, joined.split("\n") if joined else (), arrays)

    def cosine(self, query: Iterable[str]) -> Scores:
        """The cosine of ``query`` with each document, 0 to 1; a term that no document has counts against all."""
        times = Counter(query)
        known = {number: n for term, n in times.items() if (number := self._ids.get(term)) is not None}
        unknown = sum((1 + math.log(n)) ** 2 for term, n in times.items() if term not in self._ids)
        numbers = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
        weights = (1 + np.log(np.fromiter(known.values(), dtype=np.float32, count=len(known)))) * self._idf[numbers]
        norm = math.sqrt(float(weights @ weights) + unknown * self._unknown_idf**2)
        return self._gather(numbers, weights / max(norm, 1e-9), self._cosine_weights)

    def bm25(self, query: Iterable[str]) -> Scores:
        """BM25 of each document as a share of what a document with all of the query's terms would get at most."""
        terms = set(query)
        numbers = np.array([number for term in terms if (number := self._ids.get(term)) is not None], dtype=np.int64)
        weights = self._idf[numbers]
        most = float(weights.sum()) + self._unknown_idf * (len(terms) - len(numbers))
        return self._gather(numbers, weights / max(most * (_BM25_SATURATION + 1), 1e-9), self._bm25_weights)

    def pairwise(self) -> NDArray[np.float32]:
        """The cosine of each document with each, shape (documents, documents)."""
        spans = np.diff(self._starts)
        common = np.flatnonzero(spans > _RARE_DOCUMENTS)
        table = np.zeros((self._size, len(common)), dtype=np.float32)
        for column, term in enumerate(common):
            here = slice(self._starts[term], self._starts[term + 1])
            table[self._documents[here], column] = self._cosine_weights[here]
        likeness: NDArray[np.float32] = table @ table.T
        for span in range(1, _RARE_DOCUMENTS + 1):
            begins = self._starts[:-1][spans == span]
            if len(begins):
                rows = begins[:, None] + np.arange(span)
                documents, weights = self._documents[rows], self._cosine_weights[rows]
                pairs = documents[:, :, None] * self._size + documents[:, None, :]
                products = weights[:, :, None] * weights[:, None, :]
                shared = np.bincount(pairs.ravel(), weights=products.ravel(), minlength=self._size**2)
                likeness += shared.reshape(self._size, self._size).astype(np.float32)
        return likeness

    def _gather(self, numbers: NDArray[np.int64], weights: Scores, posting_weights: Scores) -> Scores:
        """The sum over the query's terms of their weight times that of each of their postings, by document."""
        here = numbers < self._own
        starts, ends = self._starts[numbers[here]], self._starts[numbers[here] + 1]
        spans = ends - starts
        if not spans.sum():
            return np.zeros(self._size, dtype=np.float32)
        places = np.arange(spans.sum()) + np.repeat(starts - np.concatenate([[0], np.cumsum(spans)[:-1]]), spans)
        products = posting_weights[places] * np.repeat(weights[here], spans)
        found = np.bincount(self._documents[places], weights=products, minlength=self._size)
        return found.astype(np.float32)
