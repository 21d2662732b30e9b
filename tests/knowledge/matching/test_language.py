# ruff: noqa: RUF001 -- other alphabets are what is tested
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.matching.bank import bank_questions, concepts
from knowledge.matching.language import FUNCTION_WORDS, LanguageGuess, guess_language
from knowledge.matching.text import words
from knowledge.protocol import Language

KNOWN = concepts().vocabulary
DUTCH = """
mag dat?
mag ik klanten toevoegen op LinkedIn?
foto's van collega's online zetten
kan ik ontslagen worden om een tweet
wie mag er reageren
hoe zit het met appen onder werktijd
m'n baas wil dat ik een post weghaal
logo gebruiken?
klant op insta
facebook tijdens werk
is er een regel over tiktok
privémail lezen
ff snel een story van de meeting
collega pest mij
wachtwoord delen
bedrijfsnaam noemen
welke sites zijn geblokkeerd
mag de manager mijn whatsapp zien?
screenshot van slack delen
mag ik liken wat ik wil
"""
ENGLISH = """
is that allowed?
can I add clients on LinkedIn?
photos of colleagues online
can i loose my job over a tweet
who may respond
what about texting at work
my boss wants me to delete a post
use the logo?
customer on insta
facebook during work
is there a rule about tiktok
reading private mail
quick story from the meeting
a coworker bullies me
sharing passwords
mention the company name
which sites are blocked
may I not post this
share a screenshot of slack
sick leave and instagram
"""
DUTCH_WITH_LOANWORDS = """
wat is de policy voor social media posts
meeting recap delen op de company page
content creator worden naast m'n job
mag ik een story posten met een giveaway
kan ik mijn followers een discount code geven
mag ik m'n team taggen in een LinkedIn update
is een retweet ook een statement van de company
screenshots van de groepschat sharen mag dat
"""
FOREIGN = {
    "de": """
        Darf ich Kunden auf LinkedIn hinzufügen?
        Kann ich wegen eines Tweets entlassen werden?
        Wer darf im Namen der Firma antworten?
        Ist es verboten Fotos von Kollegen zu posten?
        welche regeln gelten für facebook und instagram
    """,
    "fr": """
        Puis-je ajouter des clients sur LinkedIn ?
        Est-ce que je peux être viré pour un tweet ?
        Qui peut répondre au nom de l'entreprise ?
        J'ai le droit de publier une photo de mes collègues ?
        c'est permis de poster des photos
    """,
    "es": """
        ¿Puedo añadir clientes en LinkedIn?
        ¿Me pueden despedir por un tuit?
        ¿Quién puede responder en nombre de la empresa?
        puedo usar el logo de la empresa
        esta prohibido criticar a mi jefe
    """,
    "tr": """
        LinkedIn'de müşteri ekleyebilir miyim?
        Bir tweet yüzünden işten atılabilir miyim?
        Şirket adına kim cevap verebilir?
        patronum e-postalarımı okuyabilir mi
        sirket logosunu kullanabilir miyim
    """,
    "pl": """
        Czy mogę dodawać klientów na LinkedIn?
        Kto może odpowiadać w imieniu firmy?
        czy moge uzyc logo firmy
        jakie są zasady na instagramie
    """,
    "it": """
        Posso aggiungere clienti su LinkedIn?
        Posso essere licenziato per un tweet?
        Chi può rispondere a nome dell'azienda?
        Il capo può leggere le mie email?
    """,
    "pt": """
        Posso adicionar clientes no LinkedIn?
        Posso ser demitido por causa de um tweet?
        é proibido criticar o chefe
    """,
    "sv": """
        Får jag lägga till kunder på LinkedIn?
        må jeg dele bilder av kolleger
    """,
    "Cyrillic": """
        Можно ли добавлять клиентов в LinkedIn?
        Чи можу я додавати клієнтів?
    """,
    "Greek": "Μπορώ να προσθέσω πελάτες στο LinkedIn;",
    "Arabic": "هل يمكنني إضافة العملاء على لينكد إن؟",
    "Hebrew": "האם מותר לי להוסיף לקוחות",
    "Chinese": "我可以在LinkedIn上添加客户吗?",
    "Japanese": "LinkedInで顧客を追加してもいいですか",
    "Korean": "LinkedIn에서 고객을 추가해도 되나요?",
}
OURS_WITH_FOREIGN_WORDS = """
Mag ik Łukasz taggen?
Mag ik een foto met Şahin en Müller plaatsen?
Mag ik El Niño noemen in een post
foto van François op café
can I post a photo of José and Łukasz
Is L'Oréal a client I can name?
kan ik d'r foto plaatsen
s'avonds op facebook
posts over Los Angeles
Łukasz?
hasta la vista
die deal met La Place
kann ik klanten toevoegen
is dat verboten
vive la france posten op insta
mi casa es su casa in mijn bio zetten mag dat
ik zit in de or, mag ik dat zeggen
me too posten
no way
wtf
"""
NO_HOLD = ["", "   ", "?!", "😀", "LinkedIn", "12345", "\0\x07", "xyzzy"]


def lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


def guess(text: str, otherwise: Language = Language.NL) -> LanguageGuess:
    return guess_language(text, otherwise=otherwise, known=KNOWN)


@pytest.mark.parametrize(
    ("question", "language"),
    [(question, Language.NL) for question in lines(DUTCH)] + [(question, Language.EN) for question in lines(ENGLISH)],
)
def test_a_short_question_is_told_by_its_words_against_what_was_expected(question: str, language: Language) -> None:
    (other,) = set(Language) - {language}

    assert guess(question, otherwise=other) == LanguageGuess(language, sure=True, foreign=False)


@pytest.mark.parametrize("question", lines(DUTCH_WITH_LOANWORDS))
def test_dutch_with_english_loanwords_is_dutch(question: str) -> None:
    assert guess(question, otherwise=Language.EN) == LanguageGuess(Language.NL, sure=True, foreign=False)


@pytest.mark.parametrize("otherwise", Language)
@pytest.mark.parametrize("text", NO_HOLD, ids=ascii)
def test_a_text_that_gives_no_hold_is_taken_for_what_was_expected(text: str, otherwise: Language) -> None:
    assert guess(text, otherwise) == LanguageGuess(otherwise, sure=False, foreign=False)


@pytest.mark.parametrize("question", [one for block in FOREIGN.values() for one in lines(block)])
def test_a_question_in_a_third_language_is_foreign(question: str) -> None:
    assert guess(question).foreign


@pytest.mark.parametrize("question", lines(OURS_WITH_FOREIGN_WORDS))
def test_a_foreign_name_or_saying_does_not_make_a_question_foreign(question: str) -> None:
    assert not guess(question).foreign


def test_no_everyday_question_is_foreign_or_taken_for_the_other_language() -> None:
    guesses = {known: guess(known.question, otherwise=known.language) for known in bank_questions()}

    assert [known.question for known, found in guesses.items() if found.foreign] == []
    assert [known.question for known, found in guesses.items() if found.language is not known.language] == []


def test_further_words_decide_where_there_are_no_function_words() -> None:
    known = {Language.NL: frozenset({"xyzzy"}), Language.EN: frozenset[str]()}

    assert guess_language("xyzzy", otherwise=Language.EN, known=known).language is Language.NL


def test_a_further_word_of_both_languages_decides_nothing() -> None:
    known = dict.fromkeys(Language, frozenset({"xyzzy"}))

    assert not guess_language("xyzzy", known=known).sure


def test_function_words_are_written_as_they_are_read() -> None:
    unread = {word for known in FUNCTION_WORDS.values() for word in known if words(word) != [word]}

    assert unread == set()


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_any_text_gets_a_language(text: str) -> None:
    assert guess(text).language in Language
