"""The golden numbers of questions.md, section 3: each from the graph, none from the program."""

import re
from pathlib import Path

from imvograph.answers import Row, ask
from imvograph.answers.rows import plain
from imvograph.catalog import Catalog
from imvograph.store import EmbeddedStore

LETTER = "bhos-2022-04-07-1"

# As printed there: what, and its numbers in that order.
GOLDEN = {
    "mentions of a Kamerstuk / distinct Kamerstukken / dossiers": (10, 8, 4),
    "mentions of Handelingen / items / sittings": (3, 4, 3),
    "motions mentioned / announced as followed up": (3, 2),
    "motions whose adoption date is stated": (2, 1),  # of which impossible as stated
    "commitments reported on": (4,),
    "covenants named / with a steering group mentioned": (6, 3),
    "agreements on a theme, by covenant (health and safety / women's rights)": (3, 1),
    "talks or meetings with financial institutions (day precision / month precision)": (7, 4, 3),
    "debates and briefings (D1–D6)": (6,),
    "persons named": (4,),
    "«mijn voorganger» / persons it denotes": (6, 2),
    "sections with a heading": (6,),
    "footnotes / external web documents": (1, 1),
    "line-end hyphens (soft / real)": (16, 14, 2),
    "source anomalies recorded": (7,),
    "motions that concern the tomato chain": (0,),
    "occurrences of «kinderarbeid», «leefbaar loon»": (0, 0),
}


def test_the_golden_numbers(catalog: Catalog, seed: EmbeddedStore) -> None:
    def a(query: str, **parameters: str) -> list[Row]:
        return ask(catalog, seed, query, {"document": LETTER, **parameters}).rows

    papers, records = (a("citations-of-document", cited=kind) for kind in ("kamerstuk", "handelingen"))
    decisions = [row for row in a("decisions-on-motions") if row["statedDate"]]
    covenants, predecessors = a("covenants"), a("referring-expressions")
    stated = [len(row["statedDate"]) for row in a("meetings", topic="financiele-instellingen")]
    text = text_of(seed)
    flat = "".join(text.split()).casefold().replace("-", "")
    assert flat.count("tomaten") > 0
    assert {
        "mentions of a Kamerstuk / distinct Kamerstukken / dossiers": (
            sum(row["count"] for row in papers),
            len(papers),
            len(a("dossiers-of-document")),
        ),
        "mentions of Handelingen / items / sittings": (
            len({row["start"] for row in records}),
            len(records),
            len({row["dossier"] for row in records}),
        ),
        "motions mentioned / announced as followed up": (len(a("motions")), len(a("motions-followed-up"))),
        "motions whose adoption date is stated": (
            len(decisions),
            len([row for row in decisions if row["date"] is None]),
        ),
        "commitments reported on": (len(a("commitments")),),
        "covenants named / with a steering group mentioned": (
            len(covenants),
            len([row for row in covenants if row["steeringGroups"]]),
        ),
        "agreements on a theme, by covenant (health and safety / women's rights)": (
            len(a("covenants-by-topic", topic="gezondheid-veiligheid-werk")),
            len(a("covenants-by-topic", topic="vrouwenrechten")),
        ),
        "talks or meetings with financial institutions (day precision / month precision)": (
            len(stated),
            stated.count(len("2020-02-20")),
            stated.count(len("2021-09")),
        ),
        "debates and briefings (D1–D6)": (len(a("debates")),),
        "persons named": (len(a("persons")),),
        "«mijn voorganger» / persons it denotes": (len(predecessors), len({row["person"] for row in predecessors})),
        "sections with a heading": (len(a("sections-of-document")),),
        "footnotes / external web documents": (
            len(re.findall(r"^\d+ https?://", text, re.MULTILINE)),
            len(a("web-documents")),
        ),
        "line-end hyphens (soft / real)": line_end_hyphens(text, seed, [row["page"] for row in a("web-documents")]),
        "source anomalies recorded": (len(a("anomalies")),),
        "motions that concern the tomato chain": (len(a("motions-by-topic", topic="tomaat-italie", scope="linked")),),
        "occurrences of «kinderarbeid», «leefbaar loon»": (flat.count("kinderarbeid"), flat.count("leefbaarloon")),
    } == GOLDEN


def test_every_golden_number_is_asserted(shared: Path) -> None:
    printed = (shared / "questions.md").read_text("utf-8").split("## 3. Golden numbers")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", printed, re.MULTILINE)[1:]
    assert {what: tuple(map(int, re.findall(r"\d+", numbers))) for what, numbers in rows} == GOLDEN


def text_of(seed: EmbeddedStore) -> str:
    ((text,),) = seed.select("SELECT ?text WHERE { ?source <https://w3id.org/imvograph/def/imvo#text> ?text }").rows
    return str(plain(text))


def line_end_hyphens(text: str, seed: EmbeddedStore, pages: list[str]) -> tuple[int, int, int]:
    """How many there are, and how many of them are not and are in the words as people read them.

    Those are the quotes of the passages around it and, for the address in the footnote, the page of the publication.
    """
    quotes = [(int(plain(s)), int(plain(e)), plain(quote)) for s, e, quote in seed.select(_QUOTES).rows]
    soft = real = 0
    hyphens = list(re.finditer(r"(\S+)-\n\s*(\S+)", text))
    for hyphen in hyphens:
        before, after = hyphen[1], hyphen[2].rstrip(".")
        around = [*pages, *(quote for start, end, quote in quotes if start <= hyphen.end(1) < end)]
        read = {"".join(words.split()) for words in around}
        soft += any(f"{before}{after}" in words for words in read)
        real += any(f"{before}-{after}" in words for words in read)
    return len(hyphens), soft, real


_QUOTES = """PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?start ?end ?quote WHERE {
  ?passage <https://w3id.org/imvograph/def/imvo#quote> ?quote ; oa:start ?start ; oa:end ?end }"""
