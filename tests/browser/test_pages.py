"""Each page in a real browser: quiet, from this host only, accessible, at phone and desktop width, in both languages."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PAGES = [
    "/",
    "/search?q=tomaat",
    "/search?q=26+485%2C+nr.+277",
    "/search?q=xyzzy",
    "/commitments",
    "/motions?topic=imvo-convenant",
    "/covenants",
    "/kinds",
    "/figures",
    "/questions",
    "/questions/motions-by-topic?topic=tomaat-italie",
    "/questions/commitments-by-topic?topic=tomaat-italie",
    "/doc/commitment/bhos-2022-04-07-1-t4",
    "/doc/supply-chain/tomaat-italie",
    "/doc/kamerstuk/kst-35570-V-71",
    "/doc/source-text/dabeecb83e867f05",
    "/around/commitment/bhos-2022-04-07-1-t4",
    "/sparql",
    "/docs",
    "/def/imvo",
    "/nowhere",
]


@pytest.fixture(scope="session")
def axe(need_npm: Callable[[str], Path]) -> str:
    """The rules of axe-core, as one script."""
    return (need_npm("axe-core") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots go: IMVO_SCREENSHOTS, or the tests' temporary folder."""
    folder = Path(os.environ.get("IMVO_SCREENSHOTS") or tmp_path_factory.getbasetemp() / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("en", "dark")])
def test_a_page_is_quiet_from_here_fits_and_is_accessible(
    visit: Callable[..., Any], axe: str, output: Path, address: str, language: str, scheme: str
) -> None:
    watched = visit(language, DESKTOP, color_scheme=scheme)
    page = watched.open(address)
    page.wait_for_load_state("networkidle")
    name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
    for width, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
        assert fits, f"{width}: it scrolls sideways"
        page.screenshot(path=output / f"{name}-{width}-{language}-{scheme}.png")
    assert page.evaluate("document.documentElement.lang") == language
    assert [fault for fault in watched.faults if "404" not in fault or address != "/nowhere"] == []
    assert serious_faults(page, axe) == []


def serious_faults(page: Any, axe: str) -> list[tuple[str, list[str]]]:
    """What axe-core calls serious or critical, outside the two widgets of others (Swagger UI, the SPARQL editor)."""
    page.evaluate(axe)
    found = page.evaluate("axe.run({exclude: ['#swagger-ui', '#editor']}, {resultTypes: ['violations']})")
    return [
        (violation["id"], [node["html"][:160] for node in violation["nodes"][:3]])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
