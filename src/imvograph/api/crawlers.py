"""For crawlers: ``/robots.txt``, and ``/sitemap.xml`` with the page of every thing that has a name (sitemaps.org, 0.9)."""

from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response

from imvograph.answers import At
from imvograph.api.caching import of_one_version
from imvograph.api.near import names
from imvograph.errors import NotFoundError
from imvograph.store.base import Store

MOST = 50_000
"""Addresses in one file: the protocol allows no more."""

_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ROBOTS = """User-agent: *
Disallow: /sparql?
Disallow: /api/
Disallow: /changes
Disallow: /dump/
Sitemap: {address}sitemap.xml
"""


def router(store: Store, address: str, most: int = MOST) -> APIRouter:
    """What crawlers ask for; ``address`` is where the world reaches us, ``most`` how many addresses a file has."""
    routes = APIRouter()

    @routes.get("/robots.txt", response_class=Response, include_in_schema=False)
    async def robots() -> Response:
        return Response(_ROBOTS.format(address=address), media_type="text/plain")

    @routes.get("/sitemap.xml", response_class=Response, include_in_schema=False)
    async def index(request: Request) -> Response:
        def draw(at: At) -> str:
            pages = range(1, _pages(len(names(at.held)), most) + 1)
            entries = "".join(f"<sitemap><loc>{escape(f'{address}sitemap/{n}.xml')}</loc></sitemap>\n" for n in pages)
            return f'{_HEAD}<sitemapindex xmlns="{_SPACE}">\n{entries}</sitemapindex>\n'

        return await of_one_version(request, store, draw, media_type=_XML)

    @routes.get("/sitemap/{number}.xml", response_class=Response, include_in_schema=False)
    async def page(number: str, request: Request) -> Response:
        def draw(at: At) -> str:
            known = names(at.held)
            pages = _pages(len(known), most)
            if not (number.isascii() and number.isdecimal() and len(number) < 9 and 1 <= int(number) <= pages):
                asked = f"/sitemap/{number[:80]}.xml"
                raise NotFoundError(
                    f"There is no {asked}; there are {pages}",
                    ["/sitemap.xml"],
                    nl=f"{asked} is er niet; er zijn er {pages}",
                )
            some = known[(int(number) - 1) * most : int(number) * most]
            entries = "".join(f"<url><loc>{escape(f'{address}doc/{name}')}</loc></url>\n" for name in some)
            return f'{_HEAD}<urlset xmlns="{_SPACE}">\n{entries}</urlset>\n'

        return await of_one_version(request, store, draw, media_type=_XML)

    return routes


def _pages(things: int, most: int) -> int:
    return max(1, -(-things // most))
