import json

import pytest

from knowledge.checks.ladder import check_evidence
from tests.knowledge.checks.drafts import load


def steps_without_evidence(*steps: tuple[str, str], evidence: str = "") -> list[str]:
    written = "".join(f"  - {{step: {step}, text: {json.dumps(text)}{evidence}}}\n" for step, text in steps)
    return [problem.written_path for problem in check_evidence(load(end=f"ladder:\n{written}"))]


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("dismissal", "In het uiterste geval."),
        ("ontslag", "In het uiterste geval."),
        ("termination", "As a last resort."),
        ("beeindiging", "In het uiterste geval."),
        ("einde-dienstverband", "In het uiterste geval."),
        ("last-resort", "You can be dismissed."),
        ("last-resort", "This can cost you your job."),
        ("last-resort", "Your contract is terminated."),
        ("uiterste-maatregel", "Er kan ontslag op staande voet volgen."),
        ("uiterste-maatregel", "We beëindigen het dienstverband."),
        ("uiterste-maatregel", "Je arbeidsovereenkomst wordt opgezegd."),
        ("uiterste-maatregel", "Het kan je je baan kosten."),
    ],
)
def test_a_step_that_ends_employment_needs_evidence(step: str, text: str) -> None:
    assert steps_without_evidence((step, text)) == ["ladder[0]"]
    assert steps_without_evidence((step, text), evidence=", evidence: [Het bericht.]") == []


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("talk", "Je leidinggevende bespreekt het bericht met je. Dat leidt niet tot ontslag."),
        ("removal-request", "HR vraagt je het bericht te verwijderen."),
        (
            "removal-request",
            "HR asks you to remove the post. Your job is not at stake, and nobody is fired for a question.",
        ),
        ("measure", "You no longer run a company account for a time."),
        ("schorsing", "Je wordt tijdelijk vrijgesteld van werk."),
    ],
)
def test_a_milder_step_needs_none(step: str, text: str) -> None:
    assert steps_without_evidence((step, text)) == []


def test_a_warning_that_mentions_dismissal_is_not_the_dismissal() -> None:
    warning = ("warning", "Bij herhaling kan ontslag volgen.")

    assert steps_without_evidence(warning, ("dismissal", "In het uiterste geval.")) == ["ladder[1]"]
    assert steps_without_evidence(warning, ("last", "Ontslag, als de schade bewezen is.")) == ["ladder[1]"]


def test_the_remedy_names_the_evidence() -> None:
    (problem,) = check_evidence(load(end="ladder: [{step: dismissal, text: In het uiterste geval.}]\n"))

    assert problem.code == "dismissal-without-evidence"
    assert 'The step "dismissal" ends employment' in problem.message
    assert "Add evidence" in problem.hint
