"""The graph ``…/graph/registry``: which version a remote store holds, which named graphs it is made of, how it came so.

    <…/graph/union>  owl:versionInfo   "000012-5f…"    the version now; a change is conditional on it
                     dcterms:hasVersion "000001-…", …  every version that was accepted: a writer finds its own here
                     dcterms:hasPart   <…/graph/…>, …  the named graphs, without union, registry and staging
                     <…/def/store#wantedBy> "…"        a writer that is at work (``turn.py``)
    <…/graph/staging/{version}/{…}>  <…/def/store#stageOf>  <graph>    a staging graph, from before it is filled
                                     <…/def/store#stagedFor> or <…#stagedAgainst>  <graph>   its change is under way, or done

It lies in the same store and changes in the same update as the data, so that who reads it knows what the data are.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from imvograph.model.iris import BASE, PREFIXES
from imvograph.store.snapshots import FIRST

UNION = NamedNode(BASE + "graph/union")
REGISTRY = NamedNode(BASE + "graph/registry")
STAGING = BASE + "graph/staging/"
NOW = NamedNode(PREFIXES["owl"] + "versionInfo")
ONCE = NamedNode(PREFIXES["dcterms"] + "hasVersion")
PART = NamedNode(PREFIXES["dcterms"] + "hasPart")
WANTS = NamedNode(BASE + "def/store#wantedBy")
ADDS = NamedNode(BASE + "def/store#stagedFor")
REMOVES = NamedNode(BASE + "def/store#stagedAgainst")
STAGE_OF = NamedNode(BASE + "def/store#stageOf")

PENDING = "pending "
"""What stands before a version while a large change to it is under way; readers wait."""

VERSION = f"SELECT ?version WHERE {{ GRAPH {REGISTRY} {{ {UNION} {NOW} ?version }} }}"
GRAPHS = f"SELECT ?graph WHERE {{ GRAPH {REGISTRY} {{ {UNION} {PART} ?graph }} }} ORDER BY STR(?graph)"
WANTED = f"SELECT ?who WHERE {{ GRAPH {REGISTRY} {{ {UNION} {WANTS} ?who }} }}"
STAGED = (
    f"SELECT ?stage ?what ?graph WHERE {{ GRAPH {REGISTRY} {{ ?stage ?what ?graph "
    f"FILTER(?what = {ADDS} || ?what = {REMOVES} || ?what = {STAGE_OF}) }} }} ORDER BY STR(?stage)"
)
"""The staging graphs of all versions; `change.Stage` knows whose each is."""

FIRST_EVER = (
    f"INSERT {{ GRAPH {REGISTRY} {{ {UNION} {NOW} {Literal(FIRST)} }} }}\n"
    f"WHERE {{ FILTER NOT EXISTS {{ GRAPH {REGISTRY} {{ {UNION} {NOW} ?version }} }} }}"
)
"""The update that makes any store ready for its first change."""


def accepted(version: str) -> str:
    """A question that has a row if a version was ever accepted."""
    return f"SELECT ?union WHERE {{ GRAPH {REGISTRY} {{ ?union {ONCE} {Literal(version)} }} }}"


def at(version: str) -> str:
    """The condition of an update: that the store is at this version."""
    return f"GRAPH {REGISTRY} {{ {UNION} {NOW} {Literal(version)} }}"


def moved(before: str, after: str, graphs: Iterable[NamedNode] = (), gone: Iterable[NamedNode] = ()) -> tuple[str, str]:
    """What an update deletes from and inserts into the registry to lead from one version to the next."""
    parts = "".join(f" {UNION} {PART} {graph} ." for graph in graphs)
    old = "".join(f" {UNION} {PART} {graph} ." for graph in gone)
    once = "" if after.startswith(PENDING) else f" {UNION} {ONCE} {Literal(after)} ."
    return (
        f"GRAPH {REGISTRY} {{ {UNION} {NOW} {Literal(before)} .{old} }}",
        f"GRAPH {REGISTRY} {{ {UNION} {NOW} {Literal(after)} .{once}{parts} }}",
    )
