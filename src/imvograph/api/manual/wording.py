"""How often, and how grave, in the words of a reader: Dutch and English."""

from imvograph.api.manual.rules import Use

_SEVERITY = {
    "Violation": {"nl": "weigert", "en": "refuses"},
    "Warning": {"nl": "waarschuwt", "en": "warns"},
    "Info": {"nl": "adviseert", "en": "advises"},
}
_LANGUAGE = {"nl": {"nl": "Nederlands", "en": "Dutch"}, "en": {"nl": "Engels", "en": "English"}}
_HOW_OFTEN = {
    (True, True): {"nl": "precies één", "en": "exactly one"},
    (True, False): {"nl": "één of meer", "en": "one or more"},
    (False, True): {"nl": "hooguit één", "en": "at most one"},
    (False, False): {"nl": "nul of meer", "en": "any number"},
}


def severity(name: str, language: str) -> str:
    """What a broken rule does, in one word."""
    return _SEVERITY[name][language]


def how_often(use: Use, language: str) -> str:
    """How many values a thing has: ``precies één``, ``één per taal; Nederlands verplicht``."""
    if not use.languages and not use.one_per_language:
        return _HOW_OFTEN[use.least > 0, use.most == 1][language]
    start = {"nl": "één of meer", "en": "one or more"}
    if use.one_per_language:
        start = {"nl": "één per taal", "en": "one in each language"}
    if not use.languages:
        return start[language]
    joined = {"nl": " en ", "en": " and "}[language].join(_LANGUAGE[each][language] for each in use.languages)
    return f"{start[language]}; {joined} {'verplicht' if language == 'nl' else 'required'}"
