"""Submits an order with the client that openapi-python-client generates twice, as after a lost answer: it is one order, and it completes."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from order_api_client import AuthenticatedClient  # noqa: E402
from order_api_client.api.orders import submit_order  # noqa: E402
from order_api_client.models import NewOrder, Order  # noqa: E402

order = NewOrder.from_dict(json.loads(Path(os.environ["ORDER_FILE"]).read_text()))
client = AuthenticatedClient(base_url=os.environ["API_URL"], token=os.environ["TOKEN"], timeout=60)


def submit() -> Order:
    answer = submit_order.sync(client=client, body=order, idempotency_key="python", prefer="wait=20")
    if not isinstance(answer, Order):
        raise SystemExit(f"The order was refused: {answer}")
    return answer


first, second = submit(), submit()
if first.status != "complete":
    raise SystemExit(f"Expected the order to complete, found it {first.status}.")
if second.id != first.id:
    raise SystemExit("Expected the repeat to return the first order.")
