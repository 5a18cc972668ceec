"""Rules about the words used: only classes and properties that the ontology knows, only addresses of the right kind."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from imvograph.gate.change import RDF_TYPE, iris
from imvograph.gate.names import Meant, prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import BASE, GRAPH, ID, IMVO, PREFIXES

UNKNOWN_CLASS = Rule(
    "unknown-class",
    "{came} is geen klasse van de ontologie{nl}. Kies er een van /def/imvo (https://w3id.org/imvograph/def/imvo#…, het "
    "bestand ontology/imvo.ttl); klassen van anderen (eli:Work, org:Post) volgen daaruit en worden niet zelf opgegeven",
    "{came} is no class of the ontology{en}. Choose one from /def/imvo (https://w3id.org/imvograph/def/imvo#…, the file "
    "ontology/imvo.ttl); classes of others (eli:Work, org:Post) follow from it and are not given by hand",
)
UNKNOWN_PROPERTY = Rule(
    "unknown-property",
    "{came} is geen eigenschap van de ontologie en ook niet een van de gebruikte eigenschappen van anderen{nl}. Kies er "
    "een van /def/imvo (https://w3id.org/imvograph/def/imvo#…) of /def/shapes; de bestanden ontology/imvo.ttl en shapes/",
    "{came} is no property of the ontology, nor one of the properties of others that are in use{en}. Choose one from "
    "/def/imvo (https://w3id.org/imvograph/def/imvo#…) or /def/shapes; the files ontology/imvo.ttl and shapes/",
)
UNTYPED_SUBJECT = Rule(
    "untyped-subject",
    "Nergens staat wat {came} is. Geef de klasse (… a imvo:…), of verbeter de IRI als een bestaande zaak bedoeld is",
    "Nothing says what {came} is. Give its class (… a imvo:…), or mend the IRI if an existing thing is meant",
)
LEFT_BEHIND = Rule(
    "left-behind",
    "{came} verdwijnt uit deze graaf, terwijl een andere graaf er nog iets over zegt. Houd {came} hier, of pas eerst "
    "de andere graaf aan",
    "{came} goes from this graph while another graph still says something of it. Keep {came} here, or change the "
    "other graph first",
)
STILL_REFERRED_TO = Rule(
    "still-referred-to",
    "Na deze wijziging zegt niets meer wat {came} is, terwijl {count} triples van andere grafen ernaar verwijzen, zoals "
    "«{such}». Houd {came} hier, of pas eerst die grafen aan",
    "After this change nothing says what {came} is, while {count} triples of other graphs refer to it, such as "
    "“{such}”. Keep {came} here, or change those graphs first",
)
ONE_CLASS = Rule(
    "one-class",
    "{came} heeft meer dan één klasse: {classes}. Houd de ene die het nauwst past; wat erboven ligt, volgt vanzelf",
    "{came} has more than one class: {classes}. Keep the one that fits most narrowly; what lies above follows",
)
DISJOINT_CLASSES = Rule(
    "disjoint-classes",
    "{came} zou {one} en {other} tegelijk zijn, en niets is beide. Geef een van de twee een eigen IRI",
    "{came} would be {one} and {other} at once, and nothing is both. Give one of the two an IRI of its own",
)
FOREIGN_IRI = Rule(
    "foreign-iri",
    "<{came}> ligt onder {base} maar niet onder id/, graph/ of def/. Onder deze basis worden geen andere adressen "
    "gemaakt: een zaak heet {base}id/soort/sleutel",
    "<{came}> lies below {base} but not below id/, graph/ or def/. No other addresses are made below this base: a "
    "thing is called {base}id/kind/key",
)
SAME_AS_GRAPH = Rule(
    "same-as-graph",
    "owl:sameAs hoort alleen in graph/links/… of graph/curated/…: dat twee namen één zaak zijn, besluit een mens. "
    "Deze graaf is {came}",
    "owl:sameAs belongs only in graph/links/… or graph/curated/…: that two names are one thing is for a person to "
    "decide. This graph is {came}",
)
RULES = (
    UNKNOWN_CLASS,
    UNKNOWN_PROPERTY,
    UNTYPED_SUBJECT,
    LEFT_BEHIND,
    STILL_REFERRED_TO,
    ONE_CLASS,
    DISJOINT_CLASSES,
    FOREIGN_IRI,
    SAME_AS_GRAPH,
)

SAME_AS = PREFIXES["owl"] + "sameAs"
MOST_COUNTED = 50
"""References to a thing are counted up to here."""

_GROUNDS = frozenset({IMVO + "evidence", IMVO + "supportedBy"})  # evidence-known says so
_ALLOWED = (ID, GRAPH, BASE + "def/")
_LINKING = (GRAPH + "links/", GRAPH + "curated/", GRAPH + "concepts/")


def check(view: View, properties: frozenset[str] | set[str]) -> Iterator[Result]:
    meant = Meant()
    for iri in view.changed:
        told = view.here(iri)
        yield from _classes(view, iri, meant)
        if iri.startswith(BASE) and not iri.startswith(_ALLOWED):
            yield FOREIGN_IRI.broken(iri, came=iri, base=BASE)
        for triple in told:
            name, value = triple.predicate.value, triple.object
            if name not in properties:
                yield UNKNOWN_PROPERTY.broken(iri, name, value, came=prefixed(name), **meant.by(name, properties))
            if isinstance(value, NamedNode) and value.value.startswith(BASE) and not value.value.startswith(_ALLOWED):
                yield FOREIGN_IRI.broken(iri, name, value, came=value.value, base=BASE)
            if name == SAME_AS and not view.graph.startswith(_LINKING):
                yield SAME_AS_GRAPH.broken(iri, name, value, came=prefixed(view.graph))
    for iri in view.left:
        if not view.others(iri):
            yield from _references(view, iri)
        elif not view.types(iri):
            yield LEFT_BEHIND.broken(iri, came=prefixed(iri))


def _references(view: View, iri: str) -> Iterator[Result]:
    """Who removes a graph can mend the others first; a new version of a source is not refused for what others say."""
    found = view.referring(iri, _GROUNDS, MOST_COUNTED)
    if found:
        yield STILL_REFERRED_TO.broken(
            iri,
            came=prefixed(iri),
            count=f"≥ {MOST_COUNTED}" if len(found) == MOST_COUNTED else len(found),
            such=f"{prefixed(str(found[0].subject))} {prefixed(str(found[0].predicate))}",
            severity="Violation" if view.removes_graph else "Warning",
        )


def _classes(view: View, iri: str, meant: Meant) -> Iterator[Result]:
    here = iris(view.here(iri), RDF_TYPE.value)
    for cls in here:
        if cls not in view.vocabulary.classes:
            near = meant.by(cls, view.vocabulary.classes)
            yield UNKNOWN_CLASS.broken(iri, RDF_TYPE.value, NamedNode(cls), came=prefixed(cls), **near)
    if not here and not view.types(iri):
        yield UNTYPED_SUBJECT.broken(iri, came=prefixed(iri))
    own = sorted(view.vocabulary.narrowest(view.vocabulary.known(here)))
    other = view.vocabulary.known(iris(view.others(iri), RDF_TYPE.value))
    all_of_them = sorted(view.vocabulary.narrowest({*own, *other}))
    severity = "Violation" if len(own) > 1 else "Warning"
    pairs = [(a, b) for a in all_of_them for b in all_of_them if a < b and view.vocabulary.are_disjoint(a, b)]
    for one, two in pairs:
        yield DISJOINT_CLASSES.broken(
            iri, RDF_TYPE.value, came=prefixed(iri), one=prefixed(one), other=prefixed(two), severity=severity
        )
    if len(all_of_them) > 1 and not pairs:
        names = ", ".join(prefixed(cls) for cls in all_of_them)
        yield ONE_CLASS.broken(iri, RDF_TYPE.value, came=prefixed(iri), classes=names, severity=severity)
