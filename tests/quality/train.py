"""Fits the matcher's coefficients anew: ``python -m tests.quality.train [--encoder e5] [FOLDER …]``.

Learns from the sets of this repository and from every set folder given, and writes ``knowledge/matching/
coefficients.json``; with ``--encoder`` for that one alone, while the others stay as they are. What they are worth on
sets they have not seen, the bench tells.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.matching import fusion
from knowledge.matching.decision import Thresholds
from knowledge.matching.encoders import ENCODERS, is_installed, load_encoder
from tests.quality.fitting import fit_without, prepare
from tests.quality.labelled import OWN_SETS, read_sets
from tests.remembering import RememberingEncoder

_TARGET = Path(fusion.__file__).parent / "coefficients.json"
_NUMBERS = re.compile(r"\[[-\d.,e\s]+\]")
THRESHOLDS = Thresholds(answer=0.85, bare=0.85, refer=0.35, clarify=0.12, option=0.04, near=0.15)
"""``answer`` and ``bare``: with families of sets left out, about one answer in twenty is wrong from here on, where
clauses have three examples, and where they have none; a lower one answers more and is wrong more often (``make
bench``). The others: what reads well in the chat."""

_OF_ENCODERS = {"e5": {"answer": 0.9, "bare": 0.9}}
"""With the best encoder one answer in thirty is wrong from here on, on the own sets with three examples, and enough
are left (``tests/quality/README.md``)."""


def main(arguments: Sequence[str]) -> None:
    """Fit a model for each encoder and one for words alone, and write them."""
    asked = argparse.ArgumentParser(prog="train")
    asked.add_argument("--encoder", choices=ENCODERS)
    asked.add_argument("folders", nargs="*", type=Path)
    given = asked.parse_args(arguments)
    wanted = [given.encoder] if given.encoder else ENCODERS
    missing = [name for name in wanted if not is_installed(name)]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}; without it only a part can be fitted.")
    sets = read_sets([OWN_SETS, *given.folders])
    fitted_on = sorted({f"{labelled.name}:{labelled.variant}" for labelled in sets})
    models: dict[str, object] = {}
    if given.encoder:
        before = json.loads(_TARGET.read_text(encoding="utf-8"))
        if before["fitted_on"] != fitted_on:
            raise SystemExit("The others were fitted on other sets: fit them all, without --encoder.")
        models.update(before["models"])
    for which in wanted:
        encoder, thresholds = load_encoder(which), replace(THRESHOLDS, **_OF_ENCODERS.get(which, {}))
        prepared = [prepare(labelled, encoder and RememberingEncoder(encoder)) for labelled in sets]
        name = encoder.name if encoder else fusion.WORDS_ALONE
        models[name] = fusion.as_document(fit_without(prepared, None, thresholds))
        sys.stdout.write(f"{name}: fitted on {sum(len(one.samples) for one in prepared)} questions\n")
        sys.stdout.flush()
    order = (encoder.name if encoder else fusion.WORDS_ALONE for encoder in map(load_encoder, ENCODERS))
    document = {"fitted_on": fitted_on, "models": {name: models[name] for name in order}}
    _TARGET.write_text(written(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}\n")


def written(document: Mapping[str, object]) -> str:
    """The document as JSON with one list of numbers a line."""
    return _NUMBERS.sub(lambda found: re.sub(r"\s+", " ", found[0]), json.dumps(document, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
