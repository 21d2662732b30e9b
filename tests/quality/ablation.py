"""Leaves one kind of evidence out at a time: ``python -m tests.quality.ablation [FOLDER …]``.

The model is fitted anew without it, and judged as in the bench: every set without its family. It shows what each kind
earns beside all others, on the social-media protocols; the README beside this file has the table.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.matching.decision import Thresholds
from knowledge.matching.encoders import load_encoder
from knowledge.matching.evaluation import Tried, measure
from knowledge.matching.evidence import ENTRY_FEATURES, QUESTION_FEATURES, TOPIC_FEATURES, Evidence
from knowledge.matching.fusion import shipped_coefficients
from knowledge.matching.matcher import conclude
from tests.quality.fitting import Prepared, fit_without, prepare
from tests.quality.labelled import OWN_SETS, read_sets

KINDS: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "classifiers": ("joint", "by_meaning", "by_look", "outside_joint", "outside_meaning", "outside_look"),
    "meaning": tuple(name for name in ENTRY_FEATURES if name.startswith("meaning")),
    "n-grams": tuple(name for name in ENTRY_FEATURES if name.startswith("ngram")),
    "stems": tuple(name for name in ENTRY_FEATURES if name.startswith("stem")),
    "concepts": tuple(name for name in ENTRY_FEATURES if name.startswith("concept")),
    "topics of the bank": (
        *(name for name in TOPIC_FEATURES if name != "topic_bridge"),
        "outside_topics",
        "outside_topics_by_look",
        "topic_certainty",
        "topic_spread",
    ),
    "nearness to the bank": (
        "topic_bridge",
        "outside_best",
        "inside_best",
        "inside_over_outside_topics",
        "nearest_known",
    ),
    "the question's shape": ("words", "content_words", "concepts", "unknown", "mended", "other_language"),
}
"""What is left out together, by the names of its features."""


def without(evidence: Evidence, names: Sequence[str]) -> Evidence:
    """The same evidence as though the features ``names`` said nothing."""
    entries, question = evidence.entries.copy(), evidence.question.copy()
    entries[:, [place for place, name in enumerate(ENTRY_FEATURES) if name in names]] = 0
    question[[place for place, name in enumerate(QUESTION_FEATURES) if name in names]] = 0
    return replace(evidence, entries=entries, question=question)


def judged(prepared: Sequence[Prepared], names: Sequence[str], thresholds: Thresholds) -> dict[str, list[list[Tried]]]:
    """What is made of each set's questions without the features ``names``, by the sets' variant."""
    left = [replace(one, evidence=tuple(without(evidence, names) for evidence in one.evidence)) for one in prepared]
    families = {one.labelled.family for one in left}
    models = {family: fit_without(left, family, thresholds) for family in families}
    found: dict[str, list[list[Tried]]] = {}
    for one in left:
        model, entries = models[one.labelled.family], one.index.entries
        found.setdefault(one.labelled.variant, []).append([
            Tried(question, conclude(question.text, evidence, entries, model))
            for question, evidence in zip(one.labelled.questions, one.evidence, strict=True)
        ])  # fmt: skip
    return found


def main(arguments: Sequence[str]) -> None:
    """Print a row for each kind left out: plain, then with examples."""
    sets = [labelled for labelled in read_sets([OWN_SETS, *map(Path, arguments)]) if labelled.domain]
    encoder = load_encoder()
    thresholds = shipped_coefficients(encoder.name if encoder else None).thresholds
    prepared = [prepare(labelled, encoder) for labelled in sets]
    sys.stdout.write(f"{len(sets)} sets; plain | with examples: top-1, R@3, AUROC, answered, wrong\n")
    for kind, names in KINDS.items():
        found = judged(prepared, names, thresholds)
        row = " | ".join(_figures(found[variant]) for variant in ("plain", "examples"))
        sys.stdout.write(f"without {kind:<22}{row}\n")
        sys.stdout.flush()


def _figures(sets: Sequence[Sequence[Tried]]) -> str:
    value = measure([one for tried in sets for one in tried])
    aurocs = [auroc for tried in sets if (auroc := measure(tried).auroc) is not None]
    figures = (value.top_1, value.recall_3, sum(aurocs) / len(aurocs), value.answered, value.wrong)
    return " ".join("  - " if figure is None else f"{figure:.3f}" for figure in figures)


if __name__ == "__main__":
    main(sys.argv[1:])
