"""`/openapi.json`, written from the table of routes: what is said once cannot disagree."""

import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from domain import errors
from domain.errors import Refusal
from handlers.bodies import Body, Query
from handlers.guards import CSRF
from handlers.idempotency import KEY, SHAPE
from handlers.problems import STATUS, Malformed, Problem
from handlers.route import Operation, Route, Who
from handlers.uploads import FORM_DATA

REF = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
NAME = re.compile(r"\{(\w+)\}")
Schema = dict[str, Any]

_HEADERS: Mapping[str, Schema] = {
    CSRF: {
        "description": "What a form of the desk's session carries.",
        "required": True,
        "schema": {"type": "string"},
    },
    KEY: {
        "description": "The same key with the same body gets the first answer again.",
        "schema": {"type": "string", "pattern": SHAPE},
    },
    "If-None-Match": {
        "description": "The ETag that is known already.",
        "schema": {"type": "string"},
    },
    "If-Match": {
        "description": "The ETag from which the change was made; without it, 428.",
        "schema": {"type": "string"},
    },
}
_GUARDS: Mapping[Who, Schema] = {Who.CITIZEN: {"bearer": []}, Who.OFFICIAL: {"desk": []}}
_SCHEMES: Mapping[str, Schema] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "desk": {"type": "apiKey", "in": "cookie", "name": "lane_desk"},
}
_BY_HEADER: Mapping[str, tuple[type[Refusal], ...]] = {
    KEY: (errors.IdempotencyKeyReused, errors.InProgress, Malformed),
    "If-Match": (errors.PreconditionFailed, errors.PreconditionRequired),
}


def document(routes: Sequence[Route]) -> Schema:
    """The description of every route that belongs to the API, by OpenAPI 3.1."""
    served = [(route, route.operation) for route in routes if route.operation]
    schemas = _Schemas(operation for _, operation in served)
    paths: dict[str, Schema] = {}
    for route, operation in served:
        paths.setdefault(route.path, {})[route.method.lower()] = _described(
            route, operation, schemas
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lane Office", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas.all, "securitySchemes": dict(_SCHEMES)},
    }


@cache
def written(routes: tuple[Route, ...]) -> str:
    """The description as it is served, and lies in `docs/openapi.json`."""
    return json.dumps(document(routes), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class _Schemas:
    """Every model by name, and how one is referred to."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {
            (Problem, "serialization"): None
        }
        for operation in operations:
            if operation.takes:
                wanted[operation.takes, "validation"] = None
            if not isinstance(operation.gives, str):
                wanted[operation.gives, "serialization"] = None
        self._refs, found = models_json_schema(list(wanted), ref_template=REF)
        self.all: Schema = found["$defs"]

    def taken(self, model: type[BaseModel]) -> Schema:
        """How a body is referred to."""
        return self._refs[model, "validation"]

    def asked(self, operation: Operation) -> Schema:
        """What a query string may say, by name."""
        model = operation.takes
        if model is None or not issubclass(model, Query):
            return {}
        fields: Schema = self.all[_name(self.taken(model))]["properties"]
        return fields

    def given(self, model: type[BaseModel]) -> Schema:
        """How an answer is referred to."""
        return self._refs[model, "serialization"]


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _described(route: Route, operation: Operation, schemas: _Schemas) -> Schema:
    handler = inspect.unwrap(operation.handler)
    noun = handler.__module__.rsplit(".", 1)[-1]
    told: Schema = {
        "operationId": f"{noun}_{handler.__name__}",
        "tags": [noun],
        "parameters": _parameters(route, operation, schemas),
        "responses": _responses(route, operation, schemas),
    }
    if route.who in _GUARDS:
        told["security"] = [_GUARDS[route.who]]
    if operation.takes and issubclass(operation.takes, Body):
        told["requestBody"] = _body(operation.takes, operation, schemas)
    elif operation.files:
        told["requestBody"] = {"required": True, "content": _files(operation, schemas)}
    return told


def _body(model: type[BaseModel], operation: Operation, schemas: _Schemas) -> Schema:
    content: Schema = {
        "application/json": {"schema": schemas.taken(model)},
        **_files(operation, schemas),
    }
    return {
        "required": bool(schemas.all[_name(schemas.taken(model))].get("required")),
        "content": content,
    }


def _files(operation: Operation, schemas: _Schemas) -> Schema:
    file: Schema = {"type": "string", "format": "binary"}
    fields: Schema = {
        **schemas.asked(operation),
        "file": file,
    }  # a form may say what the query else does
    form: Schema = {"type": "object", "properties": fields, "required": ["file"]}
    return {kind: {"schema": form if kind == FORM_DATA else file} for kind in operation.files}


def _parameters(route: Route, operation: Operation, schemas: _Schemas) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in NAME.findall(route.path)
    ]
    asked = schemas.asked(operation).items()
    found += [{"name": name, "in": "query", "schema": schema} for name, schema in asked]
    wanted = [CSRF] if route.who is Who.OFFICIAL and route.method != "GET" else []
    found += [
        {"name": name, "in": "header", **_HEADERS[name]} for name in (*wanted, *operation.headed)
    ]
    return found


def _responses(route: Route, operation: Operation, schemas: _Schemas) -> Schema:
    kind = operation.gives
    if isinstance(kind, str):
        content: Schema = {kind: {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {"application/json": {"schema": schemas.given(kind)}}
    told: Schema = {str(operation.status): {"description": "Done.", "content": content}}
    if "If-None-Match" in operation.headed:
        told["304"] = {"description": "What is known still holds."}
    for status, codes in sorted(_refusals(route, operation).items()):
        told[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "x-problems": sorted(codes),
            "content": {PROBLEM: {"schema": schemas.given(Problem)}},
        }
    return told


def _refusals(route: Route, operation: Operation) -> dict[int, set[str]]:
    """The slugs of everything that may be refused here, by status."""
    kinds: list[type[Refusal]] = [*operation.refuses, errors.Overloaded]
    for name in operation.headed:
        kinds += _BY_HEADER.get(name, ())
    if operation.files or (operation.takes and issubclass(operation.takes, Body)):
        kinds += [Malformed, errors.TooLarge, errors.UnsupportedMediaType]
    if operation.takes:
        kinds.append(errors.Validation)
    if route.who in _GUARDS:
        kinds.append(errors.Unauthenticated)
    if route.who is Who.OFFICIAL:
        kinds.append(errors.Forbidden)
    if "{" in route.path:
        kinds.append(errors.NotFound)
    if route.rate:
        kinds.append(errors.RateLimited)
    told: dict[int, set[str]] = {}
    for kind in kinds:
        told.setdefault(STATUS[kind], set()).add(kind.code)
    return told
