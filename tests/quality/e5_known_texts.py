"""Writes the vectors of the texts that come with Magdat: ``python -m tests.quality.e5_known_texts``.

Writes ``knowledge/matching/e5/known_texts.npz``: to be done anew when the bank's questions, the starter protocol, or
what is computed of the model has changed (a test says so).
"""

import sys
from pathlib import Path

from knowledge.matching.bank import bank_questions
from knowledge.matching.e5 import encoder
from knowledge.matching.e5.known_texts import KnownTexts
from knowledge.matching.units import protocol_units
from tests.quality.labelled import read_starter

TARGET = Path(encoder.__file__).parent / "known_texts.npz"


def texts_that_come_with_magdat() -> list[str]:
    """Those that are encoded at a first start, in the order of the alphabet."""
    starter = protocol_units(read_starter().protocol)
    return sorted({*(known.question for known in bank_questions()), *(unit.text for unit in starter)})


def main() -> None:
    """Encode and write."""
    texts = texts_that_come_with_magdat()
    model = encoder.SmallE5()
    TARGET.write_bytes(KnownTexts.of(texts, model.differing(texts)).written())
    sys.stdout.write(f"written: {TARGET.name}, {len(texts)} texts, {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
