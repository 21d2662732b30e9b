"""Format 1 of the protocol file: every key, what stands under it and its bounds. The one definition there is.

The loader reads a file by it and the JSON Schema is made from it. A field names the attribute it fills where that
differs from the key, and the words that people type instead of the key, for "did you mean".
"""

from knowledge.circumstances import NOT_KNOWN
from knowledge.protocol import (
    Circumstance,
    Clause,
    Contact,
    Elsewhere,
    Group,
    HandOver,
    LadderStep,
    Language,
    OpenTopic,
    Option,
    Organisation,
    ProtocolTest,
    Verdict,
)
from knowledge.protocol_file.field_kinds import (
    FEWEST_OPTIONS,
    ID_PATTERN,
    MOST_OPTIONS,
    NO_CLAUSE,
    Choice,
    Day,
    Field,
    FormatNumber,
    Id,
    Line,
    ListOf,
    Named,
    PhrasesByLanguage,
    Reference,
    Section,
    TextByLanguage,
    TextsByLanguage,
    Unique,
)

_NAME = Line(200)
_TOPIC = Line(64, ID_PATTERN, "the name of a topic", "small letters, digits and hyphens, such as client-contacts")
_STEP = Line(64, ID_PATTERN, "the name of a step", "small letters, digits and hyphens, such as removal-request")
EMAIL = Line(
    254, r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
    "an email address", "one address and nothing else, such as hr@voorbeeld.example",
)  # fmt: skip
PHONE = Line(
    40, r"\+?[0-9][0-9 ()./-]*", "a phone number", "digits and spaces, such as +31 20 123 45 67", often_a_number=True
)
_MEMBER_ID = Line(100, "[A-Za-z0-9._@:-]+", "the id of a group", "the id as the platform shows it, without spaces")
_QUESTIONS = PhrasesByLanguage(longest=500, most=50)

_VERDICTS = (
    ("yes", "allowed"), ("ja", "allowed"), ("ok", "allowed"), ("toegestaan", "allowed"), ("permitted", "allowed"),
    ("no", "forbidden"), ("nee", "forbidden"), ("verboden", "forbidden"), ("prohibited", "forbidden"),
    ("not_allowed", "forbidden"), ("depends", "conditional"), ("soms", "conditional"),
    ("voorwaardelijk", "conditional"), ("ask", "ask-first"), ("vragen", "ask-first"), ("permission", "ask-first"),
    ("mandatory", "required"), ("verplicht", "required"), ("must", "required"), ("info", "information"),
    ("informatie", "information"), ("informational", "information"),
)  # fmt: skip

ORGANISATION = Section("the organisation", Organisation, (
    Field("name", _NAME, "The name of the organisation, as its people say it.", required=True, aka=("naam",),
          examples=("Voorbeeld B.V.",)),
    Field("also", ListOf(_NAME, most=50, of="names"), "Other names and handles it is known by.",
          aka=("aliases", "ook", "names"), examples=("@voorbeeldbv",)),
))  # fmt: skip

PROTOCOL = Section("the protocol", dict, (
    Field("id", Id("protocol"), "The stable name of this protocol.", required=True,
          examples=("voorbeeld-social-media",)),
    Field("title", TextByLanguage(200), "What the protocol is called.", required=True, aka=("titel", "name", "naam")),
    Field("version", Line(40, often_a_number=True), "The version, as you count: shown with every answer.",
          required=True, aka=("versie",), examples=("2026.1",)),
    Field("effective_from", Day(), "The first day on which this version holds.",
          aka=("effective", "valid_from", "date", "datum", "ingangsdatum"), examples=("2026-01-01",)),
    Field("review_by", Day(), "The day by which the protocol must have been looked at again.",
          aka=("review", "review_date", "expires", "herzien_voor"), examples=("2027-01-01",)),
    Field("owner", _NAME, "Who keeps the protocol up to date.", aka=("eigenaar", "author"), examples=("HR",)),
    Field("languages", ListOf(Choice(Language), of="languages", most=2, least=1, apart=True),
          "The languages of the protocol; the words of the first one are binding.", required=True,
          aka=("language", "talen", "taal")),
    Field("organisation", ORGANISATION, "The employer.", aka=("organization", "company", "organisatie", "bedrijf")),
    Field("disclaimer", TextByLanguage(500, lines=True), "A short note shown under every answer.", aka=("voorbehoud",)),
))  # fmt: skip

CONTACT = Section("a contact", Contact, (
    Field("name", _NAME, "The name of the person or the desk.", required=True, aka=("naam",), examples=("HR-loket",)),
    Field("email", EMAIL, "Where to write to.", aka=("e_mail", "mail"), examples=("hr@voorbeeld.example",)),
    Field("phone", PHONE, "The number to call.", aka=("telephone", "tel", "telefoon"),
          examples=("+31 20 123 45 67",)),
))  # fmt: skip

GROUP = Section("a group", Group, (
    Field("title", TextByLanguage(200), "What the group is called.", required=True, aka=("titel", "name", "naam")),
    Field("slack", ListOf(_MEMBER_ID, of="ids", most=50), "Ids of the Slack user groups whose members belong to it.",
          examples=("S0123",)),
    Field("teams", ListOf(_MEMBER_ID, of="ids", most=50),
          "Ids of the Microsoft Entra groups whose members belong to it."),
))  # fmt: skip

OPTION = Section("an option", Option, (
    Field("title", TextByLanguage(60), "The answer, short enough for a button.", required=True,
          aka=("titel", "name", "naam", "text", "tekst"), examples=("Mijn eigen account",)),
    Field("words", PhrasesByLanguage(longest=100, most=50), "Words by which a question says by itself that it is so.",
          aka=("terms", "keywords", "woorden", "termen")),
    Field("groups", ListOf(Reference("group"), of="groups", most=50, apart=True),
          "The groups to which whoever chooses this belongs.", aka=("group", "groepen", "applies_to")),
))  # fmt: skip

CIRCUMSTANCE = Section("a circumstance", Circumstance, (
    Field("ask", TextByLanguage(200), "The question that finds it out, asked before a rule is quoted.", required=True,
          aka=("question", "title", "vraag", "titel"), examples=("Om welk account gaat het?",)),
    Field("options", Named("option", OPTION, most=MOST_OPTIONS, least=FEWEST_OPTIONS, passes_id=True,
                           reserved=(NOT_KNOWN,)),
          "The answers to choose from, each under its own id.", required=True,
          aka=("choices", "answers", "opties", "antwoorden", "keuzes")),
))  # fmt: skip

CLAUSE = Section("a clause", Clause, (
    Field("id", Id("clause", reserved=(NO_CLAUSE,)), "The stable name of the clause; never used again for another.",
          required=True, examples=("clients-on-linkedin",)),
    Field("number", Unique("number", Line(40, often_a_number=True)),
          "The number as printed in the document; without it the place in this file.",
          aka=("nummer", "nr", "no", "artikel", "article"), examples=("4.2",), counted=True),
    Field("topic", _TOPIC, "What it is about: a topic that Magdat knows, or one of your own.",
          aka=("onderwerp", "subject", "category"), examples=("client-contacts",)),
    Field("title", TextByLanguage(200), "A short heading.", required=True, aka=("titel", "name", "heading", "kop")),
    Field("verdict", Choice(Verdict, _VERDICTS), "What the clause says of the act it speaks about.", required=True,
          aka=("oordeel", "answer", "status", "outcome")),
    Field("rule", TextByLanguage(8_000, lines=True), "The rule itself: always quoted word for word.", required=True,
          aka=("text", "regel", "tekst", "body", "clause")),
    Field("conditions", TextsByLanguage(TextByLanguage(1_000, lines=True), most=30),
          "Conditions that belong to the rule, shown as a list.", aka=("condition", "voorwaarden", "if")),
    Field("because", TextByLanguage(2_000, lines=True), "Why the rule exists.",
          aka=("reason", "why", "omdat", "reden", "rationale")),
    Field("questions", _QUESTIONS, "Questions that this clause answers, as people type them.", attribute="examples",
          aka=("examples", "question", "vragen", "vraag", "faq")),
    Field("terms", PhrasesByLanguage(longest=100, most=50), "Words that mean this clause in this organisation.",
          aka=("words", "keywords", "synonyms", "woorden", "termen")),
    Field("applies_to", ListOf(Reference("group"), of="groups", most=50, least=1, apart=True),
          "The groups it speaks to; without it everyone.", aka=("for", "groups", "voor", "geldt_voor")),
    Field("when", ListOf(Reference("option"), of="options", most=9, least=1, apart=True),
          "The options of circumstances that it holds for; without it always.", aka=("only_when", "wanneer", "als"),
          examples=("company-account",)),
    Field("otherwise", Reference("clause"), "The clause for those it does not apply to, or for when it does not hold.",
          aka=("else", "anders")),
    Field("see_also", ListOf(Reference("clause"), of="clauses", most=20, apart=True), "Related clauses.",
          aka=("related", "see", "zie_ook")),
    Field("review_by", Day(), "The day by which this clause must have been looked at again.",
          aka=("review", "review_date", "herzien_voor"), examples=("2026-06-01",)),
    Field("hand_over", Choice(HandOver), "Whether HR is offered beside this clause, or always asked as well.",
          aka=("handover", "escalate", "hr")),
))  # fmt: skip

LADDER_STEP = Section("a step of the ladder", LadderStep, (
    Field("step", _STEP, "A short name for the step.", required=True, aka=("id", "name", "stap"),
          examples=("removal-request",)),
    Field("text", TextByLanguage(4_000, lines=True), "What can follow; always quoted whole.", required=True,
          aka=("rule", "tekst")),
    Field("evidence", TextsByLanguage(TextByLanguage(1_000, lines=True), most=30),
          "What the employer must be able to show before taking this step.", aka=("proof", "bewijs")),
))  # fmt: skip

OPEN_TOPIC = Section("a topic left open", OpenTopic, (
    Field("topic", Unique("topic", _TOPIC), "The topic that the protocol leaves open on purpose.", required=True,
          aka=("onderwerp", "id"), examples=("private-mail",)),
    Field("reason", TextByLanguage(2_000, lines=True), "Why it is left open.", required=True,
          aka=("because", "why", "reden")),
))  # fmt: skip

ELSEWHERE = Section("a question answered elsewhere", Elsewhere, (
    Field("title", TextByLanguage(200), "What the question is about.", required=True, aka=("titel", "name", "topic")),
    Field("questions", _QUESTIONS, "The question, as people type it.", attribute="examples",
          aka=("examples", "question", "vragen")),
    Field("refer_to", TextByLanguage(2_000, lines=True), "Where the answer is.", required=True,
          aka=("refer", "see", "answer", "verwijs_naar")),
))  # fmt: skip

PROTOCOL_TEST = Section("a test", ProtocolTest, (
    Field("ask", Line(500), "A question that must keep working, as people type it.", required=True,
          aka=("question", "q", "vraag")),
    Field("expect", Reference("clause", or_none=True),
          f'The id of the clause that must be found, or "{NO_CLAUSE}" when none may be quoted.', required=True,
          aka=("clause", "answer", "gold", "verwacht")),
    Field("given", ListOf(Reference("option"), of="options", most=9, least=1, apart=True),
          "The options that hold for whoever asks.", aka=("when", "gegeven"), examples=("company-account",)),
    Field("asks", Reference("circumstance"), "The circumstance that must be asked about before the clause is quoted.",
          aka=("circumstance", "asks_for"), examples=("account",)),
))  # fmt: skip

FILE = Section("the file", dict, (
    Field("magdat", FormatNumber(), "The version of this file format.", required=True),
    Field("protocol", PROTOCOL, "The document as a whole.", required=True, aka=("document", "meta")),
    Field("contacts", Named("contact", CONTACT, most=50), "Whom to turn to; the contact \"hr\" is offered first.",
          aka=("contact",)),
    Field("groups", Named("group", GROUP, most=100, passes_id=True),
          "Who a clause can speak to; members are found on each platform.", aka=("group", "groepen")),
    Field("circumstances", Named("circumstance", CIRCUMSTANCE, most=20, passes_id=True),
          "What is asked about someone's situation where it depends on that which clause holds.",
          aka=("circumstance", "situations", "omstandigheden")),
    Field("clauses", ListOf(CLAUSE, of="clauses", most=2_000, least=1),
          "The rules, in the order of the document.", required=True,
          aka=("rules", "regels", "bepalingen", "artikelen", "articles")),
    Field("ladder", ListOf(LADDER_STEP, of="steps", most=20),
          "What follows on a breach, mildest first: quoted whole, never applied to a person.",
          aka=("sanctions", "sancties", "consequences")),
    Field("not_regulated", ListOf(OPEN_TOPIC, of="topics", most=100), "Topics left open on purpose, with the reason.",
          aka=("unregulated", "open")),
    Field("elsewhere", ListOf(ELSEWHERE, of="questions", most=500),
          "Known questions that another document or person answers.",
          aka=("other",)),
    Field("tests", ListOf(PROTOCOL_TEST, of="tests", most=2_000),
          "Questions that must keep working: run before going live.",
          aka=("test",)),
))  # fmt: skip
