import { READ_PAYLOAD_ROUTES } from '../../../blueprint/routes/read-payload.ts';
import { valueDifference } from '../../../core/order/json-difference.ts';
import type { OrderWithPayloads, PayloadStore } from '../../order-store/payload-store.ts';
import type { HandleRequest, ResponseTo } from '../api-request.ts';
import { type AttributionPorts, callerIn } from '../attribution.ts';
import { findOrder } from '../find-order.ts';
import { orderErased } from '../order-erased.ts';
import { createRouter } from '../router.ts';

/** Dependencies of the route that reads an order with personal data. */
export interface ReadPayloadPorts extends AttributionPorts {
  readonly payloads: PayloadStore;
}

/** Creates the route that reads an order with personal data. Nothing is returned before the read is recorded. */
export function readPayloadRoutes({ payloads, ...ports }: ReadPayloadPorts): HandleRequest {
  return createRouter(READ_PAYLOAD_ROUTES, {
    async 'GET /orders/{id}/payload'(request) {
      const { order, former } = await findOrder(request, payloads.get);
      // An erasure that is under way may not have replaced everything yet.
      if (order.erasing !== undefined) throw orderErased(order);
      const by = await callerIn(request, ports);
      await payloads.recordRead(order.id, { run: order.runs.length, by, at: ports.now().toISOString() });
      return {
        status: 200,
        body: {
          id: order.id,
          revision: order.revision,
          payload: order.payload,
          former: revisionsOf({ order, former }),
          erasedAt: order.erased?.at ?? null,
        },
      };
    },
  });
}

type Revision = ResponseTo<'GET /orders/{id}/payload'>['body']['former'][number];

/** Returns the former payloads, each with what the patch that replaced it changed. */
function revisionsOf({ order, former }: OrderWithPayloads): Revision[] {
  return former.map(({ revision, payload, replacedBy }, index) => ({
    revision,
    payload,
    replaced: replacedBy,
    changes: [...valueDifference(payload, former[index + 1]?.payload ?? order.payload)],
  }));
}
