"""The shapes, per class: which properties it has, how often, and what each constraint tells a person.

It reads SHACL as far as our shapes use it (``shapes/README.md``): paths are single properties, one message per language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal

from imvograph.api.manual.facts import Facts
from imvograph.model.iris import ID, PREFIXES, SHAPES

_SH = PREFIXES["sh"]
_KINDS = re.compile(r"\^" + re.escape(ID).replace(r"\.", r"\[\.\]") + r"\(?([a-z|-]+)\)?/")


@dataclass(frozen=True)
class Rule:
    """One constraint. ``languages``: at least one value in each; ``kinds``: what its values are, as in ``/id/{kind}/…``."""

    name: str
    messages: Mapping[str, str]
    severity: str
    path: str | None = None
    least: int = 0
    most: int | None = None
    languages: tuple[str, ...] = ()
    one_per_language: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Use:
    """A property as one class has it: all rules about it, and what those that refuse come to.

    ``common``: most classes have it so.
    """

    path: str
    rules: tuple[Rule, ...]
    common: bool

    @property
    def _binding(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.severity == "Violation")

    @property
    def least(self) -> int:
        return max((rule.least for rule in self._binding), default=0)

    @property
    def most(self) -> int | None:
        return min((rule.most for rule in self._binding if rule.most is not None), default=None)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for rule in self._binding for language in rule.languages)

    @property
    def one_per_language(self) -> bool:
        return any(rule.one_per_language for rule in self._binding)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind for rule in self.rules for kind in rule.kinds))


class Rules:
    """All rules of the shapes. ``of_class`` gives those of a class: on it as a whole first, then by property."""

    def __init__(self, shapes: Facts) -> None:
        self._shapes = shapes
        self.of_class: dict[str, tuple[Rule, ...]] = {}
        self._known: dict[str, Rule] = {}
        for shape in shapes.of_type(_SH + "NodeShape"):
            given = (shape, *shapes.iris(shape, _SH + "property"))
            rules = tuple(rule for rule in map(self._rule, given) if rule.messages)
            for target in shapes.iris(shape, _SH + "targetClass"):
                self.of_class[target] = self.of_class.get(target, ()) + rules
        users = [set(rules) for rules in map(_names, self.of_class.values())]
        self._common = {name for name in self._known if sum(name in names for names in users) * 2 > len(users)}

    def general(self, cls: str) -> tuple[Rule, ...]:
        """The rules on a thing of this class as a whole, without those in `common`."""
        return tuple(rule for rule in self.of_class.get(cls, ()) if rule.path is None and rule.name not in self._common)

    def uses(self, cls: str) -> tuple[Use, ...]:
        """The properties that things of this class may have, in the order of the file."""
        return self._uses(self.of_class.get(cls, ()))

    def common(self) -> tuple[tuple[Rule, ...], tuple[Use, ...]]:
        """What most classes have alike: rules on a thing as a whole, and properties."""
        rules = [self._known[name] for name in self._known if name in self._common]
        return tuple(rule for rule in rules if rule.path is None), self._uses(rules)

    def _uses(self, rules: Iterable[Rule]) -> tuple[Use, ...]:
        by_path: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.path is not None:
                by_path.setdefault(rule.path, []).append(rule)
        return tuple(Use(path, tuple(found), self._common.issuperset(_names(found))) for path, found in by_path.items())

    def classes_with(self, path: str) -> tuple[str, ...]:
        """The classes whose things may have a property, sorted."""
        return tuple(sorted(cls for cls, rules in self.of_class.items() if any(rule.path == path for rule in rules)))

    def shared(self) -> tuple[Rule, ...]:
        """The rules that more than one class keeps, by name."""
        counted = [name for rules in self.of_class.values() for name in set(_names(rules))]
        return tuple(self._known[name] for name in sorted(set(counted)) if counted.count(name) > 1)

    def _rule(self, shape: str) -> Rule:
        name = shape.removeprefix(SHAPES)
        if name not in self._known:
            self._known[name] = self._read(name, shape)
        return self._known[name]

    def _read(self, name: str, shape: str) -> Rule:
        def number(term: str) -> int | None:
            found = self._shapes.value(shape, _SH + term)
            return None if found is None else int(found)

        said = self._shapes.objects(shape, _SH + "message")
        messages = {term.language: term.value for term in said if isinstance(term, Literal) and term.language}
        kinds = _KINDS.match(self._shapes.value(shape, _SH + "pattern") or "")
        path = self._shapes.value(shape, _SH + "path")
        return Rule(
            name=name,
            messages=messages,
            severity=(self._shapes.value(shape, _SH + "severity") or _SH + "Violation").removeprefix(_SH),
            path=path,
            least=number("minCount") or 0,
            most=number("maxCount"),
            languages=self._languages(shape) if number("qualifiedMinCount") else (),
            one_per_language=self._shapes.value(shape, _SH + "uniqueLang") == "true",
            kinds=tuple(kinds[1].split("|")) if kinds and path else (),
        )

    def _languages(self, shape: str) -> tuple[str, ...]:
        inner = self._shapes.iris(shape, _SH + "qualifiedValueShape")
        heads = [head for each in inner for head in self._shapes.iris(each, _SH + "languageIn")]
        return tuple(language for head in heads for language in self._shapes.items(head))


def _names(rules: Iterable[Rule]) -> list[str]:
    return [rule.name for rule in rules]
