"""How alike two texts look: an inverted index with TF-IDF cosine and BM25 over any kind of term."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

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

    def __init__(
        self, documents: Sequence[Sequence[Hashable]], *, background: Iterable[Iterable[Hashable]] = ()
    ) -> None:
        """Index ``documents``.

        Args:
            documents: The terms of each.
            background: Further texts that only teach how common a term is; a small protocol alone knows too little.
        """
        self._size = len(documents)
        counts = [Counter(terms) for terms in documents]
        seen: Counter[Hashable] = Counter()
        for count in counts:
            seen.update(count.keys())
        total = self._size
        for terms in background:
            seen.update(set(terms))
            total += 1
        self._ids = {term: number for number, term in enumerate(dict.fromkeys(t for count in counts for t in count))}
        self._unknown_idf = float(np.log(1 + total))
        self._idf = {term: float(np.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in seen.items()}
        self._build_postings(counts)

    def _build_postings(self, counts: Sequence[Counter[Hashable]]) -> None:
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        mean_length = float(lengths.mean()) if len(lengths) else 1.0
        terms: list[int] = []
        documents: list[int] = []
        frequencies: list[int] = []
        for document, count in enumerate(counts):
            terms.extend(self._ids[term] for term in count)
            documents.extend([document] * len(count))
            frequencies.extend(count.values())
        order = np.argsort(np.array(terms, dtype=np.int64), kind="stable")
        term_of = np.array(terms, dtype=np.int64)[order]
        self._documents = np.array(documents, dtype=np.int64)[order]
        frequency = np.array(frequencies, dtype=np.float32)[order]
        self._starts = np.searchsorted(term_of, np.arange(len(self._ids) + 1))
        idf = np.array([self._idf[term] for term in self._ids], dtype=np.float32)
        weight = (1 + np.log(frequency)) * idf[term_of] if len(term_of) else frequency
        norms = np.sqrt(np.bincount(self._documents, weights=weight**2, minlength=self._size))
        self._cosine_weights = (weight / np.maximum(norms[self._documents], 1e-9)).astype(np.float32)
        length_part = _BM25_SATURATION * (1 - _BM25_LENGTH + _BM25_LENGTH * lengths / max(mean_length, 1e-9))
        self._bm25_weights = (frequency * (_BM25_SATURATION + 1) / (frequency + length_part[self._documents])).astype(
            np.float32
        )

    def idf(self, term: Hashable) -> float:
        """How rare ``term`` is; a term never seen is the rarest."""
        return self._idf.get(term, self._unknown_idf)

    def __contains__(self, term: Hashable) -> bool:
        """Whether a document has ``term``."""
        return term in self._ids

    def cosine(self, query: Iterable[Hashable]) -> Scores:
        """The cosine of ``query`` with each document, 0 to 1; a term that no document has counts against all."""
        weights = {term: (1 + float(np.log(n))) * self.idf(term) for term, n in Counter(query).items()}
        norm = sum(weight**2 for weight in weights.values()) ** 0.5
        if not norm:
            return np.zeros(self._size, dtype=np.float32)
        return self._gather({term: weight / norm for term, weight in weights.items()}, self._cosine_weights)

    def bm25(self, query: Iterable[Hashable]) -> Scores:
        """BM25 of each document as a share of what a document with all of the query's terms would get at most."""
        weights = {term: self.idf(term) for term in set(query)}
        most = sum(weights.values()) * (_BM25_SATURATION + 1)
        if not most:
            return np.zeros(self._size, dtype=np.float32)
        return self._gather({term: weight / most for term, weight in weights.items()}, self._bm25_weights)

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

    def _gather(self, query: dict[Hashable, float], posting_weights: Scores) -> Scores:
        rows, values = [], []
        for term, weight in query.items():
            number = self._ids.get(term)
            if number is not None:
                here = slice(self._starts[number], self._starts[number + 1])
                rows.append(self._documents[here])
                values.append(posting_weights[here] * np.float32(weight))
        if not rows:
            return np.zeros(self._size, dtype=np.float32)
        return np.bincount(np.concatenate(rows), weights=np.concatenate(values), minlength=self._size).astype(
            np.float32
        )
