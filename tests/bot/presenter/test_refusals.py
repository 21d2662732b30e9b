import typing
from datetime import date

import pytest

from bot import errors
from bot.errors import (
    CaseRefusal,
    CaseRefusedError,
    Forbidden,
    MagdatError,
    NotAllowedError,
)
from bot.presenter.refusals import error_sentence
from bot.question import QuestionRefusedError, Refusal
from bot.wording import wording_in
from knowledge.protocol import Language

VALUES: dict[str, object] = {
    "version": "2", "day": date(2027, 1, 1), "live": "kruim", "id": "other", "count": 2, "draft": "x", "limit": 500,
    "file": "protocol.yaml", "name": "Anna",
}  # fmt: skip
FOR_PEOPLE: list[MagdatError] = [
    *(CaseRefusedError(reason, "Ina" if reason is CaseRefusal.HELD_BY_OTHER else "") for reason in CaseRefusal),
    *(NotAllowedError(reason) for reason in Forbidden),
    *(QuestionRefusedError(reason) for reason in Refusal),
    *(errors.PublishRefusedError(reason, **VALUES) for reason in errors.PublishRefusal),
    errors.DraftNotFoundError(),
    errors.CaseNotFoundError(),
    errors.QuestionNotFoundError(),
    errors.OptionNotFoundError(),
    errors.TextMissingError(),
    errors.NowhereToShareError(),
    errors.ConversationUnknownError(),
    errors.VersionGoneError(date(2026, 3, 3)),
    errors.NoPagesError(),
    errors.CaseChangedError(),
    errors.FileUnavailableError(),
    errors.StorageUnavailableError(),
    *(errors.ComesTooOftenError(seconds) for seconds in (1, 60)),
]
FOR_THE_CODE = {
    "LinkUnusableError",
    "MagdatError",
    "RightsUnknownError",
    "SealBrokenError",
    "UnreadableEventError",
    "DeliveryDelayedError",
    "DeliveryRefusedError",
    "DeliveryUncertainError",
    "CannotTellError",
    "NoFilesHereError",
}
"""What the code handles itself; nobody reads these."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("error", FOR_PEOPLE, ids=repr)
def test_everything_that_is_refused_has_a_sentence(error: MagdatError, language: Language) -> None:
    sentence = error_sentence(error, wording_in(language))

    assert sentence.endswith((".", "?"))
    assert "{" not in sentence


@pytest.mark.parametrize("language", Language)
def test_no_two_reasons_to_refuse_a_case_read_the_same(language: Language) -> None:
    sentences = [error_sentence(CaseRefusedError(reason), wording_in(language)) for reason in CaseRefusal]

    assert len(set(sentences)) == len(CaseRefusal)


def test_no_error_is_forgotten() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, MagdatError)}

    assert kinds == FOR_THE_CODE | {type(error).__name__ for error in FOR_PEOPLE} - {"QuestionRefusedError"}


def test_who_holds_a_case_is_named_also_without_a_name() -> None:
    wording = wording_in(Language.EN)

    assert error_sentence(CaseRefusedError(CaseRefusal.HELD_BY_OTHER, "Ina"), wording).startswith("Ina has picked up")
    assert error_sentence(CaseRefusedError(CaseRefusal.HELD_BY_OTHER), wording).startswith("A colleague has picked up")


def test_a_kind_of_a_known_error_has_its_sentence() -> None:
    class DiskFullError(errors.StorageUnavailableError):
        pass

    assert error_sentence(DiskFullError(), wording_in(Language.NL)).startswith("Ik kan nu niets bewaren")


def test_an_error_nobody_can_act_on_has_no_sentence() -> None:
    with pytest.raises(StopIteration):
        error_sentence(typing.cast("MagdatError", errors.SealBrokenError()), wording_in(Language.NL))
