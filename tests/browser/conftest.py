"""A real browser (Debian's chromium) on the whole graph, served on loopback; it watches what a page does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore
from servers import served

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# Without these chromium asks its maker's hosts for updates.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync",
         "--disable-component-update", "--no-first-run"]  # fmt: skip
_WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


@pytest.fixture(scope="session")
def site(built_path: Path) -> Iterator[str]:
    """The address of the service over the whole graph."""
    store = EmbeddedStore.open(built_path, read_only=True, workers=1)
    app = create_app(store, Catalog.read(assets.QUERIES), Settings())
    with served(app) as address:
        yield address
    store.close()


@pytest.fixture(scope="module")
def browser(need: Callable[[str], str]) -> Iterator[Browser]:
    """One browser for a file of tests: playwright's event loop runs while it is open, and others want one too."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=need("chromium"), args=FLAGS)
        yield started
        started.close()


@dataclass
class Watched:
    """A page, and what it did that it should not have done."""

    page: Page
    site: str
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Goes there and waits until it is quiet."""
        answer = self.page.goto(self.site + address, wait_until="load")
        assert answer is not None
        assert answer.status < 500, address
        return self.page

    @property
    def faults(self) -> list[str]:
        """Errors in the console, requests to elsewhere, and what the security policy stopped."""
        return [*self.errors, *self.outside, *self.page.evaluate("window.violations")]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Watched]]:
    """``visit(language="nl", viewport=PHONE)`` gives a watched page in a context of its own."""
    contexts: list[BrowserContext] = []

    def start(language: str = "nl", viewport: dict[str, int] | None = None, **more: object) -> Watched:
        context = browser.new_context(locale=language, viewport=viewport or DESKTOP, **more)  # type: ignore[arg-type]
        contexts.append(context)
        context.add_init_script(_WATCH)
        watched = Watched(context.new_page(), site)
        watched.page.on("console", lambda said: said.type == "error" and watched.errors.append(said.text))
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        watched.page.on(
            "request", lambda asked: asked.url.startswith((site, "data:", "blob:")) or watched.outside.append(asked.url)
        )
        return watched

    yield start
    for context in contexts:
        context.close()
