"""Pages of an answer: which one an address asks for (``?page=2``), and the address of another."""

import re
from urllib.parse import urlencode

from imvograph.api.asking import Asked
from imvograph.errors import NotFoundError, ParameterError

ROWS = 20
"""Rows of a page."""


def page_number(asked: Asked) -> int:
    """The page that is asked for, the first if none is; raises `ParameterError` for what can be none."""
    value = dict(asked.given).get("page", "").strip() or "1"  # an empty one is one not given
    if not re.fullmatch("[1-9][0-9]{0,8}", value):
        raise ParameterError(
            f"parameter 'page' cannot be {value[:80]!r}; give the number of a page, from 1",
            "page",
            value,
            "1",
            nl=f"parameter 'page' kan niet {value[:80]!r} zijn; geef het nummer van een bladzijde, vanaf 1",
        )
    return int(value)


def page_of(asked: Asked, total: int) -> int:
    """The page that is asked for of so many rows; raises `NotFoundError`, which leads to the last, if it is past that."""
    page, last = page_number(asked), max(-(-total // ROWS), 1)
    if page > last:
        raise NotFoundError(
            f"There is no page {page}; the last is page {last}",
            [asked.path + turn(asked, last)],
            nl=f"Bladzijde {page} is er niet; de laatste is bladzijde {last}",
        )
    return page


def turn(asked: Asked, to: int) -> str:
    """The query string of another page of the same answer."""
    carried = [(name, value) for name, value in asked.given if name != "page" and value.strip()]
    language = [("lang", asked.language)] if asked.chosen else []
    return "?" + urlencode([*carried, *language, ("page", str(to))])
