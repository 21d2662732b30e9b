"""How alike two texts look: an inverted index with TF-IDF cosine and BM25 over any kind of term."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, repeat

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
_COLUMNS_AT_ONCE, _PAIRS_AT_ONCE = 1_024, 250_000
"""So much at a time is paired: more would be no faster, and takes memory."""
_PRODUCTS_A_PAIR = 200
"""Of many queries at once a term that most of them have, or most documents, is summed by a product of matrices, and the
others by pairing each query that has the term with each document: a pair takes as long as about 200 multiplications
of a product (grid over 2,210 and 14,000 documents, flat between 100 and 300)."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The terms of some queries by their number in an index, each term of a query once.

    Attributes:
        queries: How many there are.
        query: Which query the term is of; ascending.
        numbers: The term's number, -1 where the index does not know it.
        stress: 1 + log of how often the query has it, or what is in proportion to that.
        terms: The index's.
    """

    queries: int
    query: NDArray[np.int64]
    numbers: NDArray[np.int64]
    stress: Scores
    terms: Sequence[str]


class TermIndex:
    """Documents as bags of weighted terms, searched by what they share with a query.

    Cosine weighs a term by ``(1 + log count) * idf``, BM25 in its usual way. Both cost only the postings of the
    query's own terms, so that thousands of documents stay within a millisecond.
    """

    def __init__(
        self, size: int, terms: Sequence[str], arrays: Mapping[str, Array], ids: Mapping[str, int] | None = None
    ) -> None:
        """Use what ``build`` made.

        Args:
            size: How many documents there are.
            terms: Those of the documents in the order of their postings, then those of the background alone.
            arrays: ``starts``, ``documents``, ``cosine``, ``bm25`` and ``idf``; see ``arrays``.
            ids: The number of each term, where that is known already.
        """
        self._size = size
        self._starts = arrays["starts"].astype(np.int64)
        self._spans = np.diff(self._starts)
        self._documents = arrays["documents"].astype(np.int32, copy=False)
        self._cosine_weights = arrays["cosine"].astype(np.float32, copy=False)
        self._bm25_weights = arrays["bm25"].astype(np.float32, copy=False)
        self._idf = arrays["idf"].astype(np.float32, copy=False)
        self._terms = terms
        self._ids = dict(zip(terms, range(len(terms)), strict=True)) if ids is None else ids
        self._own = len(self._starts) - 1
        self._idf_or_unknown = np.append(self._idf, self._idf.max(initial=1.0))
        """How telling the term of a number is, and last, where -1 looks, one that no text has."""

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
        terms, ids = _numbered(arrays["terms"].astype(np.uint8, copy=False).tobytes())
        return cls(size, terms, arrays, ids)

    def number(self, queries: Sequence[Iterable[str]]) -> "Numbered":
        """Look the terms of ``queries`` up, once for all indexes with the same terms."""
        lists = [list(terms) for terms in queries]
        if len(lists) == 1:
            return self._number_one(lists[0])
        sizes = [len(terms) for terms in lists]
        flat = list(chain.from_iterable(lists))
        numbers = np.fromiter(map(self._ids.get, flat, repeat(-1)), np.int64, len(flat))
        known = len(self._terms)
        strange: dict[str, int] = {}
        for place in np.flatnonzero(numbers < 0).tolist():
            numbers[place] = known + strange.setdefault(flat[place], len(strange))
        apart = known + len(strange) + 1
        keys, times = np.unique(np.repeat(np.arange(len(lists)) * apart, sizes) + numbers, return_counts=True)
        query, numbers = np.divmod(keys, apart)
        numbers[numbers >= known] = -1
        return Numbered(len(lists), query, numbers, 1 + np.log(times.astype(np.float32)), self._terms)

    def _number_one(self, terms: Sequence[str]) -> "Numbered":
        """The same of one query, whose few terms are sooner counted one by one."""
        times = Counter(map(self._ids.get, terms, repeat(-1)))
        strange = Counter(term for term in terms if term not in self._ids) if times.pop(-1, 0) else {}
        known = sorted(times)
        numbers = np.array([*known, *repeat(-1, len(strange))], dtype=np.int64)
        stress = np.array([*map(times.__getitem__, known), *strange.values()], dtype=np.float32)
        return Numbered(1, np.zeros_like(numbers), numbers, 1 + np.log(stress), self._terms)

    def numbered(self, documents: Sequence[int]) -> "Numbered":
        """The index's own documents as queries, without looking their terms up again."""
        starts, numbers, stress = self._by_document
        places = np.asarray(documents, dtype=np.int64)
        spans = starts[places + 1] - starts[places]
        postings = _ranges(starts[places], spans)
        query = np.repeat(np.arange(len(places)), spans)
        return Numbered(len(places), query, numbers[postings].astype(np.int64), stress[postings], self._terms)

    @cached_property
    def _by_document(self) -> tuple[NDArray[np.int64], NDArray[np.int32], Scores]:
        """Where each document's terms start among those of all; their numbers, and how each is stressed."""
        order = np.argsort(self._documents.astype(np.min_scalar_type(self._size)), kind="stable")
        starts = np.append(0, np.cumsum(np.bincount(self._documents, minlength=self._size)))
        numbers = np.repeat(np.arange(self._own, dtype=np.int32), self._spans)[order]
        return starts, numbers, self._cosine_weights[order] / self._idf[numbers]

    def cosine(self, queries: "Sequence[Iterable[str]] | Numbered") -> Scores:
        """The cosine of each query with each document, 0 to 1; a term that no document has counts against all.

        Shape (queries, documents).

        Raises:
            ValueError: the queries were numbered by an index with other terms.
        """
        asked = self._numbered(queries)
        weights = asked.stress * self._idf_or_unknown[asked.numbers]
        norms = np.sqrt(np.bincount(asked.query, weights=weights**2, minlength=asked.queries))
        return self._gather(
            asked, (weights / np.maximum(norms, 1e-9)[asked.query]).astype(np.float32), self._cosine_weights
        )

    def bm25(self, queries: "Sequence[Iterable[str]] | Numbered") -> Scores:
        """BM25 of each document as a share of what a document with all of a query's terms would get at most.

        Shape (queries, documents).

        Raises:
            ValueError: the queries were numbered by an index with other terms.
        """
        asked = self._numbered(queries)
        weights = self._idf_or_unknown[asked.numbers]
        most = np.bincount(asked.query, weights=weights, minlength=asked.queries) * (_BM25_SATURATION + 1)
        return self._gather(
            asked, (weights / np.maximum(most, 1e-9)[asked.query]).astype(np.float32), self._bm25_weights
        )

    def pairwise(self) -> NDArray[np.float32]:
        """The cosine of each document with each, shape (documents, documents)."""
        spans = self._spans
        common = np.flatnonzero(spans > _RARE_DOCUMENTS)
        likeness = np.zeros((self._size, self._size), dtype=np.float32)
        for start in range(0, len(common), _COLUMNS_AT_ONCE):
            some = common[start : start + _COLUMNS_AT_ONCE]
            table = np.zeros((self._size, len(some)), dtype=np.float32)
            for column, term in enumerate(some):
                here = slice(self._starts[term], self._starts[term + 1])
                table[self._documents[here], column] = self._cosine_weights[here]
            likeness += table @ table.T
        for span in range(1, _RARE_DOCUMENTS + 1):
            begins = self._starts[:-1][spans == span]
            for start in range(0, len(begins), max(1, _PAIRS_AT_ONCE // span**2)):
                rows = begins[start : start + max(1, _PAIRS_AT_ONCE // span**2), None] + np.arange(span)
                documents, weights = self._documents[rows], self._cosine_weights[rows]
                pairs = documents[:, :, None] * self._size + documents[:, None, :]
                products = weights[:, :, None] * weights[:, None, :]
                np.add.at(likeness.ravel(), pairs.ravel(), products.ravel())
        return likeness

    def _numbered(self, queries: "Sequence[Iterable[str]] | Numbered") -> "Numbered":
        if not isinstance(queries, Numbered):
            return self.number(queries)
        if queries.terms is not self._terms and queries.terms != self._terms:
            message = "numbered by an index with other terms"
            raise ValueError(message)
        return queries

    def _gather(self, asked: Numbered, weights: Scores, posting_weights: Scores) -> Scores:
        """The sum over a query's terms of their weight times that of each of their postings, by query and document."""
        here = (asked.numbers >= 0) & (asked.numbers < self._own)
        query, own, weights = asked.query[here], asked.numbers[here], weights[here]
        if asked.queries == 1:
            return self._gather_one(own, weights, posting_weights)
        pairs = np.bincount(own, minlength=self._own) * self._spans
        common = np.flatnonzero(pairs * _PRODUCTS_A_PAIR > asked.queries * self._size)
        column = np.full(self._own, -1)
        column[common] = np.arange(len(common))
        column = column[own]
        rare = np.flatnonzero(column < 0)
        found = self._paired(asked.queries, query[rare], own[rare], weights[rare], posting_weights)
        if len(common):
            wanted = np.zeros((asked.queries, len(common)), dtype=np.float32)
            rest = np.flatnonzero(column >= 0)
            wanted[query[rest], column[rest]] = weights[rest]
            found += wanted @ self._rows(common, posting_weights)
        return found

    def _paired(
        self, queries: int, query: NDArray[np.int64], own: NDArray[np.int64], weights: Scores, posting_weights: Scores
    ) -> Scores:
        """The sum, of each term of a query paired with each of its postings."""
        spans = self._spans[own]
        places = _ranges(self._starts[own], spans)
        cells = np.repeat(query * self._size, spans)
        cells += self._documents.take(places)
        products = posting_weights.take(places)
        products *= np.repeat(weights, spans)
        summed = np.bincount(cells, weights=products, minlength=queries * self._size)
        return summed.astype(np.float32).reshape(queries, self._size)

    def _gather_one(self, own: NDArray[np.int64], weights: Scores, posting_weights: Scores) -> Scores:
        """The same of one query: copying its few stretches whole is quicker than picking posting by posting."""
        starts, ends = self._starts[own], self._starts[own + 1]
        if not len(own):
            return np.zeros((1, self._size), dtype=np.float32)
        parts = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        products = np.concatenate([posting_weights[part] for part in parts])
        products *= np.repeat(weights, ends - starts)
        cells = np.concatenate([self._documents[part] for part in parts])
        return np.bincount(cells, weights=products, minlength=self._size).astype(np.float32)[None]

    def _rows(self, terms: NDArray[np.int64], posting_weights: Scores) -> Scores:
        """The weight of each of ``terms`` in every document, shape (terms, documents)."""
        spans = self._spans[terms]
        places = _ranges(self._starts[terms], spans)
        table = np.zeros((len(terms), self._size), dtype=np.float32)
        cells = np.repeat(np.arange(len(terms)) * self._size, spans) + self._documents.take(places)
        table.ravel()[cells] = posting_weights.take(places)
        return table


def _ranges(starts: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all the ranges, one range after the other."""
    begins = np.cumsum(spans) - spans
    numbers = np.repeat(starts - begins, spans)
    numbers += np.arange(len(numbers))
    return numbers


@lru_cache(maxsize=1)
def _numbered(joined: bytes) -> tuple[Sequence[str], Mapping[str, int]]:
    """The terms of an index, and the number of each; an index of texts and that of their entries share them."""
    terms = joined.decode().split("\n") if joined else []
    return terms, dict(zip(terms, range(len(terms)), strict=True))
