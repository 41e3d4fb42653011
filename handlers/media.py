"""Posters, open to everybody: the platforms and the phones of a village fetch them."""

from actions.media import get_file
from handlers.base import PublicApiHandler

ONE_YEAR = "public, max-age=31536000, immutable"


class MediaHandler(PublicApiHandler):
    """/media/{file_id}: the id is the hash of the content, so what was fetched once never changes."""

    async def get(self, file_id: str) -> None:
        """The file."""
        file = await get_file(self.ctx, file_id=file_id)
        self.set_header("Content-Type", file.content_type)
        self.set_header("Cache-Control", ONE_YEAR)
        self.finish(file.content)

    def compute_etag(self) -> str | None:
        """The hash is in the address already."""
        return f'"{self.path_kwargs["file_id"]}"' if self.path_kwargs else None
