"""Questions that ask about the same, put together."""

from collections.abc import Sequence

from rapidfuzz.fuzz import token_set_ratio

from knowledge.matching.text import normalise

ALIKE = 72.0
"""From this likeness on (0 to 100, by shared words) two questions count as one; a wrong pair only costs a look."""
_LONGEST_COMPARED = 300
_MOST_GROUPS_COMPARED = 500
"""With how many groups a question is compared; those behind begin groups of their own."""


def group_similar(texts: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The places of the texts that are alike, the largest group first; each place once.

    A text joins the first group whose first text it is like.
    """
    groups: list[tuple[str, list[int]]] = []
    for place, text in enumerate(texts):
        plain = normalise(text[:_LONGEST_COMPARED])
        for first, members in groups[:_MOST_GROUPS_COMPARED]:
            if token_set_ratio(first, plain, score_cutoff=ALIKE):
                members.append(place)
                break
        else:
            groups.append((plain, [place]))
    return tuple(tuple(members) for _, members in sorted(groups, key=lambda group: -len(group[1])))
