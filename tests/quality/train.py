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
from tests.quality.fitting import Judged, Prepared, answer_threshold, fit_without, judge, prepare
from tests.quality.labelled import OWN_SETS, read_sets

_TARGET = Path(fusion.__file__).parent / "coefficients.json"
THRESHOLDS = Thresholds(answer=0.8, refer=0.5, clarify=0.12, option=0.04, near=0.15)
"""``answer`` is chosen anew at each fitting; the others by what reads well in the chat, see the quality notes."""
_LOWEST_ANSWER, _HIGHEST_ANSWER = 0.7, 0.9


def main(arguments: Sequence[str]) -> None:
    """Fit both models, with an encoder and by words alone, and write them."""
    sets = read_sets([OWN_SETS, *map(Path, arguments)])
    document: dict[str, object] = {"fitted_on": sorted({f"{labelled.name}:{labelled.variant}" for labelled in sets})}
    for name, encoder in (("with_encoder", load_encoder("use")), ("words_alone", None)):
        if name == "with_encoder" and encoder is None:
            raise SystemExit("The sentence encoder is not installed; without it only half can be fitted.")
        prepared = [prepare(labelled, encoder) for labelled in sets]
        thresholds = replace(THRESHOLDS, answer=round(fair_threshold(prepared), 3))
        document[name] = fusion.as_document(fit_without(prepared, None, thresholds))
        sys.stdout.write(f"{name}: answers from a confidence of {thresholds.answer}\n")
    _TARGET.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}\n")


def fair_threshold(prepared: Sequence[Prepared]) -> float:
    """The confidence to answer from, so that few answers are wrong on protocols that were not learned from."""
    judged: list[Judged] = []
    realistic = [one for one in prepared if one.labelled.domain and one.labelled.variant == "examples"]
    for family in sorted({one.labelled.family for one in realistic}):
        model = fit_without(prepared, family, THRESHOLDS)
        judged.extend(each for one in realistic if one.labelled.family == family for each in judge(one.samples, model))
    return min(max(answer_threshold(judged), _LOWEST_ANSWER), _HIGHEST_ANSWER)


if __name__ == "__main__":
    main(sys.argv[1:])
