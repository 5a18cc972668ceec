"""A change that is too much for its engine is refused with a reason, and costs nothing but that engine."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time

import pytest

from imvograph.errors import SettingError, TurtleError
from imvograph.gate import apart
from imvograph.gate.workers import Engine, Limits
from processes import lives
from waiting import until

SHAPES = b"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:S-p .
ex:S-p a sh:PropertyShape ; sh:path ex:p ; sh:uniqueLang true ; sh:message "Eens"@nl , "Once"@en ."""
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ONE = f"<http://example.org/a> {TYPE} <http://example.org/C> .\n"
TWICE = ONE + "".join(f'<http://example.org/a> <http://example.org/p> "{n}"@nl .\n' for n in range(2))
# The engine's time grows with the square of the values; the gate never gives it so many at once.
ENDLESS = ONE + "".join(f'<http://example.org/a> <http://example.org/p> "{n}"@nl .\n' for n in range(60_000))


@pytest.fixture
def engine():
    made = []

    def make(name="turbo", **limits):
        made.append(Engine(name, SHAPES, Limits(**limits)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def validated(engine, data=TWICE):
    return [(result.rule, result.component, dict(result.messages)) for result in engine.validate(data.encode())]


@pytest.mark.parametrize("name", ["turbo", "pyshacl"])
def test_an_engine_in_its_own_process_answers_as_it_would_here(engine, name):
    component = "http://www.w3.org/ns/shacl#UniqueLangConstraintComponent"
    assert validated(engine(name)) == [("http://example.org/S-p", component, {"nl": "Eens", "en": "Once"})]


def test_one_process_serves_one_validation_after_the_other(engine):
    one = engine()
    assert one.pids == [], "nothing starts before there is work"
    assert validated(one) == validated(one) and len(one.pids) == 1


def test_a_validation_that_takes_too_long_is_stopped_and_the_next_is_served(engine):
    one = engine(seconds=1.0)
    validated(one)
    start = time.monotonic()
    with pytest.raises(TurtleError, match="stopped after 1 s; offer the triples in smaller graphs"):
        validated(one, ENDLESS)
    assert time.monotonic() - start < 20
    assert len(validated(one)) == 1


def test_a_validation_that_needs_too_much_memory_is_stopped_and_the_next_is_served(engine):
    one = engine(memory=400 << 20)
    large = ONE + "".join(f'<http://example.org/{n}> <http://example.org/p> "{"x" * 500}" .\n' for n in range(400_000))
    with pytest.raises(TurtleError, match="more than 400 MiB"):
        validated(one, large)
    assert len(validated(one)) == 1


def test_an_engine_that_nobody_watches_has_limits_of_its_own(engine):
    one = engine(seconds=3.0)
    validated(one)
    (pid,) = one.pids
    assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == Limits().memory
    assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
    assert 3 <= resource.prlimit(pid, resource.RLIMIT_CPU)[0] <= 15, "seconds of processor time, all together"


def test_the_process_that_parses_what_strangers_send_has_limits_of_its_own():
    command = [sys.executable, "-P", "-m", "imvograph.gate.apart", "text/turtle"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parser:
        limits = (resource.RLIMIT_CPU, resource.RLIMIT_AS)
        until(lambda: [resource.prlimit(parser.pid, what)[0] for what in limits] == [apart.SECONDS, apart.MEMORY])
        parser.communicate(b"")
    assert parser.returncode == 3, "it tells why"


def test_an_engine_that_was_killed_while_it_waited_is_replaced_unnoticed(engine):
    one = engine()
    validated(one)
    (pid,) = one.pids
    os.kill(pid, signal.SIGKILL)
    until(lambda: not one.pids)
    assert len(validated(one)) == 1 and one.pids != [pid]


def test_an_engine_that_is_killed_at_work_refuses_that_change_only(engine):
    one = engine()
    validated(one)
    killer = threading.Timer(0.5, os.kill, (*one.pids, signal.SIGKILL))
    killer.start()
    with pytest.raises(TurtleError, match=r"was stopped|ended unexpectedly"):
        validated(one, ENDLESS)
    assert len(validated(one)) == 1


def test_two_validations_at_once_have_two_engines_and_no_third_starts(engine):
    one, found = engine(), []
    threads = [threading.Thread(target=lambda: found.append(validated(one))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and all(answer == found[0] for answer in found) and len(one.pids) <= 2


def test_an_engine_ends_with_the_program_that_started_it():
    code = f"""from imvograph.gate.workers import Engine, Limits
import os, signal
engine = Engine("turbo", {SHAPES!r}, Limits())
engine.validate({ONE!r}.encode())
print(engine.pids[0], flush=True)
os.kill(os.getpid(), signal.SIGKILL)"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    until(lambda: not lives(pid))


def test_shapes_that_do_not_compile_are_said_to_the_first_who_asks():
    wrong = Engine("turbo", SHAPES.replace(b"sh:uniqueLang true", b'sh:minCount "one"'), Limits())
    with pytest.raises(TurtleError, match="the shapes do not compile"):
        wrong.validate(ONE.encode())


def test_an_engine_that_there_is_none_of_is_refused_before_any_work():
    with pytest.raises(SettingError, match="'topbraid'; there is turbo and pyshacl"):
        Engine("topbraid", SHAPES, Limits())
