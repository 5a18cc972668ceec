"""Organisations that no gazetteer knows, by what stands around them: what they are called, what they do, who speaks for them.

«het bedrijf Boskalis», «een reder, Seatrade, »       the word before says what it is
«volgens Profundo», «in gesprek met INretail»        somebody who speaks
«rapport van Human Rights Watch»                     somebody who made it
«gefinancierd door Invest-NL»                        somebody who did it
«het Amerikaanse Blackstone»                         somebody of a country
«publiceerde Global Witness een rapport»             somebody who does it
«Gasunie heeft laten weten», «Modint stelt dat»
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from imvograph.extract.institutions import branch
from imvograph.extract.layout import Found, one_of
from imvograph.extract.phrases import END, PHRASE, SP, STOPS, Capital, found, is_name
from imvograph.extract.titles import WITH_BOTH, WITH_SURNAME, is_given

# «oliebedrijf Pluspetrol», «supermarktketen Jumbo»: the ends of the words that say what follows.
_CALLED = tuple(
    (
        "bedrijf bedrijven onderneming ondernemingen concern concerns multinational multinationals bank banken "
        "verzekeraar verzekeraars supermarkt supermarkten keten ketens organisatie organisaties bond bonden vakcentrale "
        "vakcentrales vereniging verenigingen stichting stichtingen denktank denktanks blad krant tijdschrift "
        "fonds fondsen merk merken winkel winkels reus gigant producent producenten fabrikant fabrikanten leverancier "
        "leveranciers exploitant beheerder beheerders belegger beleggers koepel koepels bureau bureaus "
        "onderzoeksinstituut kennisinstituut uitgever omroep nieuwssite platform collectief coalitie consortium dochter "
        "moederbedrijf rederij reder reders maatschappij maatschappijen toezichthouder waakhond ngo ngo’s ngo's NGO NGO’s "
        "NGO's handelshuis handelaar handelaren certificeerder aannemer aannemers zorginstelling zorgaanbieder ziekenhuis "
        "erij corporatie corporaties uitvoerder provider aanbieder platformbedrijf ontwikkelaar accountantskantoor "
        "advocatenkantoor kantoor instelling burgerinitiatief actiegroep actiecomité"
    ).split()
)
_NOT_CALLED = frozenset("opmerk uitwerk visserij veehouderij melkveehouderij pluimveehouderij varkenshouderij".split())
_SUCH_AS = frozenset(("als", "zoals", "waaronder", "namelijk"))
_SPEAKS = frozenset(("volgens", "namens", "aldus"))
_ARTICLES = frozenset(("de", "het", "onze"))
# «… van X»: what only somebody who acts has or makes.
_OF = frozenset(
    (
        "rapport rapporten onderzoek onderzoeken studie publicatie petitie manifest brandbrief artikel reportage "
        "uitzending oproep advies adviezen signaal signalen reactie standpunt analyse analyses melding klacht "
        "woordvoerder woordvoerders directeur bestuurder bestuurders bestuur directie topman topvrouw ceo CEO voorzitter "
        "leden lid medewerkers werknemers aandeelhouders vertegenwoordiger vertegenwoordigers onderzoekers experts "
        "juristen hoofdkantoor dochteronderneming dochterbedrijf klanten fabriek fabrieken secretariaat berichtgeving "
        "persbericht jaarverslag activiteiten medewerking betrokkenheid deelname website zijde kant initiatief "
        "bevindingen aanbevelingen conclusies cijfers schatting berekening berekeningen enquête brochure handreiking "
        "bericht berichten onderzoeksrapport statement verklaring bezwaar bezwaren kritiek inbreng zienswijze contract "
        "contracten verzoek voorstel pleidooi schip schepen brief brieven huurders cliënten patiënten personeel aandelen "
        "overname faillissement vestiging vestigingen producten software algoritme eigenaar eigenaren die aanpak "
        "plantage plantages certificaat certificaten leverancier leveranciers lobby klokkenluider advocaat advocaten baas"
    ).split()
)
_OF_ENDS = (
    "rapport",
    "onderzoek",
    "voorstel",
    "advies",
    "brief",
    "studie",
    "bestuur",
    "directeur",
    "woordvoerder",
    "campagne",
)
_WITH = frozenset(
    (
        "gesprek gesprekken overleg contact contacten gesproken samenwerking afspraken afspraak samen overlegd contract "
        "overeenkomst afstemming spreekt sprak spreken samenwerkt samenwerken werkt werken dialoog convenant partnerschap "
        "partnerschappen zaken onderhandelingen gesprekspartners bijeenkomst partners gewerkt verbonden"
    ).split()
)
_AGAINST = frozenset(
    "klacht klachten zaak zaken rechtszaak rechtszaken aangifte procedure boete melding meldingen beschuldigingen "
    "vonnis".split()
)
_AT = frozenset(
    "aangesloten werkzaam werkt werken belegd gemeld werknemers onderzoeker onderzoekers hoogleraar medewerker "
    "kinderarbeid misstanden gisteren".split()
)
_TO = frozenset(
    "brief brieven opdracht opdrachten subsidie subsidies lening leningen vergunning vergunningen verleend gevraagd verzoek boete "
    "boetes levering leveringen oproep verkocht gegund uitbesteed vragen gestuurd voorgelegd gericht overgedragen geleverd".split()
)
_BY = re.compile(r"\w{3,}(?:d|t|en)\Z")  # «gefinancierd door», «geschreven door»
_NOT_BY = frozenset(
    "wordt word werd zodat dat niet met het kunnen moet moeten en werden worden voorkomen veroorzaakt bepaald".split()
)
_SAYS = (
    "stelt stelde stellen meldt meldde melden schrijft schreef schrijven concludeert concludeerde concluderen zegt "
    "zei zeggen vindt vinden vond pleit pleitte pleiten roept riep roepen waarschuwt waarschuwde waarschuwen "
    "adviseert adviseerde publiceerde publiceert onderzocht onderzoekt rapporteerde rapporteert constateerde "
    "constateert verkoopt verkocht verkopen koopt kocht levert leverde leveren produceert produceerde investeert "
    "investeerde belegt beleggen financiert financierde beheert weigert weigerde ontkent ontkende bevestigt "
    "bevestigde eist eiste presenteerde berichtte bericht berekende becijferde onthulde onthult tekende tekenden "
    "ondertekende ondertekenden erkent erkende wijst wees benadrukt benadrukte stapt stapte kondigde kondigt zegde "
    "zegden verwacht verwachten schat schatte belooft beloofde beweert beweerde verklaarde verklaart organiseert "
    "organiseerde sloot opende lanceerde lanceert noemt noemde vraagt vroeg vragen overhandigde beticht beschuldigt "
    "spant spande voert voerde ontvangt ontving kreeg krijgt werkt werkte deed vertegenwoordigt vertegenwoordigde "
    "ontwikkelde ontwikkelt bepleit onderschrijft onderschrijven steunt steunde deelt delen wil willen weet wist "
    "trekt trok bouwt bouwde exploiteert"
)
# Before a name these may have another subject: «wijst Nederland», «Daar werkt PFAS».
_SAYS_BEFORE = frozenset(_SAYS.split()) - frozenset(
    "vragen vinden werkt krijgt kreeg vraagt bericht verwacht verwachten wees wijst voert ontvangt zeggen melden stellen schrijven "
    "leveren vroeg noemt noemde deed vond levert koopt kocht wil willen weet wist delen deelt trekt trok steunt steunde".split()
)
_SAYS_ALONE = (
    "stelt stelde meldt meldde schrijft schreef concludeert concludeerde zegt zei pleitte waarschuwt waarschuwde adviseert "
    "adviseerde publiceerde publiceert rapporteerde berekende becijferde onthulde ondertekende kondigde lanceerde"
)
_DONE = (
    "laten_weten aangegeven gemeld verklaard gezegd gesteld besloten gepubliceerd gewaarschuwd aangekondigd "
    "ondertekend bevestigd gereageerd gevraagd opgeroepen gesproken overhandigd aangeboden geconcludeerd "
    "geconstateerd berekend onderzocht ingestemd toegezegd aangedrongen verzocht toegelicht geadviseerd geëist "
    "gepleit opgesteld uitgebracht geweigerd ontkend erkend gekocht verkocht geïnvesteerd gestaakt getekend "
    "ontwikkeld gelanceerd meegewerkt deelgenomen ingediend aangespannen geleverd teruggetrokken bijgedragen "
    "onderschreven gestuurd gestart geconsulteerd gepresenteerd georganiseerd geschreven ineengeslagen"
)
# «evalueert», «controleerde»: what ends so is nearly always done by somebody.
_ACTS, _ACTS_ENDS = "[a-z]{2,16}(?:eer(?:t|de|den)|[cns]eren)", ("eert", "eerde", "eerden", "ceren", "neren", "seren")
_VERBS = frozenset(
    (*_SAYS.split(), *"heeft hebben is zijn had hadden of for on against and de del du des & sans".split())
)
_LONGEST_VERB = max(map(len, _VERBS))
_DOES = re.compile(
    rf"(?:{SP}\([^()\n]{{2,40}}\))?{SP}(?:(?:{one_of(_SAYS)}|{_ACTS})(?![\w-])"
    rf"|(?:heeft|hebben|is|zijn|had|hadden){SP}(?:[^\s.,;:?!()]{{1,18}}{SP}){{0,8}}?{one_of(_DONE)}(?![\w-]))"
)
# In the singular without an article, at the beginning of a sentence: «Vewin heeft mij laten weten»; not «Onderzoek wijst uit»,
# and not where the subject follows: «Verrassend zei premier Rutte».
_ROLE = one_of(" ".join(map(re.escape, sorted({"lid", "staatssecretaris", *WITH_SURNAME, *WITH_BOTH}))))
_NO_SUBJECT = rf"(?![\w-]|{SP}(?:(?:de|het|een|hij|zij|ze|men|ik|wij|u|uw|dit|dat|die|deze|er|mijn|onze|zijn|haar|{_ROLE})(?![\w-])|[A-Z]))"
_ONE_DOES = re.compile(
    rf"{SP}(?:{one_of(_SAYS_ALONE)}{_NO_SUBJECT}|heeft{_NO_SUBJECT}{SP}(?:[^\s.,;:?!()]{{1,18}}{SP}){{0,8}}?{one_of(_DONE)}(?![\w-]))"
)
_NO_ONE = ("ing", "heid", "tie", "beleid", "schap", "sel", "iteit", "isme", "en", "ie")
_BARE_SUBJECTS = frozenset(  # that begin a sentence without an article
    "Niemand Iedereen Men Iemand Hij Zij Het Dit Dat Er Wie Wat Onderzoek Navraag Overleg Beleid Politiek Mevrouw Voorzitter "
    "Dank Kritiek Advies Geld Personeel Toezicht Publiek Jurisprudentie Kamer Kabinet".split()
)
_HAS_DONE = re.compile(rf"(?:{SP}[^\s.,;:?!()]{{1,18}}){{0,8}}?{SP}{one_of(_DONE)}(?![\w-])")
_OF_A_COUNTRY = re.compile(r"[A-Z][a-zà-ÿ-]{2,16}(?:se|sche)\Z")
_NOWHERE = frozenset(("in", "uit", "naar", "bij", "nabij", "te", "rond"))
_CALLED_BEHIND = re.compile(
    rf",{SP}(?:de|het|een){SP}(?:[a-zà-ÿ-]{{2,20}}{SP}){{0,2}}?(?P<word>[a-zà-ÿ’-]{{3,30}})(?={SP}|,)"
)  # «De BGMEA, de brancheorganisatie van kledingfabrikanten»
_HAVE = ("heeft", "hebben")
_THAT = frozenset(("dat", "omdat", "nadat", "doordat", "hoewel", "terwijl"))  # «dat Zuyderland wil sluiten»
_TOO = frozenset(("ook", "zelfs", "juist", "inmiddels"))  # «dat ook Sungevity levert»
_MAY_SHOW = _THAT | _TOO | frozenset(_HAVE)
_NAME = re.compile(rf"(?:(?:De|Het|The|Van(?:{SP}de[nr]?)?){SP})?{PHRASE}{END}")
_LONG = re.compile(rf"{PHRASE}{END}")
_LETTERS = re.compile(r"[A-Z]{3,6}\Z|[A-Z]+[a-z]+[A-Z]\w*\Z")


def by_company(text: str, capital: Capital) -> Iterator[Found]:
    """The organisation that begins with this word with a capital, if what stands before or behind it says so."""
    at, word, before = capital
    if not capital.within:  # a capital at the beginning shows nothing, two of them or letters do
        named = _LONG.match(text, at) if _may_do(text, at + len(word)) and not STOPS.match(word) else None
        if named and is_name(named[0]):
            several = " " in named[0] or _LETTERS.match(named[0])
            does = (
                _DOES if several else _ONE_DOES if not word.endswith(_NO_ONE) and word not in _BARE_SUBJECTS else None
            )
            if does and does.match(text, named.end()):
                yield found(*named.span(), text, "organisation-does")
        return
    rule = _before(*before)
    may = before[0].endswith(",") or before[0] in _MAY_SHOW or text[at + len(word) : at + len(word) + 1] == ","
    if not rule and not may and not _may_do(text, at + len(word)):
        return
    if not rule and before[0][:1].isupper() and not STOPS.match(before[0]):  # the name began earlier
        return
    pattern = _NAME if rule in ("organisation-called", "organisation-maker") else _LONG
    named = pattern.match(text, at)
    if not named or not is_name(named[0], text[named.end() : named.end() + 12]):
        return
    if (
        not rule
        and before[0][-1:] == ","
        and before[0][:-1].endswith(_CALLED)
        and text[named.end() : named.end() + 1] == ","
        and not (" " in named[0] and is_given(word))  # «de topman van dat bedrijf, Roland Kramer, noemde»
    ):
        rule = "organisation-called"  # «Een reder, Seatrade, wordt vervolgd»
    if not rule and (called := _CALLED_BEHIND.match(text, named.end())) and _calls(called["word"]):
        rule = "organisation-called"
    if not rule and before[0] in _HAVE and _HAS_DONE.match(text, named.end()):
        rule = "organisation-does"
    if not rule and (act := _DOES.match(text, named.end())) and not (before[0] == "die" and act[0].endswith("en")):
        rule = "organisation-does"
    said = before[1] if before[0] in _TOO else before[0]
    if not rule and said in _THAT and not named[0].endswith(("en", "ers")) and len(named[0]) > 3:
        rule = "organisation-that"
    if rule:
        yield found(at, branch(text, named.end()), text, rule)


def _may_do(text: str, end: int) -> bool:
    """Whether the word behind may be a verb or go on with the name; most often it is neither, which a look-up settles."""
    if not text[end : end + 1].isspace() or text[end + 1 : end + 2].isspace():
        return text[end : end + 1] in ("’", "'", ".", "-") and text[end + 1 : end + 2].isalpha()
    following = text[end + 1 : end + 2 + _LONGEST_VERB].split(None, 1)
    if not following or not following[0][0].islower():
        return bool(following)
    verb = following[0].rstrip(".,;:?!")
    return verb in _VERBS or verb.endswith(_ACTS_ENDS)


@lru_cache(maxsize=50_000)
def _calls(word: str) -> bool:
    return word.endswith(_CALLED) and word not in _NOT_CALLED


def _before(word: str, second: str, third: str) -> str | None:
    """What the words before a name, nearest first, say of it."""
    if word in _SUCH_AS:
        word = second.rstrip(",")
        return "organisation-called" if _calls(word) else None
    if _calls(word):
        return "organisation-called"
    if _OF_A_COUNTRY.match(word) and second.lower() == "het":
        return None if third in _NOWHERE else "organisation-country"
    if word in _ARTICLES:
        word, second, third = second, third, ""
    if word.lower() in _SPEAKS:
        return "organisation-speaks"
    if word in _SAYS_BEFORE:
        return "organisation-does"
    match word:
        case "van":
            return "organisation-maker" if second.lower() in _OF or second.endswith(_OF_ENDS) else None
        case "met":
            return "organisation-met" if second.lower() in _WITH else None
        case "tegen":
            return "organisation-against" if second.lower() in _AGAINST else None
        case "bij":
            return "organisation-at" if second in _AT else None
        case "aan":
            return "organisation-to" if second.lower() in _TO else None
        case "door":
            return "organisation-by" if _BY.match(second) and second not in _NOT_BY else None
    return None
