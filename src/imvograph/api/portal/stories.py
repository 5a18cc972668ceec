"""What belongs to a thing beyond its own statements: the curated queries whose parameter it can be, asked for it."""

from dataclasses import dataclass

from imvograph.answers import At, listed
from imvograph.answers.names import key_of
from imvograph.answers.resolving import fits
from imvograph.api.portal.sheets import PASSAGES, Sheet, sheet
from imvograph.api.views import Words
from imvograph.catalog import Catalog
from imvograph.model.iris import kind_and_key

MOST = 8
"""Rows of a story; the rest is on the page of its question."""

_TOPIC = (
    ("motions-by-topic", "topic"),
    ("commitments-by-topic", "topic"),
    ("covenants-by-topic", "topic"),
    ("debates-by-topic", "topic"),
    ("publications-by-topic", "topic"),
    ("organisations-by-topic", "topic"),
)
_MOTION = (
    ("decisions-on-motions", "motion"),
    ("follow-ups", "motion"),
    ("reported-actions", "motion"),
    ("obligations-under-motion", "motion"),
    ("replaced-motions", "motion"),
)
_DOCUMENT = (
    ("commitments", "document"),
    ("motions", "document"),
    ("anomalies", "document"),
    ("citations-of-document", "document"),
)
# kind of the IRI -> the queries, with the parameter that the thing is; in the order of the page
STORIES = {
    "commitment": (("follow-ups", "commitment"), ("reported-actions", "commitment")),
    "kamerstuk": (*_MOTION, *_DOCUMENT, ("citing-documents", "kamerstuk")),
    "letter": _DOCUMENT,
    "covenant": (("agreements", "covenant"), ("organisations-of-covenant", "covenant")),
    "person": (("terms-of-person", "person"), ("commitments", "minister"), ("motions", "person")),
    "organisation": (("roles-of-organisation", "organisation"), ("meetings", "organisation")),
    "faction": (("motions-of-faction", "organisation"),),
    "debate": (("of-debate", "debate"),),
    "dossier": (("kamerstukken", "dossier"), ("motions", "dossier")),
    "publication": (("authors-of-publication", "publication"), ("commissioners-of-publication", "publication")),
    **dict.fromkeys(
        ("sector", "supply-chain", "commodity", "risk-theme", "affected-group", "place", "policy-instrument",
         "standard", "legislation"),
        _TOPIC,
    ),
}  # fmt: skip
_SAYS_NONE = frozenset(name for name, _ in _TOPIC)  # here an empty answer is worth saying
_HIDDEN = frozenset({"about", "anomalies", "status", "path", "via", "quotes", "identifier", "commitment"})


@dataclass(frozen=True)
class Story:
    """A question about a thing, answered: its title, the first rows, and where the whole answer stands."""

    title: str
    sheet: Sheet
    query: str
    parameter: str
    value: str

    @property
    def more(self) -> bool:
        return self.sheet.total > len(self.sheet.rows)


def stories(catalog: Catalog, at: At, iri: str, words: Words, language: str) -> list[Story]:
    """The stories of a thing; questions that cannot be asked of it, or that find nothing worth saying, are left out."""
    kind = (kind_and_key(iri) or ("", ""))[0]
    told: list[Story] = []
    fitting: dict[str, bool] = {}  # a paper that is no motion, a document without a text
    for name, parameter in STORIES.get(kind, ()):
        if name not in catalog:
            continue
        asked = catalog[name].parameters[parameter]
        if asked.kind not in fitting:
            fitting[asked.kind] = fits(at.held, asked, iri)
        if not fitting[asked.kind]:
            continue
        whole = listed(catalog, at, name, {parameter: iri, "evidence": "full"})
        if not whole.things and name not in _SAYS_NONE:
            continue
        found = whole.page(0, MOST, PASSAGES, explained=0)
        rows = sheet(found, words, language, leave_out=_HIDDEN - set(list(found.columns)[:1]))
        told.append(Story(catalog[name].title[language], rows, name, parameter, key_of(iri)))
    return told
