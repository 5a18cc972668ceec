"""Each rule that finds an organisation by grammar, shown by itself: an invented name, and no gazetteer that could know it."""

import pytest

from imvograph.extract import mentions
from imvograph.extract.strength import SPREADS, WHOLE
from imvograph.model.entities import Gazetteer

ROWS = [
    # what stands before
    ("in het vakblad Wobble staat", "Wobble", "called"),
    ("dat het bedrijf Wobble stopt", "Wobble", "called"),
    ("bij banken zoals Wobble is", "Wobble", "called"),
    ("en een reder, Wobble, is vervolgd", "Wobble", "called"),
    ("en Wobble, de brancheorganisatie van hoedenmakers, is", "Wobble", "called"),
    ("dat het Spaanse Wobble is", "Wobble", "country"),
    ("is volgens Wobble te laat", "Wobble", "speaks"),
    ("is namens de Wobble gedaan", "Wobble", "speaks"),
    ("gisteren publiceerde Wobble een lijst", "Wobble", "does"),
    ("het rapport van Wobble over hoeden", "Wobble", "maker"),
    ("een vlootonderzoek van Wobble over hoeden", "Wobble", "maker"),
    ("in overleg met Wobble is", "Wobble", "met"),
    ("een klacht tegen Wobble is", "Wobble", "against"),
    ("is werkzaam bij Wobble in", "Wobble", "at"),
    ("een brief aan Wobble is", "Wobble", "to"),
    ("is gefinancierd door Wobble en", "Wobble", "by"),
    # what it does
    ("de hoeden die Wobble Hats levert zijn", "Wobble Hats", "does"),
    ("de hoeden die Wobble vertegenwoordigde zijn", "Wobble", "does"),
    ("zo heeft Wobble ons laten weten", "Wobble", "does"),
    ("Wobble Hats heeft ons laten weten", "Wobble Hats", "does"),
    ("WBL heeft ons laten weten", "WBL", "does"),
    ("WBL vroeg hierom", "WBL", "does"),
    ("Wobble meldde problemen", "Wobble", "does"),
    ("de hoeden die Wobble evalueerde zijn", "Wobble", "does"),
    ("omdat Wobble dit wil", "Wobble", "that"),
    ("omdat ook Wobble dit wil", "Wobble", "that"),
    # its own words
    ("door de Stichting Wobble is", "Stichting Wobble", "begins"),
    ("de Groep Wobble/Wabble is", "Groep Wobble/Wabble", "begins"),
    ("het Agentschap voor ruime hoeden is", "Agentschap voor ruime hoeden", "field"),
    ("het Nationaal Agentschap voor ruime hoeden is", "Nationaal Agentschap voor ruime hoeden", "field"),
    ("de Wobble Foundation is", "Wobble Foundation", "institution"),
    ("ook de Wobble Group is", "Wobble Group", "institution"),
    ("het Wobble Instituut voor Hoeden is", "Wobble Instituut voor Hoeden", "institution"),
    ("de Wobble ombudsman is", "Wobble ombudsman", "institution"),
    ("de Alliance for Wobble Hats is", "Alliance for Wobble Hats", "foreign"),
    ("de Hoedenbond is", "Hoedenbond", "one-word"),
    ("de Wobbel- en Hoedenautoriteit is", "Wobbel- en Hoedenautoriteit", "one-word"),
    ("van Wobble Hats B.V. is", "Wobble Hats B.V.", "legal"),
    ("is. Destijds Wobble Hats B.V. was", "Wobble Hats B.V.", "legal"),
    ("van Wobble, Inc. is", "Wobble, Inc.", "legal"),
    ("het Rijkswobbelbureau is", "Rijkswobbelbureau", "one-word"),
    ("is. Wobble & Wabble, inmiddels failliet,", "Wobble & Wabble", "firm"),
    ("de bakkerij Wobble is", "Wobble", "called"),
    ("dat hij en Wobble publiceren wat", "Wobble", "does"),
    ("vraagt de Wobble-fractie ook", "Wobble", "faction"),
    ("is. Wobble Hat Research volgt", "Wobble Hat Research", "institution"),
    ("de Partij van de Hoeden is", "Partij van de Hoeden", "begins"),
    # its form
    ("het ministerie van Hoeden is", "ministerie van Hoeden", "ministry"),
    ("het Wobbelse ministerie van Hoeden is", "Wobbelse ministerie van Hoeden", "ministry"),
    ("het Openbaar Ministerie is", "Openbaar Ministerie", "fixed"),
    ("de Raad van State is", "Raad van State", "begins"),
    ("de Raad van de Europese Unie is", "Raad van de Europese Unie", "fixed"),
    ("de commissie-Van Wobbel is", "commissie-Van Wobbel", "committee"),
    ("de vaste commissie voor Hoeden is", "vaste commissie voor Hoeden", "committee"),
    ("de rechtbank Wobbel is", "rechtbank Wobbel", "court"),
    ("het gerechtshof Den Wobbel is", "gerechtshof Den Wobbel", "court"),
    ("de ambassade in Wobbel is", "ambassade in Wobbel", "embassy"),
    ("de Nederlandse ambassade te Wobbel is", "Nederlandse ambassade te Wobbel", "embassy"),
    # who made what is cited
    ("is.\n2Wobble, 4 september 2023, «Hoeden»", "Wobble", "source"),
    ("is.\n2 Wobble, «Hoeden»", "Wobble", "source"),
    ("het boek «Hoeden» van de Wobble (ingezonden", "Wobble", "source"),
    # who stands beside it
    ("het lid Jansen (Wobble) zegt", "Wobble", "party"),
    ("zegt prof. Jan Jansen (Wobble) ook", "Wobble", "affiliation"),
    ("het bedrijf Wobble en Wabble zijn", "Wabble", "again"),  # beside it, and so wherever it stands
    ("tussen Wabble en de Stichting Wobble is", "Wabble", "again"),
    ("het bedrijf Wobble in Ghana en de Britse Wabble is", "Wabble", "again"),
    ("het bedrijf Wobble (WBL) is", "WBL", "short"),
    ("het bedrijf Wobble is. Ook buiten Wobble om", "Wobble", "again"),
    ("het Openbaar Ministerie Nigeria is", "Openbaar Ministerie Nigeria", "branch"),
]


@pytest.mark.parametrize(("text", "quote", "rule"), ROWS)
def test_an_organisation_is_found_by_each_rule(text: str, quote: str, rule: str) -> None:
    found = [(m.quote, m.rule) for m in mentions(text, None, Gazetteer()) if m.kind == "organisation"]
    assert (quote, f"organisation-{rule}") in found, found


def test_every_rule_that_is_trusted_is_one_of_these() -> None:
    assert {rule.removeprefix("organisation-") for rule in SPREADS | WHOLE} <= {rule for _, _, rule in ROWS}
