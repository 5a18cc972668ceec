"""``/docs``: the OpenAPI document as a page to try things on (Swagger UI), with nothing from another host; ``/api/v1`` leads
people there, and programs to the document."""

from fastapi import APIRouter, Request, Response

from imvograph.api.asking import Asking
from imvograph.api.negotiate import BY_LANGUAGE, HTML, JSON, choose
from imvograph.api.pages import Pages
from imvograph.api.vendor import POLICY, Vendor


def router(pages: Pages, vendor: Vendor) -> APIRouter:
    """The page; without the npm packages it says how to install them."""
    routes = APIRouter()

    @routes.get("/docs", response_class=Response, include_in_schema=False)
    async def docs(asked: Asking) -> Response:
        style, script = (vendor.address("swagger-ui-dist", file) for file in ("swagger-ui.css", "swagger-ui-bundle.js"))
        page = pages.draw("docs.html", asked, style=style, script=script)
        sent = {"Content-Security-Policy": POLICY, "Vary": BY_LANGUAGE, "Cache-Control": "no-cache"}
        return Response(page, headers=sent, media_type=HTML)

    @routes.get("/api/v1", response_class=Response, include_in_schema=False)
    async def start(request: Request) -> Response:
        html = choose(request.headers.get("accept"), (JSON, HTML)) == HTML
        lead = "/docs" if html else "/api/v1/openapi.json"
        return Response(status_code=303, headers={"Location": lead, "Vary": "Accept"})

    return routes
