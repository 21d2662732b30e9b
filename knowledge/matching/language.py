"""Which language a question is written in: Dutch, English, or one that Magdat does not read.

Questions are a few words long, so that tables of letter sequences have little to hold on to: function words decide,
and where there are none the shapes of the words do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import sub

from knowledge.matching.text import normalise, words
from knowledge.protocol import Language

FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    Language.NL: frozenset(
        """
        aan al alle alleen als altijd anders ben bent bij daar daarna daarom dan dat de deze die dit doe doen dus
        echt een eens eigenlijk elke en er ergens ff geen gaan gaat ga gewoon graag haar heb hebben hebt heeft heel
        hem het hier hij hoe hoeveel hoor hun iemand iets ik ikzelf jou jouw jullie kan kunnen kun laat maar mag mogen
        me meer mee meer men met mij mijn mn moet moeten mocht na naar niet niets niks nog nooit nou nu of om omdat
        onder ons onze ook op over per pas samen soms steeds straks tegen terwijl tijdens toch toen tot tussen u uit
        uw vaak van vanaf vanuit vanwege veel verder via voor vooral waar waarom wanneer want waren wat we weer wel
        welk welke wie wij wil willen word worden wordt zal ze zegt zelf zich zij zijn zit zo zoals zomaar zonder zou
        zouden zulke zeg geldt mezelf jezelf zichzelf hoi hallo goedemorgen dag bedankt alsjeblieft aub svp komt kom
        wou dacht hoef hoeft verboden toegestaan toegelaten geoorloofd
        bent zn ie erop erover eraan ervan daarvan daarover iedereen
        """.split()  # noqa: SIM905 -- a block of words is read and kept more easily than a list of strings
    ),
    Language.EN: frozenset(
        """
        a about after all allowed also always am an and any anyone anything are arent as at be because been before
        being but by can cannot cant could did didnt do does doesnt doing dont each ever every everyone for from get
        gets getting give go going got had has hasnt have havent having he her here him his how i id if ill im in into
        is isnt it its ive just let like may maybe me might mine much must my myself need never no nobody not nothing
        of off ok okay on once one only or other our ourselves out over own please shall she should shouldnt since so
        some somebody someone something still such tell than thanks that thats the their them themselves then there
        these they theyre this those though through to too under until up us use very want was wasnt we well were what
        whats when where whether which while who whom whose why will with without wont would you your yours yourself
        forbidden prohibited permitted hello hi hey yes
        """.split()  # noqa: SIM905 -- as above
    ),
}
"""Words that carry grammar and little meaning, normalised; written for this project."""

_OUR_FUNCTION_WORDS = FUNCTION_WORDS[Language.NL] | FUNCTION_WORDS[Language.EN]

_FOREIGN_FUNCTION_WORDS = tuple(
    frozenset(block.split())
    for block in (
        # German
        """
        ich nicht und ist das der dem den des von auf mit fur dass kann konnen wenn wie wer wo was wir sie mein meine
        meinen meinem meiner ein eine einen einem einer welche auch oder aber sind wegen uber bei beim zu zum zur im am
        muss soll wird werden habe hat haben verboten
        """,
        # French
        """
        je j l d n s qu est les des du le la au aux un une et ou dans pour avec sur que qui quoi mon ma mes notre nos
        son sa ses suis ont a de en ne pas peux peut peuvent puis dois doit nous vous votre vos ce cette si quand
        quel quelle quels quelles comment droit il elle on mais sans chez me se
        """,
        # Spanish
        """
        el la los las un una de del al por para con mi mis su sus nuestro nuestra que es esta este esto como cuando
        donde quien y o si no pero en me se lo le sobre sin estoy tengo hay debo mientras
        """,
        # Italian
        """
        il lo la i gli le un una di del dello della dell dei delle al alla nel nella sul sulla su da per con mio mia
        miei mie suo che chi e o non anche quando dove come sono ho se mi si sui questo questa devo
        """,
        # Portuguese
        """
        o a os as um uma de do da dos das no na nos nas em por para com meu minha meus minhas que quem e ou nao se
        como quando onde isso este esta voce eu me sobre ser devo
        """,
        # Turkish
        """
        ben benim bir ve bu ile icin mi mu miyiz var yok degil nasil ama kim ne adina de da
        """,
        # Polish
        """
        czy jest nie na sie w z o do i jak kto co moj moja moje moich moim za dla przez po od mnie jestem musze
        """,
        # Swedish, Danish and Norwegian
        """
        jag jeg och og att at det som inte ikke en ett et av af om for med i vi du har er pa
        till til mitt mina mine hva hvad vad hvem vem kan
        """,
    )
)
"""The same of the languages most often written beside ours."""
_ONLY_FOREIGN = frozenset().union(*_FOREIGN_FUNCTION_WORDS) - _OUR_FUNCTION_WORDS
_FOREIGN_ASKING_WORDS = frozenset(
    """
    darf darfst durfen erlaubt permis interdit puedo puede pueden podemos permitido prohibido posso possono
    possiamo puo permesso vietato pode podem proibido miyim muyum yasak moge moze mozemy mozna wolno
    """.split()  # noqa: SIM905 -- as above
)
"""How one asks there whether something is allowed; nobody borrows these."""
_FOREIGN_SIGNS = frozenset("ñ¿¡ßşğıİłąęśźżćńőűřůěčšžățșãõåæøđ")
"""Neither language writes these, save in a name; accents such as those of "privé" and "coördinator" it does."""
_ELIDED = re.compile(r"\b(l|d|j|n|s|qu|dell|nell|sull)'(?=\w\w)")
"""Joins a small word to the next in French and Italian; Dutch "d'r" and "z'n" have one letter behind it."""
_MAY_BE_ELIDED = re.compile(r"['`]|[^\x00-\x7f]")
"""Only such a text can have an apostrophe when it is normalised."""
_SHAPES: dict[Language, tuple[str, ...]] = {
    Language.NL: ("ij", "sch", "aa", "uu", "oe", "eu", "ui", "cht", "tje", "heid", "isch", "lijk", "zz", "ngen", "vr"),
    Language.EN: ("th", "wh", "sh", "tion", "ck", "ould", "ght", "ough", "y ", "ing ", "ea", "qu", "ly ", "ed ", "ow"),
}
_FUNCTION_WEIGHT, _KNOWN_WEIGHT, _SHAPE_WEIGHT = 30, 15, 4
_FOREIGN_LETTERS_SHARE = 0.4
_FEWEST_FOREIGN_HINTS = 2
_MOST_WORDS_KEPT = 16_384
_NO_WORDS: Mapping[Language, frozenset[str]] = dict.fromkeys(Language, frozenset())


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """What a text seems to be written in.

    Attributes:
        language: The likelier of the two languages.
        sure: False when the text gives no hold; then the place it was asked in knows better.
        foreign: True when it is written in another language altogether.
    """

    language: Language
    sure: bool
    foreign: bool


def guess_language(
    text: str,
    found: Sequence[str] | None = None,
    *,
    otherwise: Language = Language.NL,
    known: Mapping[Language, frozenset[str]] = _NO_WORDS,
) -> LanguageGuess:
    """Guess the language of a short text.

    Args:
        text: Any text.
        found: Its words, where they are known already.
        otherwise: What to take where the text gives no hold.
        known: Further words of a language, normalised, such as those of the domain bank.
    """
    found = words(text) if found is None else found
    if not text.isascii() and _has_foreign_letters(found):
        return LanguageGuess(otherwise, sure=True, foreign=True)
    known_words = (sum(map(known[language].__contains__, found)) for language in (Language.NL, Language.EN))
    lean = sum(map(_lean, found)) + _KNOWN_WEIGHT * sub(*known_words)
    foreign = _is_foreign(text, found, known)
    if not lean:
        return LanguageGuess(otherwise, sure=False, foreign=foreign)
    return LanguageGuess(Language.NL if lean > 0 else Language.EN, sure=True, foreign=foreign)


def _has_foreign_letters(text_words: Sequence[str]) -> bool:
    letters = [sign for word in text_words for sign in word if sign.isalpha()]
    return sum(sign > "\u024f" for sign in letters) > _FOREIGN_LETTERS_SHARE * len(letters)


@lru_cache(_MOST_WORDS_KEPT)
def _lean(word: str) -> int:
    """What the word alone, as one that carries grammar and by its shape, says for Dutch, less what for English."""
    padded = f"{word} "
    dutch, english = (
        _FUNCTION_WEIGHT * (word in FUNCTION_WORDS[language])
        + _SHAPE_WEIGHT * sum(shape in padded for shape in _SHAPES[language])
        for language in (Language.NL, Language.EN)
    )
    return dutch - english


@lru_cache(_MOST_WORDS_KEPT)
def _foreign_hints(word: str) -> int:
    """How much the word alone hints at some other language."""
    return 2 * (word in _FOREIGN_ASKING_WORDS) + (word in _ONLY_FOREIGN)


def _is_foreign(text: str, text_words: Sequence[str], known: Mapping[Language, frozenset[str]]) -> bool:
    """Whether some other language has more to show for itself than ours; a word that both have shows nothing."""
    plain = normalise(text) if _MAY_BE_ELIDED.search(text) else ""
    found = words(_ELIDED.sub(r"\1 ", plain)) if "'" in plain else text_words
    signs = 0 if text.isascii() else sum(not _FOREIGN_SIGNS.isdisjoint(word) for word in text.lower().split())
    if signs + sum(map(_foreign_hints, found)) < _FEWEST_FOREIGN_HINTS:
        return False
    asking = sum(map(_FOREIGN_ASKING_WORDS.__contains__, found))
    ours = {word for word in found if word in _OUR_FUNCTION_WORDS or any(word in more for more in known.values())}
    for theirs in _FOREIGN_FUNCTION_WORDS:
        for_them = signs + 2 * asking + sum(word in theirs and word not in _OUR_FUNCTION_WORDS for word in found)
        for_us = sum(word in ours and word not in theirs for word in found)
        if for_them >= _FEWEST_FOREIGN_HINTS and for_them > for_us:
            return True
    return False
