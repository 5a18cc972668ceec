"""Days as people write them: «7 april 2022», and beside it, for machines, ``<time datetime="2022-04-07">``."""

import re

from markupsafe import Markup, escape

from imvograph.errors import SourceError
from imvograph.model.dates import StatedDate

_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|\+00:00)")


def in_words(value: str, language: str) -> str:
    """A day, month, season, year or moment in UTC as prose (``7 April 2022``); anything else as it is."""
    moment = _MOMENT.fullmatch(value)
    try:
        if moment:
            return f"{StatedDate(moment[1]).in_words(language)}, {moment[2]} UTC"
        return StatedDate(value).in_words(language)
    except SourceError:
        return value


def moment(value: str, language: str) -> Markup:
    """The same as HTML, escaped; with ``<time>`` where HTML can say it (not a season)."""
    words = in_words(value, language)
    if words == value or value[-1].islower():  # as it came, or a season
        return escape(words)
    return Markup('<time datetime="{}">{}</time>').format(value, words)
