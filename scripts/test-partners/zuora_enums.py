"""The values that Zuora's OpenAPI description allows for fields, read from the client that is generated from it.

The models of zuora-sdk have plain strings for most of these fields. The client is read as text, because nothing of it runs.
"""

import ast
import importlib.util
import pathlib
import re
import typing

OPERATION = re.compile(r"'(?P<path>/v1/[^']+)', '(?P<method>[A-Z]+)',")
BODY = re.compile(r":param (?P<type>[\w\[\]]+) body:")
REPLY = re.compile(r"response_type='(?P<type>[^']+)'")
CLASS = re.compile(r"^class (?P<name>\w+)\(", re.MULTILINE)
DICTIONARY = r"{name} = (?P<dict>\{{.*?\n    \}})"
ALLOWED = re.compile(r"def (?P<name>\w+)\(self, \w+\):(?:(?!def ).)*?allowed_values = (?P<values>\[.*?\])", re.DOTALL)
LIST = re.compile(r"^(?:list\[(?P<item>.+)\]|dict\(str, (?P<value>.+)\))$")


class Model(typing.NamedTuple):
    # Type of each field by its name in JSON.
    types: typing.Dict[str, str]
    # Allowed values of each field that has some.
    allowed: typing.Dict[str, typing.FrozenSet[str]]


class Described(typing.NamedTuple):
    method: str
    pattern: "re.Pattern[str]"
    literal_parts: int
    body: typing.Optional[str]
    reply: typing.Optional[str]


def folder():
    spec = importlib.util.find_spec("swagger_client")
    return pathlib.Path(spec.submodule_search_locations[0])


def operations():
    found = []
    for file in sorted((folder() / "api").glob("*_api.py")):
        for part in file.read_text(encoding="utf-8").split("_with_http_info(self")[1:]:
            match = OPERATION.search(part)
            if match is None:
                continue
            parts = [piece for piece in match["path"].split("/") if piece]
            pattern = "/".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in parts)
            body, reply = BODY.search(part), REPLY.search(part)
            found.append(Described(
                method=match["method"],
                pattern=re.compile(f"^/{pattern}$"),
                literal_parts=sum(not piece.startswith("{") for piece in parts),
                body=body["type"] if body else None,
                reply=reply["type"] if reply else None,
            ))
    return sorted(found, key=lambda operation: -operation.literal_parts)


def models():
    found = {}
    for file in sorted((folder() / "models").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        name = CLASS.search(text)
        if name is None:
            continue
        types = dictionary(text, "swagger_types")
        names = dictionary(text, "attribute_map")
        found[name["name"]] = Model(
            types={names[attribute]: kind for attribute, kind in types.items()},
            allowed={names[match["name"]]: frozenset(map(str, ast.literal_eval(match["values"])))
                     for match in ALLOWED.finditer(text) if match["name"] in names},
        )
    return found


def dictionary(text, name):
    match = re.search(DICTIONARY.format(name=name), text, re.DOTALL)
    return ast.literal_eval(match["dict"]) if match else {}


class Enums:
    def __init__(self):
        self.operations = operations()
        self.models = models()

    def of(self, method, path):
        return next((o for o in self.operations if o.method == method and o.pattern.match(path)), None)

    def problems(self, kind, value, path=""):
        """The values that are not allowed, as `path: message` without the value; and how many values were compared."""
        inner = LIST.match(kind or "")
        if inner is not None:
            items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else []
            for item in items:
                yield from self.problems(inner["item"] or inner["value"], item, f"{path}.[]" if path else "[]")
            return
        model = self.models.get(kind)
        if model is None or not isinstance(value, dict):
            return
        for name, field in value.items():
            where = f"{path}.{name}" if path else name
            allowed = model.allowed.get(name)
            for text in field if isinstance(field, list) else [field]:
                if allowed is not None and isinstance(text, str):
                    yield None if text in allowed else f"{where}: expected one of {', '.join(sorted(allowed))}"
            yield from self.problems(model.types.get(name), field, where)
