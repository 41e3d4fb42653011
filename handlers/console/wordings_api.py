"""Ways to ask that staff add, and the articles to choose from."""

from pydantic import Field

from actions import keep_wordings
from domain.errors import BadInput, NotAllowed, NotFound
from domain.laws import LawArticle
from domain.wordings import LONGEST_WORDING, TooManyWordings, Wording, WordingKept, WordingNotFound
from handlers.base import StaffApiHandler
from handlers.models import Answer, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class WordingView(Answer):
    """A way to ask and the article that answers; without one a person does."""

    id: str
    scope: str
    text: str
    citation: str
    added_at: ShanghaiTime

    @classmethod
    def of(cls, wording: Wording) -> "WordingView":
        """The wording as told."""
        return cls(**{name: getattr(wording, name) for name in cls.model_fields})


class WordingBody(Request):
    """A question as people ask it; an empty citation always hands it to a person."""

    text: str = Field(max_length=LONGEST_WORDING)
    citation: str = Field("", max_length=120)


class WordingsHandler(StaffApiHandler):
    """/api/v1/staff/wordings"""

    @operation("本地补充的问法")
    async def get(self, query: PageQuery) -> Page[WordingView]:
        """Those of the region, latest first."""
        shown, next_cursor = cut_page(await keep_wordings.list_wordings(self.ctx, staff=self.staff), query)
        return Page[WordingView](items=[WordingView.of(one) for one in shown], next_cursor=next_cursor)

    @operation("补充一个问法", status=201, errors=(BadInput, NotAllowed, NotFound, WordingKept, TooManyWordings))
    async def post(self, body: WordingBody) -> WordingView:
        """Used from now on."""
        kept = await keep_wordings.add_wording(self.ctx, staff=self.staff, text=body.text, citation=body.citation)
        return WordingView.of(kept)


class WordingHandler(StaffApiHandler):
    """/api/v1/staff/wordings/{wording_id}"""

    @operation("删除一个问法", status=204, errors=(WordingNotFound, NotAllowed))
    async def delete(self, wording_id: str) -> None:
        """Used no longer."""
        await keep_wordings.remove_wording(self.ctx, staff=self.staff, wording_id=wording_id)


class SuggestionQuery(Request):
    """The question."""

    question: str = Field(max_length=LONGEST_WORDING)


class SuggestedArticle(Answer):
    """An article to choose."""

    citation: str
    text: str

    @classmethod
    def of(cls, article: LawArticle) -> "SuggestedArticle":
        """The article as told."""
        return cls(citation=article.citation, text=article.text)


class Suggestions(Answer):
    """Articles, likeliest first."""

    items: list[SuggestedArticle]


class SuggestionsHandler(StaffApiHandler):
    """/api/v1/staff/wordings/suggestions"""

    @operation("可能适用的条文")
    async def get(self, query: SuggestionQuery) -> Suggestions:
        """At most five."""
        found = await keep_wordings.suggest_articles(self.ctx, question=query.question)
        return Suggestions(items=[SuggestedArticle.of(one) for one in found])
