"""Requests as bots send them, and a second opinion on both directions by aiogram's models."""

import json
from typing import Any

from aiogram import methods as aiogram_methods
from aiogram import types as aiogram_types
from aiohttp import web
from pydantic import ValidationError

from tests.fake_telegram.state import Json

_AS_JSON = (  # fields whose value is JSON even in a form
    "allowed_updates", "caption_entities", "commands", "entities", "link_preview_options",
    "reply_markup", "reply_parameters", "scope",
)  # fmt: skip
_PARSED = (
    "commands",
)  # those our methods want parsed; the others they parse and refuse themselves


async def fields(request: web.Request) -> Json:
    """Return the fields of a request: query, form, multipart or JSON body; files as tuples."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.read() or b"{}")
        for name, value in body.items():
            found[name] = value if isinstance(value, str) else json.dumps(value)
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                found[name] = (value.filename, value.file.read())
            elif isinstance(value, bytes | bytearray):
                found[name] = bytes(value).decode()
            else:
                found[name] = value
    for name in _PARSED:
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found


def complaint_about_request(method: str, args: Json) -> str:
    """Return what aiogram's model of the method finds wrong; empty if nothing."""
    model = getattr(aiogram_methods, method[0].upper() + method[1:])
    strange = args.keys() - model.model_fields.keys()
    if strange:
        return f"{method} has no {sorted(strange)}"
    try:
        model.model_validate({name: _decoded(name, value) for name, value in args.items()})
    except (ValidationError, ValueError) as error:
        return f"{method}: {error}"
    return ""


def complaint_about_answer(method: str, answer: Json) -> str:
    model: Any = getattr(aiogram_methods, method[0].upper() + method[1:])
    response: Any = aiogram_methods.Response
    return _invalid(response[model.__returning__], answer, method)


def complaint_about_update(update: Any) -> str:
    return _invalid(aiogram_types.Update, update, "update")


def _invalid(model: Any, value: Any, where: str) -> str:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return f"{where}: {error}"
    return ""


def _decoded(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return aiogram_types.BufferedInputFile(value[1], value[0])
    if name in _AS_JSON and isinstance(value, str):
        return json.loads(value)
    return value
