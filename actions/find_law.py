"""The article of law in force for a citation: what may be quoted. The library blocks, so it is read in a thread."""

import asyncio

from actions.context import Context
from domain.laws import LawArticle


async def find_article_in_force(ctx: Context, *, citation: str) -> LawArticle | None:
    """None when there is no such article, or none that is still in force.

    Raises: Unavailable while no laws are imported.
    """
    return _if_current(await asyncio.to_thread(ctx.laws.find_article, citation))


async def find_numbered_article_in_force(ctx: Context, *, law_name: str, number_text: str) -> LawArticle | None:
    """The same by the law's full or short name and 第五十四条 or 第54条.

    Raises: Unavailable while no laws are imported.
    """
    return _if_current(await asyncio.to_thread(ctx.laws.find_article_by, law_name, number_text))


def _if_current(article: LawArticle | None) -> LawArticle | None:
    return article if article and article.current else None
