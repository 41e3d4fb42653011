"""One declaration for parsing, answering and the OpenAPI document: the method's own annotations.

    @operation("预约一项服务", status=201, errors=(TimeTaken,))
    async def post(self, body: BookRequest) -> BookingView: ...

``body`` and ``query`` are pydantic models, path parameters are texts, what is returned is written as JSON.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, get_type_hints

from pydantic import BaseModel, ValidationError

from domain.errors import BadInput, ServiceError
from handlers.validation_words import words_for


@dataclass(frozen=True)
class Operation:
    """What the document says of one method of one path."""

    summary: str
    status: int
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    errors: tuple[type[ServiceError], ...]
    headers: tuple[str, ...]
    media_type: str
    upload: bool = False
    upload_type: str = "image/*"


Method = Callable[..., Awaitable[Any]]


def operation(
    summary: str,
    *,
    status: int = 200,
    errors: tuple[type[ServiceError], ...] = (),
    headers: tuple[str, ...] = (),
    media_type: str = "application/json",
    upload: bool = False,
    upload_type: str = "image/*",
) -> Callable[[Method], Method]:
    """Make a handler method an operation of the API: it is given checked models and returns one.

    ``upload`` says that it reads a photo (or a file of another type) by itself: as the body, or as a file of a form.
    """

    def decorate(method: Method) -> Method:
        hints = get_type_hints(method)
        declared = Operation(
            summary,
            status,
            hints.get("body"),
            hints.get("query"),
            _model(hints.get("return")),
            errors,
            headers,
            media_type,
            upload,
            upload_type,
        )

        @wraps(method)
        async def run(self: Any, **path: str) -> None:
            given: dict[str, Any] = dict(path)
            if declared.body:
                given["body"] = check_body(declared.body, self.request.body)
            if declared.query:
                given["query"] = check_query(declared.query, self.request.query_arguments)
            self.send_answer(await method(self, **given), declared.status)

        run.operation = declared  # type: ignore[attr-defined] # read by handlers/openapi.py
        return run

    return decorate


def check_body(model: type[BaseModel], raw: bytes) -> BaseModel:
    """The body as its model; an empty body stands for an empty object.

    Raises: BadInput, with every field that is wrong.
    """
    try:
        return model.model_validate(json.loads(raw or b"{}"))
    except ValidationError as failure:
        raise BadInput(fields=field_words(failure)) from None
    except ValueError:
        raise BadInput("请求正文不是有效的 JSON。", code="bad_json") from None


def check_query(model: type[BaseModel], arguments: dict[str, list[bytes]]) -> BaseModel:
    """The query string as its model; of a repeated argument the last counts.

    Raises: BadInput, with every argument that is wrong.
    """
    try:
        return model.model_validate({name: values[-1].decode() for name, values in arguments.items()})
    except ValidationError as failure:
        raise BadInput(fields=field_words(failure)) from None
    except UnicodeDecodeError:
        raise BadInput("请求参数不是有效的 UTF-8 文字。", code="bad_encoding") from None


def field_words(failure: ValidationError) -> dict[str, str]:
    """A Chinese sentence for each wrong field, by its dotted name."""
    return {".".join(map(str, one["loc"])) or "body": words_for(one) for one in failure.errors()}


def _model(hint: Any) -> type[BaseModel] | None:
    return hint if isinstance(hint, type) and issubclass(hint, BaseModel) else None
