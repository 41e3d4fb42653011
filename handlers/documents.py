"""The API's own description."""

from typing import Any

from actions.context import Context
from handlers.base import PublicApiHandler


class ApiDocumentHandler(PublicApiHandler):
    """/api/openapi.json"""

    route_path = "/api/openapi.json"

    def initialize(self, ctx: Context, document: dict[str, Any]) -> None:  # type: ignore[override] # one route more than the base's
        """Keep the document that was made at start."""
        super().initialize(ctx)
        self._document = document

    async def get(self) -> None:
        """The OpenAPI 3.1 document."""
        self.finish(self._document)
