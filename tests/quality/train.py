"""Fits the matcher's coefficients anew: ``python -m tests.quality.train [FOLDER …]``.

Learns from the sets of this repository and from every set folder given, and writes ``knowledge/matching/
coefficients.json``. What they are worth on sets they have not seen, the bench tells.
"""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.matching import fusion
from knowledge.matching.decision import Thresholds
from knowledge.matching.encoders import ENCODERS, is_installed, load_encoder
from tests.quality.fitting import fit_without, prepare
from tests.quality.labelled import OWN_SETS, read_sets
from tests.remembering import RememberingEncoder

_TARGET = Path(fusion.__file__).parent / "coefficients.json"
_NUMBERS = re.compile(r"\[[-\d.,e\s]+\]")
THRESHOLDS = Thresholds(answer=0.85, refer=0.35, clarify=0.12, option=0.04, near=0.15)
"""``answer``: with families of sets left out, about one answer in twenty is wrong from here on; a lower one answers
more and is wrong more often (``make bench``). The others: what reads well in the chat."""


def main(arguments: Sequence[str]) -> None:
    """Fit a model for each encoder and one for words alone, and write them."""
    missing = [name for name in ENCODERS if not is_installed(name)]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}; without it only a part can be fitted.")
    sets = read_sets([OWN_SETS, *map(Path, arguments)])
    models: dict[str, object] = {}
    for encoder in map(load_encoder, ENCODERS):
        prepared = [prepare(labelled, encoder and RememberingEncoder(encoder)) for labelled in sets]
        name = encoder.name if encoder else fusion.WORDS_ALONE
        models[name] = fusion.as_document(fit_without(prepared, None, THRESHOLDS))
        sys.stdout.write(f"{name}: fitted on {sum(len(one.samples) for one in prepared)} questions\n")
        sys.stdout.flush()
    document = {"fitted_on": sorted({f"{labelled.name}:{labelled.variant}" for labelled in sets}), "models": models}
    _TARGET.write_text(written(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}\n")


def written(document: Mapping[str, object]) -> str:
    """The document as JSON with one list of numbers a line."""
    return _NUMBERS.sub(lambda found: re.sub(r"\s+", " ", found[0]), json.dumps(document, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
