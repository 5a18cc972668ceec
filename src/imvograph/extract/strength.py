"""How far the rules that find names are trusted where names meet: each said once, by what a `Found` has as its rule."""

# They only look like a person: a name that is known as an organisation's goes before these.
GIVES_WAY = frozenset(f"person-{rule}" for rule in "title given again of".split())

# The name is whole, so that what lies in it (a place, a topic, a shorter name) is a part of it.
WHOLE = frozenset(
    f"organisation-{rule}"
    for rule in "begins institution field foreign legal branch ministry embassy called fixed party".split()
)

# The name is sure enough to be looked for in the rest of the text.
SPREADS = frozenset(
    f"organisation-{rule}"
    for rule in (
        "called speaks does maker met against at by to that court country source legal foreign institution begins one-word"
    ).split()
)
