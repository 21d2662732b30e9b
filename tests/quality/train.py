"""Fits the matcher's coefficients anew: ``python -m tests.quality.train [FOLDER …]``.

Learns from the sets of this repository and from every set folder given, and writes ``knowledge/matching/
coefficients.json``. What it reports is measured with each family of sets left out in turn.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.matching import fusion
from knowledge.matching.decision import Thresholds
from knowledge.matching.encoders import load_encoder
from tests.quality.fitting import Judged, Sample, answer_threshold, fit, judge, make_samples
from tests.quality.labelled import OWN_SETS, LabelledSet, read_sets

_TARGET = Path(fusion.__file__).parent / "coefficients.json"
_THRESHOLDS = Thresholds(answer=0.8, refer=0.5, clarify=0.12, option=0.04, near=0.15)
"""``answer`` is chosen anew at each fitting; the others by what reads well in the chat, see the quality notes."""
_LOWEST_ANSWER, _HIGHEST_ANSWER = 0.7, 0.9

Samples = list[tuple[LabelledSet, list[Sample]]]


def main(arguments: Sequence[str]) -> None:
    """Fit both models, with an encoder and by words alone, and write them."""
    sets = read_sets([OWN_SETS, *map(Path, arguments)])
    document: dict[str, object] = {"fitted_on": sorted({f"{labelled.name}:{labelled.variant}" for labelled in sets})}
    for name, encoder in (("with_encoder", load_encoder("use")), ("words_alone", None)):
        if name == "with_encoder" and encoder is None:
            raise SystemExit("The sentence encoder is not installed; without it only half can be fitted.")
        samples: Samples = [(labelled, make_samples(labelled, encoder)) for labelled in sets]
        threshold = _fair_threshold(samples)
        thresholds = replace(_THRESHOLDS, answer=round(threshold, 3))
        model = fit([sample for _, these in samples for sample in these], thresholds)
        document[name] = fusion.as_document(model)
        sys.stdout.write(f"{name}: answers from a confidence of {threshold:.3f}\n")
    _TARGET.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}\n")


def leave_one_family_out(samples: Samples) -> list[tuple[LabelledSet, list[Judged]]]:
    """Each set judged by a model that has seen nothing of its family."""
    judged: list[tuple[LabelledSet, list[Judged]]] = []
    for family in sorted({labelled.family for labelled, _ in samples}):
        others = [sample for labelled, these in samples if labelled.family != family for sample in these]
        model = fit(others, _THRESHOLDS)
        judged.extend((labelled, judge(these, model)) for labelled, these in samples if labelled.family == family)
    return judged


def _fair_threshold(samples: Samples) -> float:
    """The confidence to answer from, so that few answers are wrong on protocols that were not learned from."""
    judged = [
        one
        for labelled, these in leave_one_family_out(samples)
        if labelled.domain and labelled.variant == "examples"
        for one in these
    ]
    return min(max(answer_threshold(judged), _LOWEST_ANSWER), _HIGHEST_ANSWER)


if __name__ == "__main__":
    main(sys.argv[1:])
