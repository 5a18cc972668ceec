"""The index of one snapshot: built from its entries, in memory or in a folder, and asked. The door to tantivy.

Four fields are searched: what a thing is called and what it says, each as written and by stem. A thing is looked up by
``name`` (a whole name, folded) and by ``iri``. The ranking is BM25; a word as written counts more than its stem, a name more than a text.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tantivy import (
    DocAddress,
    Document,
    Index,
    Occur,
    Order,
    Query,
    Schema,
    SchemaBuilder,
    Searcher,
    SnippetGenerator,
    TextAnalyzer,
)

from imvograph.model.iris import ID
from imvograph.model.names import fold
from imvograph.search.content import Entry
from imvograph.search.words import Asked, exact, parts_of_compounds, stemmed, stems

FACETS = ("kind", "sector", "year")
MOST_VALUES = 200
"""Values of a facet that are counted, the most frequent first."""

SNIPPET = 240
"""Characters of a snippet, about."""

_HEAP = 64 << 20
_PARTS = "compound-parts.json"
_BOOSTS = {"label": 6.0, "label_stem": 3.0, "text": 2.0, "text_stem": 1.0}
_CALLED_SO = 8.0
"""For what is called just what was typed."""


@dataclass(frozen=True)
class Snippet:
    """A piece of a text, and the half-open places in it (code points) of what was found. No markup: escape the text."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Hit:
    """A thing or a paragraph that was found; ``snippet`` is a piece of its text, or None if that has none of the words."""

    entry: Entry
    snippet: Snippet | None


class SearchIndex:
    """The index of one snapshot; any thread may ask it."""

    def __init__(self, index: Index, parts: Iterable[str]) -> None:
        self._index, self._schema = index, index.schema
        self._stemmed = _register(index, parts)
        index.config_reader("manual")  # nobody writes to an index that is asked: no thread has to look for changes
        index.reload()
        self._searcher: Searcher = index.searcher()

    @classmethod
    def build(cls, entries: Iterable[Entry], names: set[str], folder: Path | None = None) -> Self:
        """Indexes the entries, with compounds divided into the words of ``names``; in memory, or in an empty folder."""
        parts = sorted(parts_of_compounds(names))
        if folder is not None:
            (folder / _PARTS).write_text(json.dumps(parts), "utf-8")
        index = Index(_schema(), path=str(folder) if folder else None)
        _register(index, parts)
        writer = index.writer(_HEAP, 1)
        for entry in entries:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
        return cls(index, parts)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """An index that was built in this folder; raises OSError or ValueError if there is none that can be read."""
        parts = json.loads((folder / _PARTS).read_text("utf-8"))
        return cls(Index.open(str(folder)), parts)

    def find(
        self, asked: Asked, filters: Mapping[str, Sequence[str]], limit: int, offset: int = 0
    ) -> tuple[int, list[Hit]]:
        """How many entries match, and those from ``offset``, best first; all words must be there."""
        words = self._words(asked)
        found = self._searcher.search(_filtered(self._schema, words, filters), limit, offset=offset)
        marker = SnippetGenerator.create(self._searcher, self._stem_query(asked), self._schema, "text_stem")
        marker.set_max_num_chars(SNIPPET)
        return int(getattr(found, "count", 0) or 0), [self._hit(address, marker) for _, address in found.hits]

    def counts(self, asked: Asked, filters: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, int]]]:
        """How many matches have each value of a facet; for each facet without its own filter, most frequent first."""
        words, counted = self._words(asked), {}
        for names in [FACETS] if not any(filters.values()) else [(name,) for name in FACETS]:
            others = {name: values for name, values in filters.items() if name not in names}
            wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
            result = self._searcher.aggregate(_filtered(self._schema, words, others), wanted)
            for name in names:
                values = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in result[name]["buckets"]]
                counted[name] = sorted(values, key=lambda value: (-value[1], value[0]))
        return counted

    def starting(self, words: Sequence[str], limit: int, typos: int = 0) -> list[Entry]:
        """Things of which a name has all these words (as `surface` gives them), the last as a beginning.

        The shortest names first, of those the ones that begin with the words.
        """
        if not words:
            return []
        *whole, last = words
        terms = [Query.term_query(self._schema, "label", word) for word in whole]
        begun = Query.fuzzy_term_query(self._schema, "label", last, distance=typos, prefix=True)
        query = _all([*terms, begun])
        found = self._searcher.search(query, 5 * limit, count=False, order_by_field="length", order=Order.Asc)
        entries = [_entry(self._searcher.doc(address)) for _, address in found.hits]
        typed = " ".join(words)
        return sorted(entries, key=lambda entry: not any(fold(n).startswith(typed) for n in entry.names))[:limit]

    def named(self, name: str, limit: int = 100) -> list[Entry]:
        """Things that are called just this (case, accents and kinds of quote and dash do not count)."""
        return self._entries(Query.term_query(self._schema, "name", fold(name)), limit)

    def thing(self, iri: str) -> Entry | None:
        """The thing with an IRI."""
        return next(iter(self._entries(Query.term_query(self._schema, "iri", iri), 1)), None)

    def _entries(self, query: Query, limit: int) -> list[Entry]:
        found = self._searcher.search(query, limit, count=False)
        return [_entry(self._searcher.doc(address)) for _, address in found.hits]

    def _hit(self, address: DocAddress, marker: SnippetGenerator) -> Hit:
        document = self._searcher.doc(address)
        snippet = marker.snippet_from_doc(document)
        piece, ranges = snippet.fragment(), snippet.highlighted()
        if not ranges:
            text = _entry(document).text
            return Hit(_entry(document), Snippet(text[:SNIPPET] + "…" * (len(text) > SNIPPET)) if text else None)
        raw = piece.encode()
        places = sorted({(len(raw[: r.start].decode()), len(raw[: r.end].decode())) for r in ranges})
        return Hit(_entry(document), Snippet(piece, tuple(places)))

    def _words(self, asked: Asked) -> Query:
        """All words and phrases, the common words as a plus, and nothing of what is left out."""
        clauses = [(Occur.Must, self._word(word)) for word in asked.words]
        clauses += [(Occur.Must, self._phrase(phrase)) for phrase in asked.phrases]
        must_be = not clauses  # «de» alone is a question too
        clauses += [(Occur.Must if must_be else Occur.Should, self._word(word)) for word in asked.common]
        clauses += [(Occur.MustNot, self._phrase(words)) for words in asked.without]
        called = Query.term_query(self._schema, "name", fold(asked.text))
        clauses.append((Occur.Should, Query.boost_query(called, _CALLED_SO)))
        if asked.wordless:  # signs only are no question about everything
            clauses.append((Occur.Must, Query.all_query() if asked.of_all else Query.empty_query()))
        return Query.boolean_query(clauses)

    def _word(self, word: str) -> Query:
        written = [self._term(field, token) for field in ("label", "text") for token in exact().analyze(word)]
        by_stem = [
            _all([self._term(field, token, 0.6 if number else 1.0) for token in tokens])
            for field in ("label_stem", "text_stem")
            for number, tokens in enumerate(stems(word, self._stemmed))
        ]
        return Query.disjunction_max_query([*written, *by_stem], tie_breaker=0.2)

    def _term(self, field: str, token: str, weight: float = 1.0) -> Query:
        term = Query.term_query(self._schema, field, token, "freq")
        return Query.boost_query(term, _BOOSTS[field] * weight)

    def _phrase(self, words: Sequence[str]) -> Query:
        tokens = [token for word in words for token in exact().analyze(word)]
        if len(tokens) < len(words):
            return Query.empty_query()  # a word that is in no text
        if len(tokens) == 1:
            return self._word(words[0])
        fields = [Query.phrase_query(self._schema, field, list(tokens)) for field in ("label", "text")]
        return Query.disjunction_max_query(fields)

    def _stem_query(self, asked: Asked) -> Query:
        """What is marked in a snippet."""
        words = (*asked.words, *(word for phrase in asked.phrases for word in phrase))
        tokens = {token for word in words for stem in stems(word, self._stemmed) for token in stem}
        terms = [Query.term_query(self._schema, "text_stem", token) for token in sorted(tokens)]
        return Query.boolean_query([(Occur.Should, term) for term in terms])


def _all(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def _filtered(schema: Schema, words: Query, filters: Mapping[str, Sequence[str]]) -> Query:
    kept = [(Occur.Must, Query.const_score_query(Query.term_set_query(schema, name, list(values)), 0.0))
            for name, values in filters.items() if values]  # fmt: skip
    return Query.boolean_query([(Occur.Must, words), *kept]) if kept else words


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("length", fast=True)
    builder.add_text_field("label", tokenizer_name="exact")
    builder.add_text_field("label_stem", tokenizer_name="stemmed", index_option="freq")
    builder.add_text_field("text", tokenizer_name="exact")
    builder.add_text_field("text_stem", stored=True, tokenizer_name="stemmed", index_option="freq")
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


def _register(index: Index, parts: Iterable[str]) -> TextAnalyzer:
    analyzer = stemmed(parts)
    index.register_tokenizer("exact", exact())
    index.register_tokenizer("stemmed", analyzer)
    return analyzer


def _document(entry: Entry) -> Document:
    document = Document()
    document.add_text("kind", entry.kind)
    document.add_unsigned("length", len(entry.labels.get("nl", "")))
    for name, values in (("sector", entry.sectors), ("year", entry.years)):
        for value in values:
            document.add_text(name, value)
    if not entry.start and not entry.end:
        document.add_text("iri", entry.iri)
        for name in {fold(name) for name in (*entry.names, entry.iri.removeprefix(ID), entry.iri.rpartition("/")[2])}:
            document.add_text("name", name)
    for name in entry.names:
        document.add_text("label", name)
        document.add_text("label_stem", name)
    if entry.text:
        document.add_text("text", entry.text)
        document.add_text("text_stem", entry.text)
    document.add_bytes("entry", json.dumps(_kept(entry), ensure_ascii=False, separators=(",", ":")).encode())
    return document


def _kept(entry: Entry) -> dict[str, Any]:
    """What a hit shows, without the text, which is kept beside it."""
    shown = {"iri": entry.iri, "kind": entry.kind, "labels": dict(entry.labels), "names": entry.names,
             "years": entry.years, "sectors": entry.sectors, "start": entry.start, "end": entry.end,
             "things": entry.things}  # fmt: skip
    return {name: value for name, value in shown.items() if value}


def _entry(document: Document) -> Entry:
    kept: dict[str, Any] = json.loads(document["entry"][0])
    many = {name: tuple(kept.get(name, ())) for name in ("names", "years", "sectors", "things")}
    return Entry(**(kept | many), text=document.get_first("text_stem") or "")
