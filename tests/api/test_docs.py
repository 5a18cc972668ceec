"""The page of the API: it works without any other host, and so do the libraries that it loads."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import sync_playwright

from imvograph.api import docs, vendor
from imvograph.api.pages import Pages
from imvograph.api.vendor import FILES, PLACE, Vendor

LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
TYPES = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


@pytest.fixture(scope="module")
def installed(need_npm: Callable[[str], Path]) -> Vendor:
    for package in FILES:
        need_npm(package)
    return Vendor()


def test_everything_that_the_page_loads_is_here(client: TestClient, installed: Vendor) -> None:
    page = client.get("/docs")
    loaded = LOADED.findall(page.text)
    assert {"/static/docs.js", "/static/style.css"} < set(loaded)
    for address in loaded:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].split(";")[0] in TYPES
    assert not re.search(r"<script(?![^>]*src=)", page.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!creativecommons)', page.text)


def test_the_start_of_the_api_leads_people_to_the_page_and_programs_to_the_document(client: TestClient) -> None:
    for accept, place in (("text/html,*/*;q=0.8", "/docs"), ("*/*", "/api/v1/openapi.json")):
        answer = client.get("/api/v1", headers={"accept": accept})
        assert (answer.status_code, answer.headers["location"]) == (303, place)


@pytest.mark.parametrize("readme", ["README.md", "src/imvograph/api/README.md"])
def test_every_address_of_a_readme_leads_somewhere(whole: TestClient, root: Path, readme: str) -> None:
    named = re.findall(r"`(/[a-z.][^`{…\[ ]*)(?=[`\[ ])", (root / readme).read_text())
    assert len(named) > 15
    for address in set(named) - {"/api/v1/validate"}:  # of a service that also writes: test_writing.py
        answer = whole.get(address, headers={"accept-language": "en"})
        assert answer.status_code < 400 or answer.json()["detail"] == "There is no release yet", address


def test_no_script_may_stand_in_the_page(client: TestClient) -> None:
    policy = client.get("/docs").headers["content-security-policy"]
    assert "default-src 'self'" in policy and "script-src" not in policy and "unsafe-eval" not in policy


def test_a_library_is_kept_for_ever_at_the_address_of_its_version(client: TestClient, installed: Vendor) -> None:
    for package, files in FILES.items():
        for file in files:
            address = installed.address(package, file)
            assert address is not None and re.match(rf"{PLACE}/{package}/\d+\.\d+\.\d+/", address)
            answer = client.get(address)
            assert answer.status_code == 200 and len(answer.content) > 10_000
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "address",
    ["swagger-ui-dist/0.0.0/swagger-ui.css", "swagger-ui-dist/package.json", "swagger-ui-dist/swagger-ui.css",
     "../templates/base.html", "swagger-ui-dist/{version}/index.html", "swagger-ui-dist/{version}/../cytoscape/package.json",
     "n3/1.0.0/N3.js", "", "%2e%2e/%2e%2e/pyproject.toml"],
)  # fmt: skip
def test_nothing_else_of_the_packages_is_served(client: TestClient, installed: Vendor, address: str) -> None:
    known = (installed.address("swagger-ui-dist", "swagger-ui.css") or "").split("/")[-2]
    answer = client.get(f"{PLACE}/{address.replace('{version}', known)}")
    assert answer.status_code == 404


def test_a_file_that_may_not_be_served_has_no_address(installed: Vendor) -> None:
    with pytest.raises(KeyError, match="FILES"):
        installed.address("swagger-ui-dist", "index.html")


def test_without_the_packages_the_page_says_what_to_run(tmp_path: Path) -> None:
    app, none = FastAPI(docs_url=None), Vendor(tmp_path)
    app.include_router(docs.router(Pages(none), none))
    app.include_router(vendor.router(none))
    page = TestClient(app).get("/docs?lang=en")
    assert page.status_code == 200 and "./imvo up" in page.text and "/api/v1/openapi.json" in page.text
    assert "docs.js" not in page.text


def test_a_package_that_is_half_there_is_not_installed(tmp_path: Path) -> None:
    folder = tmp_path / "swagger-ui-dist"
    folder.mkdir()
    (folder / "package.json").write_text('{"version": "1.2.3"}')
    (folder / "swagger-ui.css").write_text("")
    assert Vendor(tmp_path).address("swagger-ui-dist", "swagger-ui.css") is None


def icon(said: Any) -> bool:
    """A browser asks for an icon, whether the page has one or not."""
    return str(said.location["url"]).endswith("/favicon.ico")


def test_a_browser_shows_every_operation_and_asks_no_other_host(
    server: str, installed: Vendor, need: Callable[[str], str]
) -> None:
    chromium = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = browser.new_page()
            complaints: list[str] = []
            asked: list[str] = []
            page.on(
                "console",
                lambda said: complaints.append(said.text) if said.type == "error" and not icon(said) else None,
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{server}/docs")
            page.locator("#operations-tag-search").click(timeout=20_000)
            page.get_by_text("/api/v1/resolve").wait_for(timeout=20_000)
            assert page.locator(".opblock-tag-section").count() >= 5
        finally:
            browser.close()
    assert complaints == []
    assert {url for url in asked if not url.startswith((server, "data:"))} == set()
