"""The gate's report as an answer: for programs as JSON or RDF, for people as a page or as text, in Dutch or English."""

import json
from typing import Any

from fastapi import Request, Response

from imvograph.api import rdf
from imvograph.api.asking import Asked, form
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, JSON, PROBLEM
from imvograph.api.pages import Pages
from imvograph.api.problems import REFUSED
from imvograph.gate import Report

TEXT = "text/plain"
OFFERED = (JSON, HTML, *rdf.FORMATS, TEXT)


class Reports:
    """Draws reports."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def wanted(self, request: Request) -> str:
        """The form that is asked; raises `NotAcceptable`."""
        return form(request, "report", OFFERED)[1]

    def answer(
        self, report: Report, media_type: str, asked: Asked, status: int, told: dict[str, Any], sent: dict[str, str]
    ) -> Response:
        """The report in a form; in JSON with what more is ``told``, and with status 422 as a problem document."""
        text = report.as_text(asked.language, trial=status != REFUSED.status)
        headers = sent | {"Vary": BY_FORM_AND_LANGUAGE, "Cache-Control": "no-store"}
        if media_type == HTML:
            page = self._pages.draw("report.html", asked, report=report.as_json(), text=text)
            return Response(page, status, headers, HTML)
        if media_type == TEXT:
            return Response(text + "\n", status, headers, TEXT)
        if media_type in rdf.FORMATS:
            return Response(rdf.serialised(report.as_triples(), media_type), status, headers, media_type)
        if status == REFUSED.status:
            problem = {
                "type": f"/problems/{REFUSED.name}",
                "title": REFUSED.title[asked.language],
                "status": status,
                "detail": text,
            }
            body = problem | told | {"report": report.as_json()}
            return Response(json.dumps(body, ensure_ascii=False), status, headers, PROBLEM)
        return Response(json.dumps(told | {"report": report.as_json()}, ensure_ascii=False), status, headers, JSON)
