"""The language in which a resident likes to be met."""

from collections.abc import Iterable

from pydantic import Field

from actions import languages
from domain.errors import BadInput
from domain.languages import LANGUAGE_NAMES, language_name
from domain.people import Resident
from handlers.base import ResidentApiHandler
from handlers.models import Answer, Request
from handlers.operations import operation


class LanguageView(Answer):
    """A language; of a dialect the code is its name."""

    code: str
    name: str

    @classmethod
    def of(cls, language: str) -> "LanguageView":
        """The language as told."""
        return cls(code=language, name=language_name(language))

    @classmethod
    def all_of(cls, spoken: Iterable[str]) -> "list[LanguageView]":
        """Languages as told, in their order."""
        return [cls.of(one) for one in spoken]


class MyLanguageView(Answer):
    """What was chosen, and what there is to choose from; dialects are written out."""

    language: LanguageView | None
    choices: list[LanguageView]

    @classmethod
    def of(cls, resident: Resident) -> "MyLanguageView":
        """The choice of a resident."""
        chosen = LanguageView.of(resident.language) if resident.language else None
        return cls(language=chosen, choices=LanguageView.all_of(LANGUAGE_NAMES))


class LanguageBody(Request):
    """The language; null forgets the choice."""

    language: str | None = Field(None, max_length=20, description="语言代码，如 zh、mn；方言写名称，如“大冶话”")


class LanguageHandler(ResidentApiHandler):
    """/api/v1/me/language"""

    @operation("我希望使用的语言")
    async def get(self) -> MyLanguageView:
        """What the asker chose."""
        return MyLanguageView.of(self.resident)

    @operation("选择希望使用的语言，预约时优先安排会说的人员", errors=(BadInput,))
    async def put(self, body: LanguageBody) -> MyLanguageView:
        """Choose, or forget the choice."""
        resident = await languages.keep_language(self.ctx, resident=self.resident, language=body.language)
        return MyLanguageView.of(resident)
