r"""The cues of mood in each language: which words permit, forbid, require, exempt, limit or ask.

Regular expressions for lower-case text. Two grades: a narrow cue says a mood, a broad one hints at it. The lists were
tried on some 280 rules of ten protocols, Dutch and English, stern and chatty, none of which may be found to contradict
its own verdict; of the prohibitions among them half are caught when they are given the verdict "allowed".
"""

from dataclasses import dataclass

from knowledge.protocol import Language

_NL_VERB = (
    r"(?:accepteer|antwoord|bel|bespreek|bezoek|deel|doe|doen|film|fotografeer|gebruik|geef|ga|installeer|kopieer"
    r"|like"
    r"|maak|meld|neem|noem|open|plaats|plaatst|post|praat|publiceer|reageer|schrijf|spreek|stuur|tag|toon|verkoop"
    r"|verspreid|vertel|voeg|zeg|zet)t?"
)
_NL_GAP = (
    r"(?:(?!(?:die|dat|als|mits|zolang|maar|tenzij|wanneer|indien|omdat|zodat|waar\w*|om|zonder|behalve|of|en|ook|wel"
    r"|mag|mogen|moet)\b)[\w'@/-]+\s+){0,8}?"
)
_NL_NOT = r"(?:niet(?!\s+alleen\b)|geen|nooit|niets|niemand|nergens|evenmin|nimmer)"
_START = r"(?:^|[.!?:;\n]\s*)"

_EN_NOT = r"(?:\s+(?:not|never)|n't)"
_EN_PEOPLE = r"(?:you|we|they|everyone|everybody|anyone|staff|employees?|colleagues?|people|workers|managers?)"


@dataclass(frozen=True, slots=True)
class Cues:
    """The patterns of one language, in the order in which they take their words from a text in lower case."""

    exempts: str
    unforbids: str
    forbids: str
    permits: str
    requires: str
    hints_permission: str
    hints_prohibition: str
    hints_duty: str
    limits: str
    asks: str


NEGATIONS = {
    Language.NL: (
        "niet", "geen", "nooit", "niemand", "nergens", "evenmin", "nimmer", "verb", "uitgesloten", "ontoelaatbaar",
        "taboe", "boze", "onthoud", "achterwege",
    ),
    Language.EN: ("no", "n't", "never", "need", "prohibit", "forbid", "bann", "off", "bounds", "avoid", "refrain"),
}  # fmt: skip
"""Parts of words without any of which a text neither exempts nor forbids, nor says that a thing is not forbidden."""

CUES = {
    Language.NL: Cues(
        exempts=(
            rf"\bhoe(?:f|ft|ven|fde)\b[^.;!?]{{0,60}}?\b{_NL_NOT}\b(?:\s+(?:\w+\s+){{0,3}}?te\s+\w+)?"
            rf"|\b{_NL_NOT}\s+(?:\w+\s+){{0,3}}?(?:hoef|hoeft|hoeven)\b(?:\s+te\s+\w+)?"
            r"|\bniet\s+(?:\w+\s+)?(?:verplicht|nodig|vereist)\b"
            r"|\bgeen\s+(?:\w+\s+){0,2}?(?:toestemming|goedkeuring|akkoord|plicht|verplichting)"
            r"(?:\s+\w+){0,3}?\s+(?:nodig|vereist|te\s+vragen)\b|\bgeen\s+(?:plicht|verplichting)\b"
        ),
        unforbids=(
            r"\b(?:niet|nergens|geenszins)\s+(?:\w+\s+)?(?:verboden|uitgesloten|erg)\b"
            r"|\bverbied\w*\s+(?:\w+\s+){0,4}?niet\b"
            r"|\bgeen\s+(?:enkel\s+)?(?:bezwaar|probleem|verbod)\b"
        ),
        forbids=(
            rf"\b(?:mag|mogen)\s+{_NL_GAP}{_NL_NOT}\b"
            rf"|\b{_NL_NOT}\s+(?:\w+\s+){{0,4}}?(?:mag|mogen)\b"
            r"|\bverboden\b|\bverbod\b|\bverbied\w*"
            rf"|\b{_NL_NOT}\s+(?:\w+\s+){{0,2}}?(?:toegestaan|toelaatbaar|geoorloofd|toegelaten|de bedoeling"
            rf"|acceptabel)\b"
            rf"|{_START}{_NL_VERB}\s+{_NL_GAP}{_NL_NOT}\b"
            rf"|{_START}(?:geen|nooit|niets)\b"
            rf"|\b{_NL_VERB}\s+(?:je|u|we|wij)\s+{_NL_GAP}{_NL_NOT}\b"
            rf"|\b(?:je|u|we|wij)\s+{_NL_VERB}\s+{_NL_GAP}{_NL_NOT}\b"
            rf"|\b(?:wordt|worden)\s+{_NL_GAP}{_NL_NOT}\b"
            r"|\b(?:uitgesloten|ontoelaatbaar|taboe|uit den boze)\b|\bonthoud(?:t|en)?\s+(?:je|u|zich)\b"
            r"|\bachterwege\b"
        ),
        permits=(
            r"\b(?:mag|mogen)\b|\b(?:toegestaan|toelaatbaar|geoorloofd|toegelaten)\b|\bgerust\b|\bgeen bezwaar\b"
            r"|\bstaa(?:t|n)\s+(?:het\s+)?(?:je|u|\w+)?\s*vrij\b|\bvrij om\b"
        ),
        requires=r"\b(?:moet|moeten|dient|dienen|verplicht\w*|vereist)\b",
        hints_permission=(
            r"\b(?:kun|kunt|kan|kunnen|prima|graag|welkom|recht|vrij|vrijheid|fijn|leuk|mooi|trots|moedig\w*"
            r"|stimuleer\w*"
            r"|waarder\w*|zaak|keuze|kies|kiezen|goed|oké|ok|akkoord|ja|positief|natuurlijk|uiteraard|best)\b"
        ),
        hints_prohibition=(
            r"\b(?:niet|geen|nooit|niets|niemand|nergens|nimmer|evenmin|noch|zonder|alleen|uitsluitend|slechts|enkel"
            r"|verb\w+|onthoud\w*|achterwege|uitgesloten|taboe|binnen|laat|laten|houd\w*|vermijd\w*|voorkom\w*"
            r"|strafbaar"
            r"|weiger\w*|maar|behalve|tenzij|mits|pas|eerst|respecteer\w*|vertrouwelijk|geheim\w*|van ons)\b"
        ),
        hints_duty=(
            r"\b(?:moet|moeten|dient|dienen|verplicht\w*|plicht|vereist|nodig|altijd|steeds|eerst|direct|meteen"
            r"|onmiddellijk|uiterlijk|binnen|zorgt?|meldt?|gemeld|vraagt?|gebruikt?|bewaart?|zet|stuurt?|geeft?|laat|houdt?"
            r"|bel|belt|reageert?|verwijdert?|haalt?|vermeldt?|noemt?|wees|ben|verwacht\w*|doet?|gaat?|alleen|uitsluitend"
            r"|niet|geen|nooit|niets|maar|mits|leest?|volgt?|wisselt?|verandert?|overlegt?|neemt?|slaat?|wordt|worden"
            r"|is aan)\b"
        ),
        limits=(
            r"\b(?:als|mits|alleen|tenzij|zolang|indien|wanneer|uitsluitend|slechts|enkel|zonder|behalve"
            r"|behoudens|maar"
            r"|echter|zodra|voor zover|voorzover|voorwaarden?|dan|hangt|afhankelijk|rekening|terughoudend\w*"
            r"|voorzichtig\w*"
            r"|beperkt\w*|maximaal|hooguit|hoogstens|met mate|redelijk\w*|met toestemming|na toestemming"
            r"|na overleg|waar"
            r"|waarbij|totdat|pas|toch|wel|naarmate|kort|even|buiten|eerst|vooraf|zelf|mag, voor|bedoeld voor)\b"
        ),
        asks=(
            r"\bvraag\w*|\bvragen\b|\bgevraagd\w*|\btoestemming\w*|\boverleg\w*|\bakkoord\w*|\bgoedkeur\w*"
            r"|\bgoedgekeurd\w*"
            r"|\bgoedvind\w*|\bgoedvond\w*|\binstemm\w*|\binstem\w*|\bfiat\w*|\bmeld\w*|\bgemeld\w*|\bvoorleg\w*"
            r"|\bvoorgelegd\w*"
            r"|\bleg\b|\bafstem\w*|\bafgestemd\b|\bstem\b|\bbeslis\w*|\bbesluit\w*|\bbeoorde\w*|\bcheck\w*"
            r"|\bcontroleer\w*"
            r"|\bpermissie\b|\bja\b|\bvia\b|\beerst\b|\bvooraf\w*|\bvantevoren\b|\bvan tevoren\b|\bbespreek\w*"
            r"|\bbesproken\b"
            r"|\bverzoek\w*|\bgroen licht\b|\bakkoord\b|\bschriftelijk\w*|\braadpleeg\w*"
        ),
    ),
    Language.EN: Cues(
        exempts=(
            r"\b(?:do|does|did)(?:\s+not|n't)\s+(?:have|need)\s+(?:to\s+\w+|\w*\s*(?:permission|approval|consent))"
            r"|\b(?:do|does)(?:\s+not|n't)\s+(?:have|need)\s+to\b|\bneed(?:\s+not|n't)\b(?:\s+\w+)?"
            r"|\bno\s+need\s+to\b(?:\s+\w+)?"
            r"|\b(?:nobody|no one)\s+(?:needs?|has)\b(?:\s+to)?(?:\s+\w+)?"
            r"|\b(?:not|n't)\s+(?:\w+\s+)?(?:required|necessary|obliged|mandatory|compulsory|expected)\b"
            r"|n't\s+(?:required|necessary|obliged|mandatory|compulsory|expected)\b"
            r"|\bno\s+(?:permission|approval|consent|obligation|duty)\b(?:\s+(?:is|to|needed|required|necessary))*"
        ),
        unforbids=(
            r"\b(?:not|n't)\s+(?:\w+\s+)?(?:prohibited|forbidden|banned|against)\b"
            r"|n't\s+(?:prohibited|forbidden|banned)\b"
            r"|(?:\bnot|n't)\s+(?:\w+\s+)?(?:prohibit|prevent|forbid|ban|mind|object)\b|\bno\s+(?:objection"
            r"|problem)\b"
            r"|\bnothing\s+(?:wrong|against)\b"
        ),
        forbids=(
            rf"\b(?:may|must|can|could|should|shall|will|wo|ca|need){_EN_NOT}\b|\bcannot\b"
            r"|(?:\bnot|\bnever|n't)\s+(?:\w+\s+)?(?:allowed|permitted|acceptable|appropriate|ok|okay|fine)\b"
            r"|\bprohibits?\b|\bprohibited from\b|\b(?:is|are|be|remains?|strictly)\s+(?:\w+\s+)?(?:prohibited"
            r"|forbidden|banned)\b"
            r"|\bforbids?\b|\boff.limits\b|\bout of bounds\b"
            rf"|{_START}(?:so\s+|and\s+|but\s+)?(?:please\s+)?(?:do\s+not|don't|never|avoid|refrain)\b"
            rf"|{_START}no\b|\b(?:please|so|and|but|then|,)\s+(?:do\s+not|don't|never)\b"
            r"|(?<!if )(?<!when )(?<!where )(?<!that )(?<!what )\b(?:you|we|employees|staff|colleagues)\s+"
            r"(?:do\s+not|don't|never)\s+(?!have|need|want|know|like|wish|agree|intend|hear|receive|get|see|mind"
            r"|expect)\w+"
        ),
        permits=(
            rf"\b{_EN_PEOPLE}\s+(?:also\s+|certainly\s+|always\s+)?may\b(?!\s+be\b|\s+(?:face|lose|get|receive"
            rf"|have)\b)"
            r"|\bmay\s+be\s+(?:added|discussed|followed|given|liked|mentioned|named|opened|posted|published"
            r"|quoted|read|sent"
            r"|shared|shown|told|used|visited)\b"
            r"|\b(?:is|are|'s|'re)\s+(?:\w+\s+)?(?:allowed|permitted|fine|ok|okay|welcome|permissible)\b"
            r"|\bfeel free\b|\bfree to\b"
        ),
        requires=r"\b(?:must|shall|requir\w*|have to|has to|need to|needs to|obliged|mandatory)\b",
        hints_permission=(
            r"\b(?:can|could|may|might|allow\w*|permit\w*|permissible|fine|ok|okay|welcome|encourag\w*|right"
            r"|freedom|free"
            r"|glad|happy|proud|great|good|appreciat\w*|choice|choose|business|yes|sure|course|love|like|please|enjoy"
            r"|appropriate)\b"
        ),
        hints_prohibition=(
            r"\b(?:not|no|never|none|nothing|nobody|nowhere|without|only|unless|except|refrain\w*|avoid\w*"
            r"|prohibit\w*"
            r"|forbid\w*|forbidden|ban|banned|keep|keeps|leave|stop|stays?|violat\w*|breach\w*|risk\w*|off|inside"
            r"|but|if|first"
            r"|provided|cannot|confidential|secret|respect|belongs?)\b|n't\b"
        ),
        hints_duty=(
            r"\b(?:must|shall|should|requir\w*|have to|has to|need|needs|always|ensure|make sure|oblig\w*|duty|at once"
            r"|immediately|straight|right away|first|within|only|not|no|never|expect\w*|but|provided"
            r"|responsib\w*)\b|n't\b"
            rf"|(?:{_START}|[,;]\s|\b(?:and|then|please|also|so)\s)(?:add|ask|be|call|change|check|comply|consider|contact"
            r"|delete|do|follow|forward|give|inform|keep|let|log|mention|pass|put|read|remove|report|save|say|send|state"
            r"|store|take|tell|use)\b"
        ),
        limits=(
            r"\b(?:if|only|unless|as long as|so long as|provided|providing|when|where|without|except|but|however"
            r"|subject to|conditions?|conditional\w*|within|limit\w*|depend\w*|reasonabl\w*|careful\w*|care"
            r"|cautio\w*|until"
            r"|once|whether|while|permission|moderation|outside|sparingly|before|first|after|though|although|must"
            r"|comply|restrict\w*|short|brief\w*|yourself|factors?)\b"
        ),
        asks=(
            r"\bask\w*|\bapprov\w*|\bpermission\b|\bconsent\w*|\bconsult\w*|\bcheck\w*|\bagree\w*|\bsign.?off\b"
            r"|\bclear(?:ed|ance)?\b"
            r"|\bgo.?ahead\b|\bconfirm\w*|\bdiscuss\w*|\btalk\b|\bsubmit\w*|\bauthori[sz]\w*|\bfirst\b"
            r"|\bbefore\w*|\bprior\b"
            r"|\bin advance\b|\bthrough\b|\bvia\b|\bdecid\w*|\brequest\w*|\bsay(?:s)? yes\b|\bgreen light\b"
            r"|\breport\w*|\bnotif\w*"
            r"|\btell\b|\brun (?:it|this|them)\b|\bput (?:it|this) to\b|\breview\w*|\bin writing\b"
        ),
    ),
}
