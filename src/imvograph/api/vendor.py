"""The libraries of the pages, from our own address: the few files of npm packages that ``./imvo up`` installed.

``/static/vendor/{package}/{version}/{file}``: the version stands in the address, so a browser may keep a file for ever.
"""

import json
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.responses import FileResponse

from imvograph import web
from imvograph.errors import NotFoundError

FILES: Mapping[str, tuple[str, ...]] = {
    "swagger-ui-dist": ("swagger-ui.css", "swagger-ui-bundle.js"),
    "@zazuko/yasgui": ("build/yasgui.min.css", "build/yasgui.min.js"),
    "cytoscape": ("dist/cytoscape.min.js",),
}
"""What may be served, by package: these files and no other."""

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
"""The Content-Security-Policy of a page with a library on it: they set styles on elements and draw from ``data:``; scripts
are files of ours, as everywhere."""

PLACE = "/static/vendor"
_FOR_EVER = "public, max-age=31536000, immutable"


class Vendor:
    """The installed packages; ``folder`` is a ``node_modules``."""

    def __init__(self, folder: Path = Path(web.__file__).parent / "node_modules") -> None:
        self._folder = folder
        self._version = cache(self._installed)

    def address(self, package: str, file: str) -> str | None:
        """Where a page finds a file of a package; None if it is not installed. KeyError if it may not be served."""
        if file not in FILES[package]:
            raise KeyError(f"{package}/{file} may not be served; add it to FILES")
        version = self._version(package)
        return f"{PLACE}/{package}/{version}/{file}" if version else None

    def path(self, address: str) -> Path | None:
        """The file behind what follows `PLACE` in an address, of the version that is installed; else None."""
        for package, files in FILES.items():
            for file in files:
                if self.address(package, file) == f"{PLACE}/{address}":
                    return self._folder / package / file
        return None

    def _installed(self, package: str) -> str | None:
        """The version of a package of which all the files that we serve are there."""
        folder = self._folder / package
        try:
            version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        except (OSError, ValueError, KeyError):
            return None
        return str(version) if all((folder / file).is_file() for file in FILES[package]) else None


def router(vendor: Vendor) -> APIRouter:
    """The files, kept by browsers for ever."""
    routes = APIRouter()

    @routes.get(PLACE + "/{address:path}", response_class=Response, include_in_schema=False)
    async def file(address: str) -> Response:
        path = vendor.path(address)
        if path is None:
            nl = f"Er is geen {PLACE}/{address[:200]}; is het geïnstalleerd? ./imvo up doet dat"
            raise NotFoundError(f"There is no {PLACE}/{address[:200]}; is it installed? ./imvo up does so", nl=nl)
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return FileResponse(path, headers={"Cache-Control": _FOR_EVER}, media_type=media_type)

    return routes
