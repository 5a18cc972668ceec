"""Releases: whole or not there, the same from the same store, never changed, and what each says of itself is so."""

import gzip
import hashlib
import io
import json
import subprocess
from itertools import groupby, pairwise

import pytest
import zstandard
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph.dumps import Releases, making
from imvograph.dumps.changing import compare, net, patch_lines
from imvograph.dumps.checking import checked
from imvograph.dumps.dcat import Issued, dcat
from imvograph.dumps.packing import File
from imvograph.dumps.vocabulary import DATASET, SERIES, VOCABULARIES, iri, turtle
from imvograph.errors import NotFoundError, RefusedError, StoreError
from imvograph.model.iris import ID, graph, thing

DAY, CONTACT = "2026-11-25", "graaf@example.org"


@pytest.fixture(scope="module")
def released(built, tmp_path_factory):
    """The whole graph, released once."""
    return Releases(tmp_path_factory.mktemp("releases")).make(built.snapshot(), DAY, CONTACT)[0]


def test_the_same_snapshot_gives_byte_identical_files(released, built, tmp_path):
    again, _ = Releases(tmp_path).make(built.snapshot(), DAY, CONTACT)
    names = sorted(path.name for path in released.folder.iterdir())
    assert names == sorted(path.name for path in again.folder.iterdir()) and len(names) > 20
    for name in names:
        assert (released.folder / name).read_bytes() == (again.folder / name).read_bytes(), name


def test_the_checksums_are_those_of_the_files_as_sha256sum_reads_them(released, need):
    done = subprocess.run(
        [need("sha256sum"), "--check", "--strict", "SHA256SUMS"], cwd=released.folder, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stdout
    for file in released.files:
        content = (released.folder / file.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "jsonld"])
def test_what_is_packed_is_the_same_file(released, form):
    plain = (released.folder / f"imvograph.{form}").read_bytes()
    assert gzip.decompress((released.folder / f"imvograph.{form}.gz").read_bytes()) == plain
    packed = (released.folder / f"imvograph.{form}.zst").read_bytes()
    assert zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed)).read() == plain


def test_a_release_is_made_once_and_cannot_be_written(released, built):
    kept = Releases(released.folder.parent)
    before = {path.name: path.stat().st_mtime_ns for path in released.folder.iterdir()}
    again, made = kept.make(built.snapshot(), "2031-01-01", "other@example.org")
    assert not made and again == released
    assert {path.name: path.stat().st_mtime_ns for path in released.folder.iterdir()} == before
    assert all(path.stat().st_mode & 0o222 == 0 for path in released.folder.iterdir())


def test_a_release_that_fails_half_way_is_not_there(built, tmp_path):
    kept = Releases(tmp_path / "releases")

    def full(step):
        if step == "void.ttl, catalogue.ttl":
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        kept.make(built.snapshot(), DAY, CONTACT, full)
    assert kept.all() == () and [p.name for p in kept.folder.iterdir()] == [".lock"]
    assert kept.make(built.snapshot(), DAY, CONTACT)[1]


def test_what_a_release_says_of_any_one_thing_is_found_and_of_none_that_it_does_not_hold(released):
    lines = (released.folder / "imvograph.nq").read_bytes().splitlines(keepends=True)
    told = {subject: list(said) for subject, said in groupby(lines, key=lambda line: line[1 : line.index(b">")])}
    first, *others, last = told
    for subject in (first, last, *others[:: len(others) // 200]):
        assert released.held(subject.decode()) == told[subject]
        assert subject[:-1] in told or released.held(subject[:-1].decode()) == []
    assert released.held("a:a") == released.held("z:z") == []


def test_an_unknown_release_or_file_is_told_with_what_there_is(released):
    kept = Releases(released.folder.parent)
    with pytest.raises(NotFoundError) as raised:
        kept["1.0.0"]
    assert raised.value.near == (released.version,)
    with pytest.raises(NotFoundError):
        released.file("../release.json")


def void_of(released):
    said = released.said("void.ttl")

    def numbers(subject, name):
        return [int(t.object.value) for t in said if t.subject.value == subject and t.predicate.value == iri(name)]

    def parts(kind, name, number):
        nodes = [t.object.value for t in said if t.predicate.value == iri(f"void:{kind}Partition")]
        of = {t.subject.value: t.object.value for t in said if t.predicate.value == iri(f"void:{name}")}
        return {of[node]: numbers(node, f"void:{number}")[0] for node in nodes}

    return numbers, parts


def test_void_counts_what_sparql_counts(released, built):
    numbers, parts = void_of(released)

    def counted(text):
        return int(built.select(text).rows[0][0].value)

    def by(text):
        return {key.value: int(number.value) for key, number in built.select(text).rows}

    ours = f'FILTER(STRSTARTS(STR(?s), "{ID}"))'
    for name, text in {
        "void:triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "void:distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "void:entities": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o {ours} }}",
        "void:classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
        "void:properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    }.items():
        assert numbers(DATASET, name) == [counted(text)], name
    assert parts("class", "class", "entities") == by("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert parts("property", "property", "triples") == by("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")


def test_void_counts_the_links_to_each_other_place(released, built):
    said = released.said("void.ttl")
    sets = {t.subject for t in said if t.object == NamedNode(iri("void:Linkset"))}
    told = sum(int(t.object.value) for t in said if t.subject in sets and t.predicate.value == iri("void:triples"))
    mappings = " ".join(
        f"skos:{name}" for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
    )
    (row,) = built.select(
        f"PREFIX skos: <{VOCABULARIES['skos']}> PREFIX owl: <{VOCABULARIES['owl']}> SELECT (COUNT(*) AS ?n) {{ "
        f"VALUES ?p {{ owl:sameAs {mappings} }} ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https://w3id.org/imvograph/') && "
        "!STRSTARTS(STR(?o), 'https://w3id.org/imvograph/') && ISIRI(?o)) }"
    ).rows
    assert told == int(row[0].value) > 0


# The catalogue


def test_the_catalogue_names_each_file_with_its_size_and_checksum(released):
    said = released.said("catalogue.ttl")

    def values(name):
        return {t.subject.value: str(t.object.value) for t in said if t.predicate.value == iri(name)}

    addresses, sizes, sums = values("dcat:downloadURL"), values("dcat:byteSize"), values("spdx:checksumValue")
    told = {
        address.rpartition("/")[2]: (int(sizes[node]), sums[f"{node}#checksum"]) for node, address in addresses.items()
    }
    dumps = [file for file in released.files if file.name.startswith("imvograph.")]
    assert told == {file.name: (file.size, file.sha256) for file in dumps} and len(told) == 15


DUMPS = [File("imvograph.ttl.gz", 1, "0" * 64), File("imvograph.nq", 1, "f" * 64)]


EARLIER = [Issued("000002-0", "2026-11-24", DUMPS[:1]), Issued("000001-0", "2026-11-23", [])]


def described(contact=CONTACT, before=()):
    return dcat(Issued("000003-0", DAY, DUMPS), before, contact)


def test_the_catalogue_leads_to_every_earlier_release():
    said = described(before=EARLIER)

    def named(subject, name):
        found = (t.object.value for t in said if t.subject.value == subject and t.predicate.value == iri(name))
        return sorted(found)

    newest, second, first = (thing("release", version) for version in ("000003-0", "000002-0", "000001-0"))
    assert named(DATASET, "dcat:hasVersion") == [first, second, newest]
    assert (named(newest, "dcat:previousVersion"), named(second, "dcat:previousVersion")) == ([second], [first])
    assert named(first, "dcat:previousVersion") == [] and named(first, "dcterms:issued") == ["2026-11-23"]
    assert (named(SERIES, "dcat:first"), named(SERIES, "dcat:last")) == ([first], [newest])
    assert (named(DATASET, "dcterms:created"), named(DATASET, "dcat:version")) == (["2026-11-23"], ["000003-0"])
    assert named(second, "dcat:distribution") == [thing("distribution", "000002-0-ttl.gz")]
    assert len(named(DATASET, "dcat:distribution")) == 2, "those of the newest"
    assert named(first, "dcat:distribution") == [] and len(named(first, "adms:versionNotes")) == 2
    assert named(second, "adms:versionNotes") == []


@pytest.mark.parametrize("contact", [CONTACT, "https://example.org/contact"])
@pytest.mark.parametrize("before", [[], EARLIER])
def test_the_catalogue_conforms_to_our_shapes(contact, before):
    report = checked(described(contact, before))
    assert report.conforms and report.total == 0, report.as_text()


MANDATORY = {
    "dcat:Catalog": "dcterms:title dcterms:description dcterms:publisher dcat:contactPoint dcat:dataset",
    "dcat:Dataset": "dcterms:title dcterms:description dcterms:identifier dcterms:accessRights dcat:contactPoint "
    "dcterms:creator dcterms:publisher dcat:theme",
    "dcat:Distribution": "dcat:accessURL dcterms:license",
    "dcat:DataService": "dcterms:title dcat:endpointURL dcat:endpointDescription dcterms:identifier dcterms:accessRights "
    "dcat:contactPoint dcterms:description dcterms:license dcterms:publisher dcat:theme",
    "dcat:DatasetSeries": "dcterms:title dcterms:description",
    "spdx:Checksum": "spdx:algorithm spdx:checksumValue",
    "foaf:Agent": "foaf:name",
}


@pytest.mark.parametrize(("cls", "name"), [(cls, name) for cls, names in MANDATORY.items() for name in names.split()])
def test_a_catalogue_without_something_mandatory_does_not_conform(cls, name):
    whole = described()
    things = {t.subject for t in whole if t.predicate.value == iri("rdf:type") and t.object.value == iri(cls)}
    assert things and any(t.subject in things and t.predicate.value == iri(name) for t in whole)
    less = frozenset(t for t in whole if not (t.subject in things and t.predicate.value == iri(name)))
    assert not checked(less).conforms


@pytest.mark.parametrize(
    "name", ["dcterms:accessRights", "dcat:theme", "dcterms:license", "dcterms:format", "dcat:mediaType"]
)
def test_a_catalogue_with_a_value_outside_the_prescribed_list_does_not_conform(name):
    invented = NamedNode("https://example.org/invented")
    other = frozenset(
        Triple(t.subject, t.predicate, invented) if t.predicate.value == iri(name) else t for t in described()
    )
    assert not checked(other).conforms


def test_a_release_whose_catalogue_does_not_conform_is_not_made(built, tmp_path, monkeypatch):
    lacking = tmp_path / "catalogue.ttl"
    text = making.dcat.__globals__["CATALOGUE"].read_text()
    lacking.write_text(text.replace("dcat:theme", "dcat:notATheme"))
    monkeypatch.setitem(making.dcat.__globals__, "CATALOGUE", lacking)
    kept = Releases(tmp_path / "releases")
    with pytest.raises(RefusedError, match=r"shapes/catalogue/") as raised:
        kept.make(built.snapshot(), DAY, CONTACT)
    assert "theme" in raised.value.report.as_text("en") and kept.all() == ()


# What changed


def lines(*statements):
    return sorted(f"<urn:{s}> <urn:p> {o} <urn:g> .\n".encode() for s, o in statements)


def test_two_sorted_streams_are_compared_subject_by_subject():
    old = lines(("a", '"1"'), ("a!", '"1"'), ("b", '"1"'), ("b", '"2"'), ("d", '"1"'))
    new = lines(("a", '"1"'), ("a!", '"2"'), ("b", '"2"'), ("c", '"1"'), ("d", '"1"'))
    found = {changed.iri: changed for changed in compare(old, new)}
    assert {iri: changed.action for iri, changed in found.items()} == {
        "urn:a!": "updated",
        "urn:b": "updated",
        "urn:c": "created",
    }
    assert found["urn:b"].removed == tuple(lines(("b", '"1"'))) and found["urn:b"].added == ()
    assert [c.action for c in compare(old, [])] == ["deleted"] * 4 and list(compare(new, new)) == []


def test_changes_put_together_are_those_from_the_first_to_the_last():
    states = [
        set(lines(*((f"s{n}", f'"{(n * step) % 4}"') for n in range(30) if (n + step) % 5)))
        for step in (1, 2, 3, 4, 1, 7)
    ]
    patches = [
        [line for changed in compare(sorted(old), sorted(new)) for line in patch_lines(changed)]
        for old, new in pairwise(states)
    ]
    for first in range(len(states)):
        told = list(net(patches[first:]))
        assert {line for mark, line in told if mark == b"A"} == states[-1] - states[first]
        assert {line for mark, line in told if mark == b"D"} == states[first] - states[-1]
        assert [line for _, line in told] == sorted(line for _, line in told)


def label(words, name="skos:prefLabel"):
    return Triple(NamedNode(thing("sector", "x")), NamedNode(iri(name)), Literal(words, language="nl"))


def test_a_release_after_another_says_what_changed(store, tmp_path):
    kept = Releases(tmp_path / "releases")
    first, _ = kept.make(store.snapshot(), DAY, CONTACT)
    held = set(store.quads())
    store.replace_graph(graph("added", "x"), [label("Een")])
    second, _ = kept.make(store.snapshot(), "2026-11-26", CONTACT)
    assert (second.number, second.previous, second.first_issued) == (2, first.version, DAY)
    assert dict(second.changes) == {"created": 1, "updated": 0, "deleted": 0, "added": 1, "removed": 0}
    assert list(second.changed()) == [{"action": "created", "iri": thing("sector", "x"), "label": "Een"}]
    store.replace_graph(graph("added", "x"), [label("Twee")])
    store.replace_graph(graph("added", "y"), [label("Drie", "skos:altLabel")])
    gone = store.graphs()[0]
    store.replace_graph(gone, [])
    third, _ = kept.make(store.snapshot(), "2026-11-27", CONTACT)
    patched = set(held)
    for mark, line in kept.since(first.version):
        (quad,) = parse(line, RdfFormat.N_QUADS)
        assert (quad in patched) == (mark == b"D")
        (patched.add if mark == b"A" else patched.discard)(quad)
    assert patched == set(store.quads())
    assert list(kept.since(third.version)) == []
    assert [r.version for r in Releases(kept.folder).all()] == [third.version, second.version, first.version]
    manifest = json.loads((third.folder / "release.json").read_text())
    assert manifest["previous"] == second.version and manifest["issued"] == "2026-11-27"


def test_the_catalogue_has_the_files_of_every_release_as_far_as_they_are_kept(store, tmp_path):
    kept, made = Releases(tmp_path / "releases"), []
    for number in range(4):
        store.replace_graph(graph("added", "x"), [label(f"Naam {number}")])
        if number == 3:
            for path in made[0].folder.glob("imvograph.*"):
                path.unlink()
        made.append(kept.make(store.snapshot(), DAY, CONTACT)[0])
    said = made[3].said("catalogue.ttl")
    told = {t.subject.value: t.object.value for t in said if t.predicate.value == iri("dcat:byteSize")}
    sums = {t.subject.value: t.object.value for t in said if t.predicate.value == iri("spdx:checksumValue")}
    for release in made[1:]:
        for file in release.dumps:
            node = thing("distribution", f"{release.version}-{file.name.removeprefix('imvograph.')}")
            assert (told.pop(node), sums[f"{node}#checksum"]) == (str(file.size), file.sha256)
    assert told == {}
    noted = {t.subject.value for t in said if t.predicate.value == iri("adms:versionNotes")}
    assert noted == {thing("release", made[0].version)} and made[0].dumps == ()


def test_a_catalogue_of_twenty_releases_stays_below_half_a_megabyte():
    dumps = [
        File(f"imvograph.{form}{packing}", 10**9, "f" * 64) for form in making.FORMS for packing in ("", ".gz", ".zst")
    ]
    newest, *before = (Issued(f"{n:06}-0123456789ab", DAY, dumps) for n in range(20, 0, -1))
    assert len(turtle(dcat(newest, before, CONTACT))) < 500_000
