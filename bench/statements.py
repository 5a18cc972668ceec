"""Statements as lines of N-Quads: terms as text, and one named graph under way."""

from imvograph.model.iris import ID, IMVO, PREFIXES

_SOURCE = "<https://www.tweedekamer.nl/bron>"
_NAMES: dict[str, str] = {}


def name(prefixed: str) -> str:
    """A property or a class as N-Quads write it; without a prefix it is ours."""
    if prefixed not in _NAMES:
        prefix, colon, local = prefixed.partition(":")
        _NAMES[prefixed] = f"<{PREFIXES[prefix]}{local}>" if colon else f"<{IMVO}{prefixed}>"
    return _NAMES[prefixed]


def node(kind: str, key: str) -> str:
    return f"<{ID}{kind}/{key}>"


def text(value: str, language: str = "") -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{PREFIXES["xsd"]}{datatype}>'


class Graph:
    """One named graph under way: its statements, as lines of N-Triples without the dot."""

    def __init__(self, iri: str) -> None:
        self.iri, self.lines = iri, list[str]()

    def add(self, subject: str, **values: str | list[str] | None) -> None:
        """Statements of one subject: ``a`` is its class, ``skos__prefLabel`` the property ``skos:prefLabel``."""
        for key, value in values.items():
            if key == "a":
                self.lines.append(f"{subject} {name('rdf:type')} {name(str(value))}")
                continue
            path = name(key.replace("__", ":"))
            for one in value if isinstance(value, list) else [value] if value is not None else []:
                self.lines.append(f"{subject} {path} {one}")

    def distinct(self) -> list[str]:
        """The statements, each once, in the order in which they were made."""
        return list(dict.fromkeys(self.lines))

    def thing(self, subject: str, cls: str, label: str, **values: str | list[str] | None) -> None:
        """A thing with its class and Dutch label; curated from a web page, unless a status is given."""
        if "assertionStatus" not in values:
            values |= {"assertionStatus": node("assertion-status", "curated"), "dcterms__source": _SOURCE}
        self.add(subject, a=cls, skos__prefLabel=text(label, "nl"), **values)
