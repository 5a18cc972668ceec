"""Names as phrases of words with a capital, and the words with a capital that name nobody who acts.

    phrase = unit (link? unit)*        "Glastuinbouw Nederland", "Friends of the Earth Nigeria", "Natuur & Milieu"

`capitalised` reads the text once, for all that look at words with a capital and at the words before them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imvograph.extract.layout import Found, one_of, words
from imvograph.extract.places import PLACES

CAP = "A-ZÀ-ÖØ-ÞĀ-ŽŞİĞ"
S = r"\s{1,2}"
SP = "[ \n]"  # a line may end in a name, a paragraph may not
WORD = rf"[{CAP}][^\W\d_]+"
NAME_WORD = rf"[{CAP}](?:[^\W\d_]|[&’'-](?=[^\W\d_])){{1,40}}(?:\.(?:nl|com|org)(?![^\W\d_]))?"
# Before «of», which is Dutch for *or*, these show that it is English.
_OF_HEAD = one_of(
    "House University Bank Ministry Department Friends Council Institute Court Chamber Bureau Board Federation "
    "Confederation Union Association Society Center Centre Office Commission Committee Organization Organisation "
    "Conference League Congress School College State Doctors Academy Network Coalition Church Circle Women Voices "
    "Fund Alliance Group International Force Foundation Initiative Agency Table Heart Voice Bits Forum"
)
# Adverbs and conjunctions, with which a sentence begins before its verb: of time, of place, and those that join or judge.
_ADVERBS = (
    "(?:Daar|Er|Hier|Waar)(?:aan|achter|bij|binnen|boven|buiten|door|enboven|entegen|heen|in|langs|mee|na|naar|om|omheen|omtrent|"
    "onder|op|over|tegen|tegenover|toe|tussen|uit|van|vandaan|voor) "
    "Achteraf Aldaar Aldus Alhier Allereerst Alsnog Althans Bijgevolg Binnenkort Bovendien Desalniettemin Desgevraagd "
    "Desondanks Destijds Dientengevolge Dikwijls Echter Eens Eerder Eergisteren Eerst Eindelijk Elders Ergens Eveneens Evenmin "
    "Evenwel Gaandeweg Geleidelijk Gelukkig Geregeld Gisteren Gisteravond Gistermiddag Gisterochtend Hedenochtend Helaas "
    "Herhaaldelijk Hoewel Hopelijk Indertijd Indien Inmiddels Integendeel Intussen Jarenlang Kennelijk Klaarblijkelijk Kortgeleden "
    "Kortom Laatst Laatstelijk Later Maandenlang Meermaals Meestal Meteen Misschien Momenteel Naderhand Nadien Namelijk "
    "Natuurlijk Nergens Niettemin Nochtans Nooit Omdat Ondanks Ondertussen Onlangs Onmiddellijk Ooit Opnieuw Overal Overigens "
    "Overmorgen Recent Recentelijk Regelmatig Sinds Sindsdien Soms Steeds Straks Tegelijk Tegelijkertijd Tegenwoordig Telkens "
    "Terecht Terwijl Thans Toch Toenmaals Toentertijd Uiteindelijk Uiteraard Vaak Vanavond Vandaag Vanmiddag Vanmorgen Vannacht "
    "Vanochtend Vermoedelijk Vervolgens Vooraf Voordien Voorheen Voorlopig Voorts Vroeger Waarschijnlijk Weer Weldra Weliswaar "
    "Wellicht Zelfs Zodoende Zodra Zojuist Zonet Maandag Dinsdag Woensdag Donderdag Vrijdag Zaterdag Zondag"
)
# What cannot go on with a name: it begins the next line or sentence, or is a title.
_STOP = one_of(
    "Vraag Vragen Antwoord Antwoorden Voorzitter Griffier Adjunct-griffier Minister Ministers Staatssecretaris "
    "Mevrouw Meneer Motie Moties Kamer Kamerstuk Kamerstukken Kamerleden Kamerlid Kamerbrief Bent Kunt Deelt Hoe Wat "
    "Welke Is Heeft Zo Ja Nee Toelichting Noot Besluit Agendapunt Volgcommissie Bijlage Artikel Tabel Figuur De Het "
    "Een Ik Wij Deze Dit Dat Die Er In Op Met Voor Als Om Na Bij Uw Zij Hij Ook Daarnaast Daarom Tijdens Volgens "
    "Conform Hierbij Naast Tevens Aan Dan Dus Maar Toen Daar Waar Wie Welk Nu Wel Niet Alle Dank Geen Verder Kent "
    "Klopt Waarom Wanneer Hoeveel Hoelang Hoever Hoezo Vanwaar Worden Zijn Wilt Zie Brief Handelingen Stb Stcrt Aanhangsel Nr "
    + _ADVERBS
)
_NEXT = rf"(?!{_STOP}(?![\w-])){NAME_WORD}"
_OF = rf"{_OF_HEAD}{SP}of{SP}(?:the{SP})?{_NEXT}"
_UNIT = rf"(?:{_OF}|{_NEXT}(?:{SP}of{SP}the{SP}{_NEXT})?)"
_LINK = rf"(?:(?:for|on|against|and|without|to|sans|des|du|del|von|für)(?:{SP}the)?|de{SP}l[ao]s?|&){SP}"
_OF_TAIL = rf"of{SP}(?:the{SP})?|de{SP}"
PHRASE = rf"(?:(?:{_OF}|{NAME_WORD}(?:{SP}of{SP}the{SP}{_NEXT})?)(?:{SP}(?:{_LINK})?{_UNIT}){{0,6}})"
# What goes on with a name in English, French or Spanish behind its head: «for Responsible Minerals», «de los Andes».
TAIL = re.compile(rf"(?:{SP}(?:{_OF_TAIL}|{_LINK})(?:{_UNIT})(?:{SP}(?:{_OF_TAIL}|{_LINK})?{_UNIT}){{0,5}})")
END = r"(?![\w’'-]|\.\w)"
LEGAL = (
    r"(?:,?[ ](?:B\.?V\.?|N\.?V\.?|U\.A\.|plc|PLC|GmbH|AG|S\.A\.|S\.p\.A\.|SpA|Ltd\.?|Limited|Inc\.?|LLC|LLP|SE|Corp\.?|Holding)"
    r"(?![\w-])){1,2}"
)

_CAPITALISED = re.compile(rf"[{CAP}5](?<![\w-].)[\w&-]+")
# Places, peoples and languages act too, but are no organisations; laws and plans do not act.
_PEOPLE = ("se", "isch", "sche", "aans", "ees", "ens", "ers", "ands", "urgs")
_PEOPLES = frozenset("Frans Duits Grieks Deens Turks Zweeds Iers Iraaks Russisch".split())
_PAPER = (
    "wet", "verordening", "richtlijn", "richtlijnen", "verdrag", "akkoord", "convenant", "besluit", "regeling", "agenda",
    "programma", "plan", "nota", "brief", "visie", "strategie", "lijn", "kanaal", "code", "protocol", "handvest", "verklaring",
    "motie", "debat", "norm", "veld", "gebied", "regio", "eiland", "zee", "oceaan", "gemeente", "beleid", "kader", "toets",
    "systeem", "portaal", "loket", "register", "begroting", "rapport", "notitie", "monitor", "leidraad", "handreiking",
    "bijeenkomst", "rapportage", "verslag", "evaluatie", "overzicht", "missie", "conferentie",
    "top", "week", "dag", "jaar", "recht", "rechten", "crisis", "oorlog", "fractie",
)  # fmt: skip
FOREIGN_PAPERS = frozenset(
    "Directive Act Report Guidelines Guidance Principles Regulation Roadmap Review Framework Agreement Accord "
    "Declaration Convention Pact Day Summit Goals Agenda Index Deal Treaty Protocol Assessment Strategy Plan "
    "Facility Diligence Law Bill Code Standard Standards Tool Scheme Package Scan Toolkit Outlook Pathway Rights "
    "Chain Chains Gateway System Portal Stocktake Contributions Subsidies Bonds Responsibility Conduct Business "
    "Alert".split()
)
_PAPERS = frozenset(
    "AVG BDU BDUR BW CBAM CO COP CRMA CSDDD CSRD EED ESRS ETS EUDR IMVO KPI MIRT MKB MVO NAP NDC NFRD ODA PPI RED "
    "REACH RBC SDG SDGs SFDR TRACES UNGP UNGPs WNT WW Awb Wft Wlz Wmo Wob Woo Wwft Zvw Wet Nota Verdrag Besluit "
    "Regeling Verordening Richtlijn EBI WMP MFK EKT BHOS BHO RBZ BTI NCP-procedure AO CD VAO VSO SO WGO NO BNC RRF "
    "JTF PbEU PbEG PbEU-L BIZA BiZa".split()
)
NO_ACTORS = frozenset(  # words that by themselves name nobody who acts
    "Afdeling Akkoord Arctisch Ambtsbericht Bedrijven Brussel Caribisch Commissaris Commissie Convenant Corona Covid "
    "Directeur EU Euro Europa Europese Fractie God Groep Grondwet Handelsraad Handelsmissie Holland Kabinet Kamer "
    "Kerst Klimaat Koning Koninkrijk Lid Marktplaats Midden Ministerie Nederland Nederlandse Noord Noorden Oost "
    "Oosten Parlement Pasen Partij President Prinsjesdag Raad Rijk Rijksoverheid Schengen Staat Staten "
    "Staten-Generaal Trumps Tweede Eerste Unie VK VN VS West Westen Zuid Zuiden Koninkrijksrelaties Fonds Bank "
    "Hoofdverantwoordelijke Wonen Rijksdienst Zaken Hoge Colleges Parlementaire Huishoudelijke Vindplaats Stand "
    "Stichting Vereniging Inspectie Autoriteit "
    "Bureau Instituut Universiteit Gemeente Provincie Regio Rijksbegroting "
    "Miljoenennota Voorjaarsnota Regeerakkoord Regeerprogramma Hoofdlijnenakkoord Reglement Binnenhof Catshuis "
    "Coalitieakkoord Green New Due Global Europees Nationaal Nationale Internationaal Internationale Duurzame "
    "Landelijk Landelijke Vlaams Vlaamse Asiel Migratie Landbouw Natuur Economische Sociale Buitenlandse "
    "Binnenlandse Financiën Justitie College Presidium Van Den Der Bevindingen Onderwijs Volksgezondheid "
    "Infrastructuur Defensie Visserij Klimaat Cultuur Algemene Veiligheid Jeugd Welzijn Sport Wetenschap Waterstaat "
    "Werkgelegenheid Voedselkwaliteit Arbeid Handel Ontwikkelingssamenwerking Ontwikkelingshulp".split()
)


_ABBREVIATED = frozenset(
    "dr. drs. mr. ir. ing. prof. Prof. Dr. Mr. mw. dhr. mevr. jhr. m.n. d.w.z. bijv. o.a. i.e. em.".split()
)


class Capital(NamedTuple):
    """A word with a capital, where it stands, and the three words before it in its sentence, nearest first."""

    at: int
    word: str
    before: tuple[str, str, str]

    @property
    def within(self) -> bool:
        """Whether it stands within a sentence, so that the capital is the word's own."""
        return bool(self.before[0])


def capitalised(text: str) -> Iterator[Capital]:
    """Every word of two letters and more that begins with a capital, in order of place."""
    for match in _CAPITALISED.finditer(text):
        at = match.start()
        before = ("", "", "")
        if at > 2 and text[at - 1] in " \n«“‘(" and text[at - 2 : at] != "\n\n":
            said = text[max(0, at - 48) : at].rstrip(" \n«“‘(").rsplit(None, 3)[-3:]
            if said and (said[-1][-1] not in ".?!:;»”" or said[-1] in _ABBREVIATED):
                third = said[-3] if len(said) > 2 else ""
                before = (said[-1], said[-2] if len(said) > 1 else "", third)
        yield Capital(at, match[0], before)


def is_name(name: str, behind: str = "") -> bool:
    """Whether a phrase may name an organisation: no title, place, people, law or paper, no word that begins a sentence.

    ``behind`` is what follows it, if that is known: «Franse» is an adjective before a noun, «Trase» before a verb is none.
    """
    first, _, rest = name.partition(" ")
    if rest and first in ("De", "Het"):  # «De Nederlandsche Bank»
        name, first = rest, rest.split(None, 1)[0]
    last = name.rsplit(None, 1)[-1]
    if STOPS.match(name) or first in NO_FIRST or _STUCK.match(name) or last.rpartition("-")[2] in FOREIGN_PAPERS:
        return False
    if name in NO_ACTORS or name in _PAPERS or name in PLACES or (last[1:].islower() and last.lower().endswith(_PAPER)):
        return False
    if last is first or last == name:
        people = name[1:].islower() and (name.endswith(_PEOPLE) or name in _PEOPLES)
        return not people or bool(behind and _NO_NOUN.match(behind) and name not in _PEOPLES)
    return not all(part in PLACES or part in NO_ACTORS for part in name.split())


_NO_NOUN = re.compile(
    rf"[.,;:?!)]|{SP}(?:{one_of('is heeft hebben was wordt werd zijn en of om te in op aan dat wil kan zal over niet ook bij')}{SP})"
)
_STUCK = re.compile(r"[A-Z]{3,}[a-z]{4,}\Z|[A-Z]{2,}-[a-z]")  # a lost space: «NVWAvoortvarend»; and «EU-regels»
STOPS = re.compile(rf"{_STOP}(?![\w-])")
NO_FIRST = frozenset(
    "Wet Besluit Regeling Richtlijn Verordening Verdrag Kamer Tweede Eerste West Left Right Koninkrijk Green Motie "
    "Amendement Rapport Tijdelijke Besluitenlijst Verslag Lijst Voorstel Wijziging Vaststelling Jaarverslag "
    "Begroting Hoofdstuk".split()
)


def named_again(
    text: str, capitals: Iterable[Capital], names: Iterable[str], ends: re.Pattern[str]
) -> Iterator[tuple[str, int, int]]:
    """Every place at which the text has one of these names, the longest at each: the name, its start and end.

    It is looked up by its first word with a capital; a line may end in it. ``ends`` matches what may stand behind it.
    """
    known: dict[str, dict[tuple[int, int], dict[str, str]]] = {}  # by that word, then by where it stands and the length
    for name in names:
        if first := _CAPITALISED.search(name):
            forms = known.setdefault(first[0], {}).setdefault((first.start(), len(name)), {})
            forms.setdefault(name.replace("\n", " "), name)
    if not known:
        return
    longest_first = {word: sorted(forms, key=lambda form: (-form[1], form[0])) for word, forms in known.items()}
    reached = 0
    for capital in capitals:
        for before, length in longest_first.get(capital.word, ()):
            start, end = capital.at - before, capital.at - before + length
            named = known[capital.word][before, length].get(text[max(0, start) : end].replace("\n", " "))
            if named and start >= reached and ends.match(text, end) and not _in_word(text, start):
                yield named, start, end
                reached = end
                break


def _in_word(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_")


def found(start: int, end: int, text: str, rule: str) -> Found:
    """An organisation at a place of the view, by the name that stands there."""
    return Found("organisation", start, end, rule, fields={"name": words(text[start:end])})
