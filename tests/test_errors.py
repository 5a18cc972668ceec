"""The tree of errors, which whoever catches one reads."""

import re

from imvograph import errors


def test_the_drawing_of_the_errors_is_the_tree_that_they_are():
    drawn, above = {}, {}
    for line in (errors.__doc__ or "").splitlines():
        if named := re.match(r"(?:((?:[│ ]   )*)[├└]── )?([A-Z]\w+Error)\b", line):
            depth = 0 if named[1] is None else len(named[1]) // 4 + 1
            above[depth] = named[2]
            drawn[named[2]] = above.get(depth - 1)
    classes = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.ImvographError)]
    tree = {cls.__name__: cls.__base__.__name__ for cls in classes if cls.__base__}
    assert drawn == tree | {"ImvographError": None}
