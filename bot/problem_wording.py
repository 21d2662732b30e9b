"""What is wrong with a protocol file, told in the language of who loads it; the code says it in English."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from knowledge.protocol import Language
from knowledge.sentence import Sentence, Value


def tell(sentence: Sentence, language: Language) -> str:
    """``sentence`` in ``language``, and so are the sentences in it; a pattern without words stays as it is."""
    if language is Language.EN:
        return str(sentence)
    values = {name: _told(value, language) for name, value in sentence.values.items()}
    return dutch_patterns().get(sentence.pattern, sentence.pattern).format_map(values)


@cache
def dutch_patterns() -> Mapping[str, str]:
    """The Dutch of each English pattern in ``locales/problems.yaml``."""
    written = resources.files("bot").joinpath("locales", "problems.yaml").read_text(encoding="utf-8")
    return {pair["en"]: pair["nl"] for pair in yaml.safe_load(written)}


def _told(value: Value, language: Language) -> Value:
    match value:
        case Sentence():
            return tell(value, language)
        case int():
            return _DutchInteger(value)
        case float():
            return _DutchDecimal(value)
        case str():
            return value


class _DutchInteger(int):
    """Writes 1,000 as 1.000."""

    def __format__(self, form: str, /) -> str:
        return super().__format__(form).replace(",", ".")


class _DutchDecimal(float):
    """Writes 0.87 as 0,87."""

    def __format__(self, form: str, /) -> str:
        return super().__format__(form).replace(".", ",")
