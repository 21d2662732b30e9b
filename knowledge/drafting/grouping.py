"""Questions that ask about the same, put together."""

from collections.abc import Sequence

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import extract_iter

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
    groups: list[list[int]] = []
    firsts: list[str] = []
    known: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        plain = normalise(text[:_LONGEST_COMPARED])
        members = known.get(plain)
        if members is None:
            alike = next(extract_iter(plain, firsts, scorer=token_set_ratio, score_cutoff=ALIKE), None)
            if alike is None:
                groups.append(members := [])
                firsts += [plain] if len(firsts) < _MOST_GROUPS_COMPARED else []
            else:
                members = groups[alike[2]]
            known[plain] = members
        members.append(place)
    return tuple(map(tuple, sorted(groups, key=len, reverse=True)))
