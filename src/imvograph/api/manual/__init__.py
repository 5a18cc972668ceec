"""What the pages about ontology and shapes show, thought out from triples; nothing here knows HTTP, files or a store."""
