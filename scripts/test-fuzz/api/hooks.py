"""Changes to what Schemathesis sends."""

from itertools import count

import schemathesis

KEY = "Idempotency-Key"

numbers = count(1)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Gives each order a key of its own in place of the example, with which all but one would be repeats."""
    example = next(
        (header.get("example") for header in case.operation.definition.raw.get("parameters", []) if header.get("name") == KEY),
        None,
    )
    if example is not None and case.headers.get(KEY) == example:
        case.headers[KEY] = f"{example}-{next(numbers)}"
