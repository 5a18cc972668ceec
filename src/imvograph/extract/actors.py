"""Organisations that no gazetteer knows, by what stands around them: what they are called, what they do, who speaks for them.

«het bedrijf Boskalis», «pensioenfonds PFZW»         the word before says what it is
«volgens Profundo», «in gesprek met INretail»        somebody who speaks
«rapport van Human Rights Watch»                     somebody who made it
«gefinancierd door Invest-NL»                        somebody who did it
«publiceerde Global Witness een rapport»             somebody who does it
«Gasunie heeft laten weten», «Modint stelt dat»
"""

import re
from collections.abc import Iterator

from imvograph.extract.institutions import branch
from imvograph.extract.layout import Found, one_of
from imvograph.extract.phrases import END, PHRASE, SP, Capital, found, is_name

# «oliebedrijf Pluspetrol», «supermarktketen Jumbo»: the ends of the words that say what follows.
_CALLED = (
    "bedrijf", "bedrijven", "onderneming", "ondernemingen", "concern", "concerns", "multinational", "multinationals",
    "bank",
    "banken", "verzekeraar", "verzekeraars", "supermarkt", "supermarkten", "keten", "ketens", "organisatie",
    "organisaties",
    "bond", "bonden", "vakcentrale", "vakcentrales", "vereniging", "verenigingen", "stichting", "stichtingen",
    "denktank",
    "denktanks", "dagblad", "krant", "weekblad", "tijdschrift", "fonds", "fondsen", "merk", "merken", "winkel",
    "winkels",
    "reus", "gigant", "producent", "producenten", "fabrikant", "fabrikanten", "leverancier", "leveranciers",
    "exploitant",
    "beheerder", "beheerders", "koepel", "koepels", "bureau", "bureaus", "onderzoeksinstituut", "kennisinstituut",
    "uitgever",
    "omroep", "nieuwssite", "platform", "collectief", "coalitie", "consortium", "dochter", "moederbedrijf", "rederij",
    "maatschappij", "maatschappijen", "toezichthouder", "waakhond", "ngo", "ngo’s", "ngo's", "NGO", "NGO’s", "NGO's",
    "handelshuis", "handelaar", "handelaren", "certificeerder", "aannemer", "aannemers", "rechtspersoon",
    "zorginstelling",
)  # fmt: skip
_NOT_CALLED = frozenset("merk samenwerking beweging".split())
_SUCH_AS = frozenset(("als", "zoals", "waaronder", "namelijk", "onder wie"))
_SPEAKS = frozenset("volgens namens aldus".split())
_ARTICLES = frozenset(("de", "het", "onze", "haar"))
# «… van X»: what only somebody who acts has or makes.
_OF = frozenset(
    "rapport rapporten onderzoek onderzoeken studie publicatie petitie manifest brandbrief artikel reportage "
    "uitzending oproep advies "
    "adviezen signaal signalen reactie standpunt analyse melding klacht woordvoerder woordvoerders directeur "
    "bestuurder bestuurders "
    "bestuur directie topman topvrouw ceo CEO voorzitter leden lid medewerkers werknemers aandeelhouders "
    "vertegenwoordiger vertegenwoordigers "
    "onderzoekers experts juristen hoofdkantoor dochteronderneming dochterbedrijf klanten fabriek fabrieken "
    "secretariaat berichtgeving persbericht "
    "jaarverslag activiteiten medewerking betrokkenheid deelname website zijde kant initiatief bevindingen "
    "aanbevelingen "
    "conclusies cijfers schatting berekening berekeningen enquête brochure handreiking bericht berichten "
    "onderzoeksrapport statement "
    "verklaring bezwaar bezwaren kritiek inbreng zienswijze positionpaper contract contracten verzoek voorstel "
    "pleidooi schip schepen".split()
)
_WITH = frozenset(
    "gesprek gesprekken overleg contact contacten gesproken samenwerking afspraken afspraak samen overlegd contract "
    "overeenkomst afstemming "
    "spreekt sprak spreken sprak samenwerkt samenwerken werkt werken dialoog convenant partnerschap partnerschappen "
    "zaken onderhandelingen "
    "gesprekspartners bijeenkomst partners".split()
)
_AGAINST = frozenset(
    "klacht klachten zaak zaken rechtszaak rechtszaken aangifte procedure boete melding meldingen onderzoek "
    "beschuldigingen vonnis".split()
)
_AT = frozenset(
    "aangesloten werkzaam werkt werken belegd gemeld werknemers onderzoeker onderzoekers hoogleraar medewerker "
    "kinderarbeid misstanden".split()
)
_BY = re.compile(r"\w{3,}(?:d|t|en)\Z")  # «gefinancierd door», «geschreven door»
_NOT_BY = frozenset(
    "wordt word werd zodat dat niet met het wordt kunnen moet moeten en werden worden voorkomen veroorzaakt bepaald".split()
)
_SAYS = (
    "stelt stelde stellen meldt meldde melden schrijft schreef schrijven concludeert concludeerde concluderen zegt "
    "zei zeggen vindt "
    "vinden vond pleit pleitte pleiten roept riep roepen waarschuwt waarschuwde waarschuwen adviseert adviseerde "
    "publiceerde "
    "publiceert onderzocht onderzoekt rapporteerde rapporteert constateerde constateert verkoopt verkocht verkopen "
    "koopt kocht "
    "levert leverde leveren produceert produceerde investeert investeerde belegt beleggen financiert financierde "
    "beheert weigert "
    "weigerde ontkent ontkende bevestigt bevestigde eist eiste presenteerde berichtte bericht berekende becijferde "
    "onthulde onthult "
    "tekende tekenden ondertekende ondertekenden erkent erkende wijst wees benadrukt benadrukte stapt stapte "
    "kondigde kondigt "
    "zegde zegden verwacht verwachten schat schatte belooft beloofde beweert beweerde verklaarde verklaart "
    "organiseert organiseerde "
    "sloot opende lanceerde lanceert noemt noemde vraagt vroeg vragen overhandigde beticht beschuldigt spant spande "
    "voert voerde "
    "ontvangt ontving kreeg krijgt werkt werkte deed vertegenwoordigt vertegenwoordigde ontwikkelde ontwikkelt bepleit"
)
_SAYS_BEFORE = frozenset(_SAYS.split()) - {
    "vragen", "vinden", "werkt", "krijgt", "kreeg", "vraagt", "bericht", "verwacht", "verwachten", "wees", "wijst",
    "voert", "ontvangt", "zeggen",
    "melden", "stellen", "schrijven", "leveren", "vroeg", "noemt", "noemde", "deed", "vond", "levert", "koopt",
    "kocht", "kopen",
}  # fmt: skip
_DOES = re.compile(
    rf"(?:{SP}\((?:[^()\n]{{2,40}})\))?{SP}(?:{one_of(_SAYS)}(?![\w-])"
    rf"|(?:heeft|hebben|is|zijn|had|hadden){SP}(?:[^\s.,;:?!()]{{1,18}}{SP}){{0,7}}?"
    rf"{one_of('laten_weten aangegeven gemeld verklaard gezegd gesteld besloten gepubliceerd gewaarschuwd aangekondigd ondertekend')}"
    rf"(?![\w-])|(?:heeft|hebben){SP}(?:[^\s.,;:?!()]{{1,18}}{SP}){{0,7}}?"
    rf"{one_of('bevestigd gereageerd gevraagd opgeroepen gesproken overhandigd aangeboden geconcludeerd berekend onderzocht')}"
    r"(?![\w-]))"
)
_NAME = re.compile(rf"(?:(?:De|Het|The|Van(?:{SP}de[nr]?)?){SP})?{PHRASE}{END}")
_LONG = re.compile(rf"{PHRASE}{END}")
_ACRONYM = re.compile(r"[A-Z][A-Z&-]{1,7}\Z|[A-Z]+[a-z]{1,3}[A-Z]+\Z")


def by_company(text: str, capital: Capital) -> Iterator[Found]:
    """The organisation that begins with this word with a capital, if what stands before or behind it says so."""
    rule = _before(*capital.before) if capital.within else None
    pattern = _NAME if rule in ("organisation-called", "organisation-maker") else _LONG
    if rule and (named := pattern.match(text, capital.at)):
        if is_name(named[0]):
            yield found(capital.at, branch(text, named.end()), text, rule)
        return
    if (
        capital.within
        and (named := _LONG.match(text, capital.at))
        and is_name(named[0])
        and _DOES.match(text, named.end())
    ):
        yield found(*named.span(), text, "organisation-does")


def _before(word: str, second: str, third: str) -> str | None:
    """What the words before a name, nearest first, say of it."""
    if word in _SUCH_AS:
        word = second.rstrip(",")
        return "organisation-called" if word.endswith(_CALLED) and word not in _NOT_CALLED else None
    if word.endswith(_CALLED) and word not in _NOT_CALLED:
        return "organisation-called"
    if word in _ARTICLES:
        word, second, third = second, third, ""
    if word in _SPEAKS:
        return "organisation-speaks"
    if word in _SAYS_BEFORE:
        return "organisation-does"
    match word:
        case "van":
            return "organisation-maker" if second in _OF else None
        case "met":
            return "organisation-met" if second in _WITH else None
        case "tegen":
            return "organisation-against" if second in _AGAINST else None
        case "bij":
            return "organisation-at" if second in _AT else None
        case "door":
            return "organisation-by" if _BY.match(second) and second not in _NOT_BY else None
    return None
