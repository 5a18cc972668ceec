"""Runs one bench by its name: ``python -m bench extraction``."""

import sys
from importlib import import_module

BENCHES = {
    "gate": "what the gate costs: a change at several sizes of the graph, and whole graphs beside pySHACL",
    "generator": "a made-up parliament of any size as N-Quads, for the other benches",
    "extraction": "precision, recall, F1 and speed of extraction, beside its nearest peer",
    "search": "full-text search over 100,000 paragraphs",
    "store": "loads, dumps, every curated query by size, a stranger's query and memory, beside the engine",
    "http": "processor time of an answer over HTTP, beside bare FastAPI, oxigraph serve and rdflib-endpoint",
    "pages": "what each kind of page of the portal costs at a million statements, and how much is sent",
    "replicas": "reads of a remote store with one and with two replicas",
    "load-folder": "time and memory of a folder of thousands of documents; kill -9 in the middle of it",
    "fuzz": "a bounded fuzz run over extraction",
}


def main(arguments: list[str]) -> int:
    """Hands the other arguments to the bench; exit status 2 if there is no such bench."""
    if not arguments or arguments[0] not in BENCHES:
        print("python -m bench NAME [--help]", *(f"  {name:<13}{what}" for name, what in BENCHES.items()), sep="\n")
        return 2
    return int(import_module(f"bench.{arguments[0].replace('-', '_')}").main(arguments[1:]))


sys.exit(main(sys.argv[1:]))
