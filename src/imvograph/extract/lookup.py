"""Where a text has the names that a gazetteer knows: the longest that begins at each word, through lost spaces and broken words."""

import re
from collections.abc import Iterator

from imvograph.extract.forms import MOST_WORDS, NO_LETTER, RUN, STEM, Form, Names, Word, capitals_in, fold
from imvograph.extract.layout import Found

_GAP = re.compile(r"(?:[ \n]|\s?[-–’'&/.]\s?|- )?")
_GAPS, _BROKEN = re.compile(r"[ \n]"), re.compile(r"-[ \n]")
# Function words that a lost space leaves stuck to a name: «de financiële sectoraan», «definanciële sector».
_STUCK_BEHIND = "aan als bij dat die door heeft het hun is met naar om op te van voor wordt zijn in de".split()
_STUCK_BEFORE = "de het een van en in op met voor door".split()


def known_names(text: str, known: Names) -> Iterator[Found]:
    """Every name that the gazetteer knows, the longest at each place where one begins."""
    folded = fold(text)
    looked_at, dull = known.looked_at, known.dull
    if len(looked_at) + len(dull) > MOST_WORDS:
        looked_at.clear()
        dull.clear()
    end = -1
    for piece in text.split(" "):
        start, end = end + 1, end + 1 + len(piece)
        if piece not in dull:
            nothing = True
            for run in RUN.finditer(text, start, end):
                word = looked_at.get(run[0])
                if word is None:
                    word = looked_at[run[0]] = _word(fold(run[0]), known)
                if word.places:
                    nothing = False
                    yield from _from(text, folded, run, word, known)
            if nothing:
                dull.add(piece)


def _from(text: str, folded: str, run: re.Match[str], word: "Word", known: Names) -> Iterator[Found]:
    """Every name that begins in this word, of which the table says where one may."""
    end = run.end()
    if word.goes_on is not None and text[end : end + 1] in (" ", "\n"):
        following = folded[end + 1 : end + 1 + STEM]
        if following[:1].isalnum() and following[0] not in word.goes_on:
            return  # most often settled here, by one letter or a few
        if following.isalnum() and folded[run.start() : end] + following not in known.beginnings:
            return
    if not word.begins or _begins_here(text, folded, run, known):
        for place in word.places:
            yield from _at(text, folded, run, run.start() + place, known)


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


def _begins_here(text: str, folded: str, run: re.Match[str], known: Names) -> bool:
    """Whether a word that begins names may do so here: at the edge of a word, and if it is none itself, with the next."""
    start, end = run.span()
    word = folded[start:end]
    if word not in known.forms:
        following = RUN.search(text, end)
        if not following or word + folded[following.start() : following.end()][:STEM] not in known.beginnings:
            return False
    return start == 0 or not text[start - 1].isalpha() or text[start - 1].isupper() != text[start].isupper()


def _at(text: str, folded: str, run: re.Match[str], begin: int, known: Names) -> Iterator[Found]:
    """The longest known name that begins here, in this run of letters."""
    key = ""
    best: list[Found] = []
    before = -1  # where the last run ended
    for each in RUN.finditer(text, run.start()):
        start, end = each.span()
        if before >= 0 and not _GAP.fullmatch(text, before, start):
            break
        key += folded[max(begin, start) : end]
        if key in known.forms:
            best = list(_matches(text, known, key, begin, end)) or best
        if key not in known.beginnings:
            if before < 0 or key[: len(key) - end + start] + folded[start : start + STEM] in known.beginnings:
                best = _behind(text, known, key, begin, start, end) or best
            break
        before = end
    yield from best


def _behind(text: str, known: Names, key: str, begin: int, start: int, end: int) -> list[Found]:
    """A name with a function word stuck to its end: «financiële sectoraan»."""
    for stuck in _STUCK_BEHIND:
        if key.endswith(stuck) and len(key) - len(stuck) >= 2 * STEM and end - start > len(stuck):
            found = list(_matches(text, known, key[: -len(stuck)], begin, end - len(stuck), stuck=True))
            if found:
                return found
    return []


def _matches(text: str, known: Names, key: str, begin: int, end: int, stuck: bool = False) -> Iterator[Found]:
    forms = known.forms.get(key)
    if not forms or (not stuck and not _ends_here(text, end)):
        return
    written = text[begin:end]
    for form in sorted(forms, key=lambda form: form.kind == "organisation" and form.written != written):
        if form.kind == "sector" and begin > 1 and text[begin - 1] == "-" and text[begin - 2].isalpha():
            continue  # «zonne-energiesector» is another sector
        if _fits(written, form):
            fields = {"name": _shortest(form, known) if form.entry.cls == "SupplyChain" else form.written}
            yield Found(form.kind, begin, end, "gazetteer", iri=form.entry.iri, fields=fields)


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
