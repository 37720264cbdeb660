"""Answers lines of the AWS CLI over HTTP, for the runbooks that a test plays.

The CLI itself is 130 MB. botocore is what the CLI is built on and what the emulator brings: its models say which commands and
parameters AWS has. A server, because botocore takes half a second to start.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import botocore.session
import jmespath
from botocore import xform_name

session = botocore.session.get_session()
clients = {}


def value_of(shape, text):
    if shape.type_name == "integer":
        return int(text)
    if shape.type_name == "structure":
        fields = dict(field.split("=", 1) for field in text.split(","))
        return {name: value_of(shape.members[name], value) for name, value in fields.items()}
    return text == "true" if shape.type_name == "boolean" else text


def parameters(client, operation, arguments):
    members = client.meta.service_model.operation_model(operation).input_shape.members
    by_flag = {"--" + xform_name(name, "-"): (name, shape) for name, shape in members.items()}
    found, options, rest = {}, {"--query": None, "--output": "json"}, list(arguments)
    while rest:
        flag = rest.pop(0)
        if flag in options:
            options[flag] = rest.pop(0)
        elif flag in by_flag and by_flag[flag][1].type_name == "boolean":
            found[by_flag[flag][0]] = True
        elif flag.replace("--no-", "--", 1) in by_flag:
            name, shape = by_flag[flag.replace("--no-", "--", 1)]
            found[name] = False if flag.startswith("--no-") else value_of(shape, rest.pop(0))
        else:
            raise ValueError(f"aws has no option {flag} for {operation}")
    return found, options


def run(arguments):
    service, command, *rest = arguments
    if service not in clients:
        clients[service] = session.create_client(service)
    client = clients[service]
    if command == "wait":
        waiter = client.get_waiter(xform_name(rest[0].replace("-", "_")))
        waiter.wait(**parameters(client, waiter.config.operation, rest[1:])[0])
        return ""
    method = command.replace("-", "_")
    found, options = parameters(client, client.meta.method_to_api_mapping[method], rest)
    if client.can_paginate(method):
        result = client.get_paginator(method).paginate(**found).build_full_result()
    else:
        result = getattr(client, method)(**found)
    result.pop("ResponseMetadata", None)
    result = json.loads(json.dumps(result, default=str))
    shown = result if options["--query"] is None else jmespath.search(options["--query"], result)
    if options["--output"] != "text":
        return json.dumps(shown)
    return "\t".join(map(str, shown)) if isinstance(shown, list) else str(shown)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        try:
            status, text = 200, run(body.split("\0")[:-1])
        except Exception as error:
            status, text = 400, f"{type(error).__name__}: {error}"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(f"{text}\n".encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
sys.stdout.close()
server.serve_forever()
