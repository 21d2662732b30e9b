"""Translations that are missing, or that no longer say what the binding text says."""

from collections.abc import Iterator

from knowledge.checks.drift import differences
from knowledge.checks.remarks import LANGUAGE_NAMES, opening_with, remark
from knowledge.loader import LoadedProtocol
from knowledge.matching.language import guess_language
from knowledge.matching.text import words
from knowledge.problems import Path, Problem
from knowledge.protocol import Language, Phrases, SocialMediaProtocol, Text
from knowledge.sentence import Sentence, joined

_FEWEST_WORDS = 8
"""Shorter texts may well be the same in two languages ("Social media"), or look like another one."""
_READ_FOR_LANGUAGE = 500


def check_translations(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Texts that lack one of the protocol's languages, and translations that differ in what can be compared."""
    for path, text in _texts(loaded.protocol):
        binding = text.binding_language
        for language in loaded.protocol.languages:
            if language == binding:
                continue
            if language not in text.by_language:
                yield _missing(loaded, path, Sentence("text"), language)
                continue
            translation = text.by_language[language]
            wrong = _wrong_language(text.binding, translation, language)
            if wrong:
                yield remark(
                    loaded,
                    "translation-in-wrong-language",
                    (*path, language.value),
                    Sentence("The {language} text {wrong}.", language=LANGUAGE_NAMES[language], wrong=wrong),
                    Sentence("Put the {language} translation here.", language=LANGUAGE_NAMES[language]),
                )
                continue
            found = tuple(differences(text.binding, binding, translation, language))
            if found:
                yield remark(
                    loaded,
                    "translation-drifted",
                    (*path, language.value),
                    Sentence(
                        "The {language} translation looks older than the {binding} text: {found}.",
                        language=LANGUAGE_NAMES[language],
                        binding=LANGUAGE_NAMES[binding],
                        found=joined(found, "; "),
                    ),
                    Sentence(
                        "Read the two side by side, and make the {language} say what the {binding} says: the "
                        "{binding} is binding.",
                        language=LANGUAGE_NAMES[language],
                        binding=LANGUAGE_NAMES[binding],
                    ),
                )


def check_example_languages(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Clauses without any example question, and questions that are missing in one of the languages."""
    for at, clause in enumerate(loaded.protocol.clauses):
        if any(clause.examples.values()):
            yield from _missing_examples(loaded, ("clauses", at, "questions"), clause.examples)
        else:
            yield remark(
                loaded,
                "no-examples",
                ("clauses", at),
                Sentence(
                    "{clause} has no example questions, so only its own words can lead to it.",
                    clause=opening_with(clause),
                ),
                Sentence("Add three or more questions to it under questions, the way people would type them."),
            )
    for at, elsewhere in enumerate(loaded.protocol.elsewhere):
        yield from _missing_examples(loaded, ("elsewhere", at, "questions"), elsewhere.examples)


def _missing_examples(loaded: LoadedProtocol, path: Path, examples: Phrases) -> Iterator[Problem]:
    for language in loaded.protocol.languages:
        if not examples.get(language):
            yield _missing(loaded, path, Sentence("list of example questions"), language)


def _missing(loaded: LoadedProtocol, path: Path, what: Sentence, language: Language) -> Problem:
    return remark(
        loaded,
        "translation-missing",
        path,
        Sentence(
            "This {what} has no {language}, one of the languages of the protocol.",
            what=what,
            language=LANGUAGE_NAMES[language],
        ),
        Sentence(
            "Add it under `{language}:`, or take {language} off the languages of the protocol.", language=language
        ),
    )


def _wrong_language(binding: str, translation: str, language: Language) -> Sentence | None:
    found = words(translation)
    if len(found) < _FEWEST_WORDS:
        return None
    if words(binding) == found:
        return Sentence("is the same as the binding text")
    begin = translation[:_READ_FOR_LANGUAGE]
    guess = guess_language(begin, found if begin == translation else None, otherwise=language)
    if guess.sure and not guess.foreign and guess.language != language:
        return Sentence("seems to be {language}", language=LANGUAGE_NAMES[guess.language])
    return None


def _texts(protocol: SocialMediaProtocol) -> Iterator[tuple[Path, Text]]:
    """Every text that can be translated, with its path, in the order in which files usually have them."""
    yield ("protocol", "title"), protocol.title
    if protocol.disclaimer is not None:
        yield ("protocol", "disclaimer"), protocol.disclaimer
    for group in protocol.groups.values():
        yield ("groups", group.id, "title"), group.title
    yield from _asked(protocol)
    for at, clause in enumerate(protocol.clauses):
        yield ("clauses", at, "title"), clause.title
        yield ("clauses", at, "rule"), clause.rule
        for place, condition in enumerate(clause.conditions):
            yield ("clauses", at, "conditions", place), condition
        if clause.because is not None:
            yield ("clauses", at, "because"), clause.because
    for at, step in enumerate(protocol.ladder):
        yield ("ladder", at, "text"), step.text
        for place, evidence in enumerate(step.evidence):
            yield ("ladder", at, "evidence", place), evidence
    for at, open_topic in enumerate(protocol.not_regulated):
        yield ("not_regulated", at, "reason"), open_topic.reason
    for at, elsewhere in enumerate(protocol.elsewhere):
        yield ("elsewhere", at, "title"), elsewhere.title
        yield ("elsewhere", at, "refer_to"), elsewhere.refer_to


def _asked(protocol: SocialMediaProtocol) -> Iterator[tuple[Path, Text]]:
    for circumstance in protocol.circumstances.values():
        yield ("circumstances", circumstance.id, "ask"), circumstance.ask
        for option in circumstance.options.values():
            yield ("circumstances", circumstance.id, "options", option.id, "title"), option.title
