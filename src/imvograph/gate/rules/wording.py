"""Rules about words, and about the keys of topics."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal

from imvograph.gate.change import RDF_TYPE, iris
from imvograph.gate.names import prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import GRAPH, IMVO, PREFIXES, kind_and_key, kind_of, thing

MARKUP = Rule(
    "markup",
    "De tekst bevat opmaak ({tag}). Geef kale tekst: labels en teksten worden getoond zoals ze er staan",
    "The text holds markup ({tag}). Give plain text: labels and texts are shown as they stand",
)
TOPIC_KEY = Rule(
    "topic-key",
    "De sleutel «{key}» is al die van {other}. Een sleutel komt onder alle soorten onderwerpen maar één keer voor; "
    "kies een andere",
    "The key “{key}” is that of {other} already. A key occurs only once among all kinds of topics; choose another",
)
RULES = (MARKUP, TOPIC_KEY)

# The words of a source stay as printed, whatever they hold: a letter that says «<naam verwijderd>» is no letter to refuse.
_EXTRACTED = GRAPH + "extraction/"
_AS_PRINTED = {IMVO + name for name in ("text", "quote", "rawString", "statedValue", "surface")} | {
    PREFIXES["oa"] + "exact"
}
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(\s[^<>]*)?/?>|&(?:[a-z]+|#[0-9]+);|<!--")
TOPIC = IMVO + "Topic"


def check(view: View) -> Iterator[Result]:
    kinds = view.vocabulary.below(TOPIC) | {TOPIC}
    paths = sorted(kind_of(cls) for cls in kinds)
    of_a_source = view.graph.startswith(_EXTRACTED)
    for iri in view.changed:
        for triple in view.here(iri):
            value, name = triple.object, triple.predicate.value
            if of_a_source or not isinstance(value, Literal) or name in _AS_PRINTED:
                continue
            if tag := _TAG.search(value.value):
                yield MARKUP.broken(iri, name, value, tag=tag[0])
        if view.types(iri) & kinds and view.changes(iri, RDF_TYPE.value):
            _, key = kind_and_key(iri) or ("", "")
            for other in (thing(path, key) for path in paths):
                if other != iri and iris(view.everything(other), RDF_TYPE.value):
                    # Of two in this graph the first is named, whichever of them the change touches.
                    first, second = sorted((iri, other)) if view.speaks_of(other) else (iri, other)
                    yield TOPIC_KEY.broken(first, came=prefixed(first), key=key, other=prefixed(second))
