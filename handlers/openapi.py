"""The OpenAPI 3.1 document, made from the very types that check requests and write answers."""

import re
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from domain.errors import ServiceError
from handlers.base import PublicApiHandler, ResidentApiHandler, StaffApiHandler, status_of
from handlers.models import Answer
from handlers.operations import Operation
from handlers.routing import PATH_PARAMETER, Route

METHODS = ("get", "post", "put", "patch", "delete")
REFERENCE = "#/components/schemas/{model}"


class ErrorBody(Answer):
    """What went wrong: a machine code, a Chinese sentence, and which fields are wrong."""

    code: str
    message: str
    fields: dict[str, str] | None = Field(None, description="字段名到中文说明")
    request_id: str | None


class ErrorAnswer(Answer):
    """Every error of the API."""

    error: ErrorBody


def describe(routes: Iterable[Route], *, title: str, version: str, server_url: str) -> dict[str, Any]:
    """The whole document."""
    operations = [(route, method, found) for route in routes for method, found in _operations(route)]
    models = {model for _, _, one in operations for model in (one.body, one.query, one.answer) if model}
    listed: list[type[BaseModel]] = [*_sorted(models), ErrorAnswer]
    modes = [(model, _mode(model)) for model in listed]
    _, schemas = models_json_schema(modes, ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for route, method, found in operations:
        paths.setdefault(route.path, {})[method] = _describe_operation(route, method, found)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": server_url}],
        "paths": paths,
        "components": {"schemas": schemas.get("$defs", {}), "securitySchemes": SECURITY_SCHEMES},
    }


SECURITY_SCHEMES = {
    "resident": {"type": "http", "scheme": "bearer"},
    "staff": {"type": "apiKey", "in": "cookie", "name": "staff_session"},
    "xsrf": {"type": "apiKey", "in": "header", "name": "X-Xsrftoken"},
}


BINARY = {"type": "string", "format": "binary"}


def _upload(media_type: str) -> dict[str, Any]:
    """A file as the body, or as the one file of a form."""
    name = "photo" if media_type == "image/*" else "file"
    form = {"schema": {"type": "object", "properties": {name: BINARY}}}
    return {"required": True, "content": {media_type: {"schema": BINARY}, "multipart/form-data": form}}


def _operations(route: Route) -> Iterable[tuple[str, Operation]]:
    for method in METHODS:
        found = getattr(getattr(route.handler, method), "operation", None)
        if found:
            yield method, found


def _sorted(models: set[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models, key=lambda model: model.__name__)


def _mode(model: type[BaseModel]) -> Literal["validation", "serialization"]:
    return "serialization" if issubclass(model, Answer) else "validation"


def _describe_operation(route: Route, method: str, found: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": found.summary,
        "operationId": method + re.sub(r"\W+", "_", route.path.removeprefix("/api/v1")).rstrip("_"),
        "tags": [route.tag] if route.tag else [],
        "responses": _responses(route.handler, found),
    }
    parameters = [*_path_parameters(route.path), *_query_parameters(found.query), *_header_parameters(found.headers)]
    if parameters:
        described["parameters"] = parameters
    if found.body:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(found.body)}}}
    if found.upload:
        described["requestBody"] = _upload(found.upload_type)
    security = _security(route.handler, method)
    if security:
        described["security"] = security
    return described


def _responses(handler: Any, found: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "成功"}
    if found.answer:
        success["content"] = {found.media_type: {"schema": _schema(found.answer)}}
    elif found.media_type != "application/json":
        success["content"] = {found.media_type: {"schema": {"type": "string", "format": "binary"}}}
    responses = {str(found.status): success}
    for status, codes in sorted(_refusals(handler, found).items()):
        error = {"application/json": {"schema": _schema(ErrorAnswer)}}
        responses[str(status)] = {"description": "；".join(codes), "content": error}
    return responses


def _refusals(handler: Any, found: Operation) -> dict[int, list[str]]:
    refusals: dict[int, list[str]] = {}
    if found.body or found.query:
        refusals.setdefault(400, []).append("bad_input：提交的内容有误。")
    if not issubclass(handler, PublicApiHandler):
        refusals.setdefault(401, []).append("sign_in_needed：请先登录。")
    for error in found.errors:
        refusals.setdefault(_status_of_class(error), []).append(f"{error.code}：{error.message}")
    return refusals


def _status_of_class(error: type[ServiceError]) -> int:
    return status_of(error())


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = PATH_PARAMETER.findall(path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    schema = query.model_json_schema(ref_template=REFERENCE) if query else {}
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": part}
        for name, part in schema.get("properties", {}).items()
    ]


def _header_parameters(headers: Iterable[str]) -> list[dict[str, Any]]:
    return [{"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in headers]


def _schema(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=_schema_name(model))}


def _schema_name(model: type[BaseModel]) -> str:
    return model.__name__.replace("[", "_").replace("]", "_")


def _security(handler: Any, method: str) -> list[dict[str, list[str]]]:
    if issubclass(handler, ResidentApiHandler):
        return [{"resident": []}]
    if issubclass(handler, StaffApiHandler):
        return [{"staff": []} if method == "get" else {"staff": [], "xsrf": []}]
    return []
