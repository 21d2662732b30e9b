import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.lexical import TermIndex

TERMS = [f"t{number}" for number in range(12)]
documents = st.lists(st.lists(st.sampled_from(TERMS), max_size=8), min_size=1, max_size=30)
backgrounds = st.lists(st.lists(st.sampled_from([*TERMS, "b1", "b2"]), max_size=5), max_size=6)
queries = st.lists(st.sampled_from([*TERMS, "b1", "unknown", "stranger"]), max_size=10)
quick = settings(derandomize=True, deadline=None, max_examples=80)

CLAUSES = [["client", "add", "linkedin"], ["client", "photo"], ["press", "call", "press"]]


@quick
@given(documents, backgrounds)
def test_a_document_is_wholly_like_itself(given_documents: list[list[str]], background: list[list[str]]) -> None:
    index = TermIndex.build(given_documents, background)

    for place, terms in enumerate(given_documents):
        assert index.cosine([terms])[0][place] == pytest.approx(1.0 if terms else 0.0, abs=1e-4)


@quick
@given(documents, backgrounds, queries)
def test_every_score_is_a_share(
    given_documents: list[list[str]], background: list[list[str]], query: list[str]
) -> None:
    index = TermIndex.build(given_documents, background)

    for scores in (index.cosine([query])[0], index.bm25([query])[0]):
        assert scores.shape == (len(given_documents),)
        assert np.isfinite(scores).all()
        assert (scores >= 0).all()
        assert (scores <= 1 + 1e-4).all()


@quick
@given(documents, backgrounds)
def test_all_pairs_at_once_are_as_one_after_the_other(
    given_documents: list[list[str]], background: list[list[str]]
) -> None:
    index = TermIndex.build(given_documents, background)

    one_by_one = np.array([index.cosine([terms])[0] for terms in given_documents])

    np.testing.assert_allclose(index.pairwise(), one_by_one, atol=1e-4)


def test_pairs_hold_however_many_documents_have_a_term() -> None:
    many = [[f"in{size}" for size in range(1, 61) if number < size] for number in range(60)]
    index = TermIndex.build(many)

    np.testing.assert_allclose(index.pairwise(), np.array([index.cosine([terms])[0] for terms in many]), atol=1e-4)


@quick
@given(documents, backgrounds, queries)
def test_a_restored_index_scores_as_the_one_it_came_from(
    given_documents: list[list[str]], background: list[list[str]], query: list[str]
) -> None:
    built = TermIndex.build(given_documents, background)

    restored = TermIndex.restore(len(given_documents), built.arrays)

    np.testing.assert_array_equal(restored.cosine([query])[0], built.cosine([query])[0])
    np.testing.assert_array_equal(restored.bm25([query])[0], built.bm25([query])[0])
    np.testing.assert_array_equal(restored.pairwise(), built.pairwise())


def test_a_term_that_no_document_has_counts_against_all() -> None:
    index = TermIndex.build(CLAUSES)

    for score in (index.cosine, index.bm25):
        known, with_unknown = score([["client", "press"], ["client", "press", "parking"]])
        assert (with_unknown < known).all()


@quick
@given(documents, backgrounds, st.lists(queries, max_size=6))
def test_queries_get_together_what_each_gets_alone(
    given_documents: list[list[str]], background: list[list[str]], together: list[list[str]]
) -> None:
    index = TermIndex.build(given_documents, background)

    for score in (index.cosine, index.bm25):
        alone = [score([query])[0] for query in together]
        np.testing.assert_allclose(
            score(together), np.array(alone).reshape(len(together), len(given_documents)), atol=1e-6
        )


def test_a_rare_term_says_more_than_a_common_one() -> None:
    index = TermIndex.build(CLAUSES)

    for score in (index.cosine, index.bm25):
        (scores,) = score([["client", "linkedin"]])
        assert scores[0] > scores[1] > scores[2] == 0


def test_the_background_teaches_how_common_a_term_is() -> None:
    bare = TermIndex.build(CLAUSES)
    taught = TermIndex.build(CLAUSES, [["linkedin"]] * 20)

    for name in ("cosine", "bm25"):
        (before,), (after,) = (getattr(index, name)([["client", "linkedin"]]) for index in (bare, taught))
        assert after[1] > before[1], "linkedin is common, so that client weighs more"


def test_a_term_of_the_background_alone_is_known_but_found_nowhere() -> None:
    index = TermIndex.build(CLAUSES, [["parking"], ["parking", "garage"]])

    assert index.cosine([["parking"]])[0].tolist() == [0, 0, 0]
    assert index.bm25([["parking"]])[0].tolist() == [0, 0, 0]


def test_an_empty_query_is_like_nothing() -> None:
    index = TermIndex.build(CLAUSES)

    assert index.cosine([[]])[0].tolist() == index.bm25([[]])[0].tolist() == [0, 0, 0]


def test_documents_without_any_term_can_be_searched_stored_and_paired() -> None:
    index = TermIndex.build([[], []])

    restored = TermIndex.restore(2, index.arrays)

    assert restored.cosine([["client"]])[0].tolist() == restored.bm25([["client"]])[0].tolist() == [0, 0]
    assert restored.pairwise().tolist() == [[0, 0], [0, 0]]


def test_terms_beyond_ascii_survive_storing() -> None:
    built = TermIndex.build([["één", "кот"], ["猫 "]])

    restored = TermIndex.restore(2, built.arrays)

    assert restored.cosine([["猫 "]])[0][1] == pytest.approx(1)
    assert restored.cosine([["кот"]])[0][0] > 0


@quick
@given(documents, backgrounds, queries)
def test_a_score_is_the_sum_over_each_posting_of_each_term(
    given_documents: list[list[str]], background: list[list[str]], query: list[str]
) -> None:
    index = TermIndex.build(given_documents, background)
    arrays = index.arrays
    terms = bytes(arrays["terms"].astype(np.uint8)).decode().split("\n")
    idf = {term: float(value) for term, value in zip(terms, arrays["idf"], strict=False)}
    rarest = max(1.0, *idf.values()) if idf else 1.0
    weights = {term: (1 + np.log(query.count(term))) * idf.get(term, rarest) for term in query}
    norm = np.sqrt(sum(weight**2 for weight in weights.values())) or 1.0

    expected = np.zeros(len(given_documents))
    for number, (start, end) in enumerate(zip(arrays["starts"], arrays["starts"][1:], strict=False)):
        for posting in range(int(start), int(end)):
            expected[arrays["documents"][posting]] += (
                weights.get(terms[number], 0.0) / norm * float(arrays["cosine"][posting])
            )

    np.testing.assert_allclose(index.cosine([query])[0], expected, atol=1e-5)


@pytest.mark.parametrize("products", [1_000, 0, 5], ids=["by a product of matrices", "in pairs", "by both"])
def test_many_questions_at_once_are_as_one_after_the_other(monkeypatch: pytest.MonkeyPatch, products: int) -> None:
    monkeypatch.setattr("knowledge.matching.lexical._PRODUCTS_A_PAIR", products)
    index = TermIndex.build([*CLAUSES, [], ["press", "photo", "photo"], *([["rare", "press"]] * 9)], [["b1"]])
    asked = [["client", "press", "press"], [], ["unknown"], ["b1", "photo", "unknown", "stranger"], ["call", "rare"]]

    for scores in (index.cosine, index.bm25):
        np.testing.assert_allclose(scores(asked), [scores([terms])[0] for terms in asked], atol=1e-6)


@quick
@given(documents, backgrounds, st.randoms(use_true_random=False))
def test_a_document_asked_is_what_its_terms_asked_are(
    given_documents: list[list[str]], background: list[list[str]], chance: random.Random
) -> None:
    index = TermIndex.build(given_documents, background)
    places = chance.choices(range(len(given_documents)), k=5)
    asked = [given_documents[place] for place in places]

    for scores in (index.cosine, index.bm25):
        np.testing.assert_allclose(scores(index.numbered(places)), scores(asked), atol=1e-5)


def test_terms_that_another_index_numbered_are_refused() -> None:
    asked = TermIndex.build([["client"], ["press"]]).number([["press"]])

    with pytest.raises(ValueError, match="other terms"):
        TermIndex.build([["press"], ["client"]]).cosine(asked)
