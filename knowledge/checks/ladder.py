"""The ladder: a step that ends someone's employment says what must be shown first."""

import re
from collections.abc import Iterator

from knowledge.checks.remarks import remark
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.protocol import LadderStep
from knowledge.sentence import Sentence

_EMPLOYMENT = r"(?:dienstverband|dienstbetrekking|arbeids\w+|arbeidsovereenkomst|contract|employment|job|baan)"
_ENDS = re.compile(
    r"\bontsla\w*|\bop staande voet\b|\bdismiss\w*|\bfired\b|\bsack(?:ed|ing)?\b"
    rf"|\b(?:be[eë]indig\w*|einde|ontbind\w*|verlies\w*|kost|opzeg\w*)\b[^.!?]{{0,40}}\b{_EMPLOYMENT}"
    rf"|\b{_EMPLOYMENT}\b[^.!?]{{0,40}}\b(?:be[eë]indig\w*|ontbonden|ontbind\w*|opzegg\w*|opgezegd|verliez\w*|kost\w*)"
    rf"|\b(?:terminat\w*|end(?:s|ed|ing)?|los(?:e|es|ing|s)|cost)\b[^.!?]{{0,40}}\b{_EMPLOYMENT}"
    rf"|\b{_EMPLOYMENT}\b[^.!?]{{0,40}}\b(?:terminat\w*|ends?|ended)\b"
)
_ENDS_BY_NAME = re.compile(rf"{_ENDS.pattern}|\bbe[eë]indig\w*|\bterminat\w*|\beinde\b")
_NOT_ENDING = re.compile(r"\b(?:niet|geen|nooit|zonder|voordat|not|no|never|without|before|n't)\b|n't\b")


def check_evidence(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Steps that end employment without saying what evidence they need.

    A step is known by its short name. Where no name says so the texts are read, and the last that speaks of an end
    counts: an earlier one only warns of it.
    """
    ladder = loaded.protocol.ladder
    by_name = [at for at, step in enumerate(ladder) if _ENDS_BY_NAME.search(_words(step.step))]
    by_text = [at for at, step in enumerate(ladder) if _text_ends_employment(step)]
    for at in by_name or by_text[-1:]:
        if not ladder[at].evidence:
            yield remark(
                loaded,
                "dismissal-without-evidence",
                ("ladder", at),
                Sentence(
                    'The step "{step}" ends employment, but does not say what the employer must show first.',
                    step=ladder[at].step,
                ),
                Sentence(
                    "Add evidence: a list of what must be shown, such as the harm done and the request to "
                    "remove the post."
                ),
            )


def _text_ends_employment(step: LadderStep) -> bool:
    sentences = (s for text in step.text.by_language.values() for s in re.split(r"[.!?]+", text.casefold()))
    return any(_ENDS.search(sentence) and not _NOT_ENDING.search(sentence) for sentence in sentences)


def _words(name: str) -> str:
    return re.sub(r"[-_\s]+", " ", name.casefold())
