"""Where a text has the names that a gazetteer knows: the longest that begins at each word, through lost spaces and broken words."""

import re
from collections.abc import Iterable, Iterator

from imvograph.extract.forms import MOST_WORDS, NO_LETTER, RUN, STEM, Form, Names, Word, capitals_in, fold
from imvograph.extract.layout import Found

_GAP = re.compile(r"(?:\s?[-–’'&/.]\s?|[ \n])?")
_LONGEST_PIECE = 64  # kept; what has more letters without a space does not come back
_GAPS, _BROKEN = re.compile(r"[ \n]"), re.compile(r"-[ \n]")
# Function words that a lost space leaves stuck to a name: «de financiële sectoraan», «definanciële sector».
_STUCK_BEHIND = "aan als bij dat die door heeft het hun is met naar om op te van voor wordt zijn in de".split()
_STUCK_BEFORE = "de het een van en in op met voor door".split()


def known_names(text: str, known: Names) -> list[Found]:
    """Every name that the gazetteer knows, the longest at each place where one begins."""
    folded = fold(text)
    looked_at = known.looked_at
    if len(looked_at) + len(known.fitting) > MOST_WORDS:
        looked_at.clear()
        known.fitting.clear()
    found: list[Found] = []
    end = -1
    for piece in text.split(" "):
        start, end = end + 1, end + 1 + len(piece)
        words: Iterable[tuple[int, int, Word]] | None = looked_at.get(piece)
        if words is None:
            words = _words(piece, known)
            if len(piece) <= _LONGEST_PIECE:
                words = looked_at[piece] = tuple(words)
        for first, last, word in words:
            begin = start + first
            if not word.begins or _may_begin(text, folded, begin, start + last, word, known):
                for place in word.places:
                    found += _at(text, folded, begin, begin + place, known)
    return found


def _words(piece: str, known: Names) -> Iterator[tuple[int, int, Word]]:
    """The words in a piece of text in which a name may begin, with their places."""
    for run in RUN.finditer(piece):
        word = _word(fold(run[0]), known)
        if word.places:
            yield *run.span(), word


def _may_begin(text: str, folded: str, start: int, end: int, word: Word, known: Names) -> bool:
    """Whether a word that begins names may do so here: by what follows if it is none itself, and at the edge of a word."""
    if word.goes_on is not None:
        following = folded[end + 1 : end + 1 + STEM] if text[end : end + 1] in (" ", "\n") else ""
        if not following[:1].isalnum():
            gap = _GAP.match(text, end)
            following = folded[gap.end() : gap.end() + 1] if gap else ""
        if not following or following[0] not in word.goes_on:
            return False  # most often settled here, by one letter or a few
        if following.isalnum() and folded[start:end] + following not in known.beginnings:
            return False
    return start == 0 or not text[start - 1].isalpha() or text[start - 1].isupper() != text[start].isupper()


def _word(word: str, known: Names) -> Word:
    begins = known.beginnings
    if word in begins:
        return Word((0,), True, None if word in known.forms else known.after.get(word, ""))
    if len(word) <= STEM:
        return Word(())
    if word[:STEM] in begins:  # no name, so it is one only with a word stuck to its end: «bankenin»
        stuck = any(word.endswith(end) and word[: -len(end)] in known.forms for end in _STUCK_BEHIND)
        return Word((0,) if stuck else ())
    return Word(tuple(len(lead) for lead in _STUCK_BEFORE if word.startswith(lead) and word[len(lead) :] in begins))


def _at(text: str, folded: str, start: int, begin: int, known: Names) -> list[Found]:
    """The longest known name that begins at ``begin``, in the run of letters that begins at ``start``."""
    key = ""
    best: list[Found] = []
    before = -1  # where the last run ended
    for each in RUN.finditer(text, start):
        start, end = each.span()
        if before >= 0 and text[before:start] != " " and not _GAP.fullmatch(text, before, start):
            break
        key += folded[begin if before < 0 else start : end]
        if key in known.forms:
            best = _matches(text, known, key, begin, end) or best
        if key not in known.after:  # no name is longer
            beginning = key[: len(key) - end + start] + folded[start : start + STEM]
            if key not in known.beginnings and (before < 0 or beginning in known.beginnings):
                best = _behind(text, known, key, begin, start, end) or best
            break
        before = end
    return best


def _behind(text: str, known: Names, key: str, begin: int, start: int, end: int) -> list[Found]:
    """A name with a function word stuck to its end: «financiële sectoraan»."""
    for stuck in _STUCK_BEHIND:
        if key.endswith(stuck) and len(key) - len(stuck) >= 2 * STEM and end - start > len(stuck):
            found = _matches(text, known, key[: -len(stuck)], begin, end - len(stuck), stuck=True)
            if found:
                return found
    return []


def _matches(text: str, known: Names, key: str, begin: int, end: int, stuck: bool = False) -> list[Found]:
    if key not in known.forms or (not stuck and not _ends_here(text, end)):
        return []
    written = text[begin:end]
    fitting = known.fitting.get(written)
    if fitting is None:
        fitting = known.fitting[written] = _fitting(written, key, known)
    # «zonne-energiesector» is another sector
    other = begin > 1 and text[begin - 1] == "-" and text[begin - 2].isalpha()
    return [
        Found(form.kind, begin, end, "gazetteer", iri=form.entry.iri, fields=fields)
        for form, fields in fitting
        if not (other and form.kind == "sector")
    ]


def _fitting(written: str, key: str, known: Names) -> list[tuple[Form, dict[str, str]]]:
    """The forms that are written so, and the name that each gives; an organisation's with just these letters first."""
    forms = sorted(known.forms[key], key=lambda form: form.kind == "organisation" and form.written != written)
    return [
        (form, {"name": _shortest(form, known) if form.entry.cls == "SupplyChain" else form.written})
        for form in forms
        if _fits(written, form)
    ]


def _shortest(form: Form, known: Names) -> str:
    """The name without its adjective, if it has one without: «tomatenketen» of «Italiaanse tomatenketen»."""
    bare = form.written.rpartition(" ")[2]
    same = known.forms.get(fold(re.sub(r"[\W_]", "", bare)), ())
    return bare if any(other.entry.iri == form.entry.iri for other in same) else form.written


def _ends_here(text: str, end: int) -> bool:
    """Whether a word ends: no letter follows, or one in capitals after a small one (a lost space)."""
    following = text[end : end + 1]
    return not following.isalpha() or (following.isupper() and text[end - 1].islower())


def _fits(written: str, form: Form) -> bool:
    """Whether case and gaps are as in the form: capitals of abbreviations and proper names, no gap in a word."""
    if form.acronym is not None:
        return NO_LETTER.sub("", written) == form.acronym
    if len(_GAPS.findall(_BROKEN.sub("", written))) > form.gaps:
        return False
    own, most = form.capitals
    return all(word in written or word.upper() in written for word in own) or capitals_in(written) >= most
