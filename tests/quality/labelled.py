"""Labelled sets: a folder with ``questions.jsonl``, and ``protocol.yaml``, ``protocol-with-examples.yaml`` or both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from knowledge.loader import read_protocol
from knowledge.matching.evaluation import LabelledQuestion, read_questions
from knowledge.protocol import SocialMediaProtocol

OWN_SETS = Path(__file__).parent / "sets"
STARTER_QUESTIONS = OWN_SETS / "starter-fresh" / "questions.jsonl"
_VARIANTS = {"plain": "protocol.yaml", "examples": "protocol-with-examples.yaml"}


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A protocol with labelled questions.

    Attributes:
        name: The folder's name.
        family: Sets that share questions or texts, and so may not teach what is measured on each other.
        variant: ``examples`` where every clause got example questions of its own, else ``plain``.
        domain: Whether it is a social-media protocol, and not a set from elsewhere that only tests the machinery.
    """

    name: str
    family: str
    variant: str
    domain: bool
    protocol: SocialMediaProtocol
    questions: tuple[LabelledQuestion, ...]


def read_sets(folders: Iterable[Path]) -> list[LabelledSet]:
    """The sets in ``folders`` and in the folders below them, each variant apart, in the order of their names."""
    return [labelled for folder in _set_folders(folders) for labelled in _variants(folder)]


def read_starter() -> LabelledSet:
    """The starter protocol with questions written by someone who had not seen it; nothing learns from them."""
    starter = Path(str(resources.files("knowledge"))) / "starter" / "protocol.yaml"
    questions = tuple(read_questions(STARTER_QUESTIONS))
    return LabelledSet(
        name="starter",
        family="starter",
        variant="examples",
        domain=True,
        protocol=read_protocol(starter).protocol,
        questions=questions,
    )


def _set_folders(folders: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for folder in folders:
        if not folder.is_dir():
            raise SystemExit(f"{folder}: there is no such folder of labelled sets.")
        for questions in sorted(folder.rglob("questions.jsonl")):
            home = questions.parent.resolve()
            if home not in seen:
                seen.add(home)
                yield home


def _variants(folder: Path) -> Iterator[LabelledSet]:
    questions = tuple(read_questions(folder / "questions.jsonl"))
    domain = "public" not in folder.parts
    family = folder.name if domain else folder.name.split("-")[0]
    for variant, file in _VARIANTS.items():
        if (folder / file).is_file():
            protocol = read_protocol(folder / file).protocol
            yield LabelledSet(folder.name, family, variant, domain, protocol, questions)
