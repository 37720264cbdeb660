"""Validates recorded exchanges with Zuora strictly against Zuora's published models.

Usage: validate-zuora.py FILE [FILE ...]   each a file of JSON lines as recorded by the sandbox
Prints one JSON object: the version of the models, the counts of requests, replies and fields, and the findings.
"""

import importlib
import inspect
import json
import pkgutil
import re
import sys
import typing

import jsonschema
import zuora_sdk
from pydantic import BaseModel

from zuora_enums import Enums

SERIALIZE = re.compile(r"^_(?P<name>\w+)_serialize$")
METHOD = re.compile(r"method='(?P<method>[A-Z]+)'")
RESOURCE = re.compile(r"resource_path='(?P<path>[^']+)'")
QUERY = re.compile(r"_query_params\.append\(\('(?P<name>[^']+)'")
BODY = re.compile(r"_body_params = (?P<name>\w+)")
CUSTOM_FIELD = r"^[A-Za-z]\w*__(c|NS)$"
# Headers of every HTTP client or of OAuth, which are not part of an operation.
COMMON_HEADERS = {"authorization", "content-type", "content-length", "accept", "accept-encoding", "connection", "host",
                  "user-agent", "idempotency-key", "zuora-track-id", "zuora-version", "zuora-entity-ids", "zuora-org-ids",
                  "traceparent", "tracestate", "transfer-encoding", "accept-language", "sec-fetch-mode"}


class Operation(typing.NamedTuple):
    name: str
    method: str
    pattern: "re.Pattern[str]"
    literal_parts: int
    query: frozenset
    body: typing.Any
    reply: typing.Any


def operations():
    """Every operation of the published client: path, query parameters and models, read from its code."""
    found = []
    package = importlib.import_module("zuora_sdk.api")
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"zuora_sdk.api.{module_info.name}")
        for _, api in inspect.getmembers(module, inspect.isclass):
            if api.__module__ != module.__name__:
                continue
            for attribute, function in inspect.getmembers(api, inspect.isfunction):
                match = SERIALIZE.match(attribute)
                if match is None:
                    continue
                source = inspect.getsource(function)
                path = RESOURCE.search(source).group("path")
                public = inspect.unwrap(getattr(api, match.group("name")))
                hints = typing.get_type_hints(public, vars(module))
                parts = [part for part in path.split("/") if part]
                pattern = "/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)
                found.append(Operation(
                    name=match.group("name"),
                    method=METHOD.search(source).group("method"),
                    pattern=re.compile(f"^/{pattern}$"),
                    literal_parts=sum(not part.startswith("{") for part in parts),
                    query=frozenset(QUERY.findall(source)),
                    body=hints.get(body.group("name")) if (body := BODY.search(source)) else None,
                    reply=hints.get("return"),
                ))
    # /v1/orders/preview before /v1/orders/{orderNumber}
    return sorted(found, key=lambda operation: -operation.literal_parts)


def models_in(annotation):
    """The models that an annotation allows; a body must match one of them."""
    if annotation is None or annotation is type(None):
        return []
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        forms = annotation.model_fields.get("one_of_schemas")
        if forms is None:
            return [annotation]
        # A wrapper for one of several models, which has none of their fields itself.
        return [getattr(zuora_sdk.models, name) for name in sorted(forms.default)]
    return [model for argument in typing.get_args(annotation) for model in models_in(argument)]


SCHEMAS = {}


def strict_schema(model):
    """The JSON schema of a model, restricted to its own fields and custom fields."""
    if model not in SCHEMAS:
        schema = model.model_json_schema(by_alias=True)
        for part in [schema, *schema.get("$defs", {}).values()]:
            close(part)
        SCHEMAS[model] = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return SCHEMAS[model]


def close(part):
    properties = part.get("properties")
    if properties is None:
        return
    properties.pop("additional_properties", None)
    part["required"] = [name for name in part.get("required", []) if name in properties]
    part["additionalProperties"] = False
    part["patternProperties"] = {CUSTOM_FIELD: {}}


def problems(model, body):
    """The parts of a body that the model does not allow, as `path: message` without values."""
    for error in strict_schema(model).iter_errors(body):
        yield from described(error)


def described(error):
    if error.context:
        # The value may have one of several forms, such as null. Report the problems of the form that was meant.
        forms = {}
        for inner in error.context:
            forms.setdefault(inner.schema_path[0], []).append(inner)
        meant = [errors for errors in forms.values() if errors[0].validator_value != "null"] or list(forms.values())
        for inner in min(meant, key=len):
            yield from described(inner)
        return
    path = ".".join("[]" if isinstance(part, int) else str(part) for part in error.absolute_path) or "(body)"
    if error.validator == "additionalProperties":
        allowed = error.schema.get("properties", {})
        unknown = [name for name in error.instance if name not in allowed and not re.match(CUSTOM_FIELD, name)]
        for name in unknown:
            yield f"{path}: unknown field {name}"
    elif error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield f"{path}: required field missing: {', '.join(missing)}"
    elif error.validator == "enum":
        yield f"{path}: expected one of {', '.join(map(str, error.validator_value))}"
    else:
        yield f"{path}: expected {error.validator} {error.validator_value}"


def count_fields(value):
    if isinstance(value, dict):
        return len(value) + sum(count_fields(child) for child in value.values())
    if isinstance(value, list):
        return sum(count_fields(child) for child in value)
    return 0


def parsed(text):
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def main(files):
    table = operations()
    enums = Enums()
    counts = {"requests": 0, "bodies": 0, "replies": 0, "fields": 0, "enums": 0}
    kinds = {}
    findings = {}
    by_file = {file: {"requests": 0, "bodies": 0} for file in files}

    def report(operation, where, problem):
        key = (operation, where, problem)
        findings[key] = findings.get(key, 0) + 1

    def report_values(operation, where, kind, body):
        for problem in enums.problems(kind, body):
            counts["enums"] += 1
            if problem is not None:
                report(operation, where, problem)

    for file, exchange in ((file, json.loads(line)) for file in files for line in open(file, encoding="utf-8")):
        if exchange["partner"] != "zuora" or exchange["path"] == "/oauth/token":
            continue
        method, path = exchange["method"], exchange["path"]
        operation = next((o for o in table if o.method == method and o.pattern.match(path)), None)
        counts["requests"] += 1
        by_file[file]["requests"] += 1
        described = enums.of(method, path)
        if operation is None:
            report(f"{method} {re.sub(r'[A-Za-z0-9-]{12,}', '{id}', path)}", "path", "no such operation")
            continue
        kinds[operation.name] = kinds.get(operation.name, 0) + 1
        for name in exchange["query"]:
            if name not in operation.query:
                report(operation.name, "query", f"unknown parameter {name}")
        for name in exchange["headers"]:
            if name.lower() not in COMMON_HEADERS:
                report(operation.name, "header", f"unknown header {name}")
        body = parsed(exchange["requestBody"])
        models = models_in(operation.body)
        if body is not None and not models:
            report(operation.name, "request", "unexpected body")
        elif models:
            counts["bodies"] += 1
            by_file[file]["bodies"] += 1
            counts["fields"] += count_fields(body)
            best = min((list(problems(model, body)) for model in models), key=len)
            for problem in best:
                report(operation.name, "request", problem)
            report_values(operation.name, "request", described and described.body, body)
        reply = parsed(exchange["responseBody"])
        reply_models = models_in(operation.reply)
        if exchange["injected"] or reply is None or not reply_models or exchange["status"] >= 300:
            continue
        if reply.get("success") is False:
            continue
        counts["replies"] += 1
        counts["fields"] += count_fields(reply)
        for problem in min((list(problems(model, reply)) for model in reply_models), key=len):
            report(operation.name, "reply", problem)
        report_values(operation.name, "reply", described and described.reply, reply)

    print(json.dumps({
        "models": f"zuora-sdk {zuora_sdk.__version__}, API of {api_version()}",
        "counts": counts,
        "files": by_file,
        "kinds": dict(sorted(kinds.items())),
        "findings": [
            {"operation": operation, "where": where, "problem": problem, "count": count}
            for (operation, where, problem), count in sorted(findings.items())
        ],
    }))


def api_version():
    return zuora_sdk.ApiClient().default_headers["Zuora-Version"]


if __name__ == "__main__":
    main(sys.argv[1:])
