import { SUBMIT_ORDER_ROUTES } from '../../../blueprint/routes/submit-order.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { InputProblem } from '../../../core/input-problems.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import { ApiProblem, invalidRequest } from '../api-problem.ts';
import type { HandleRequest } from '../api-request.ts';
import { orderIdFor } from '../idempotency-key.ts';
import { orderResponse } from '../order-response.ts';
import { orderView } from '../order-view.ts';
import { checkOrderSize } from '../read-body.ts';
import { createRouter } from '../router.ts';
import { tryStartRun, viewAfterRun } from '../wait-for-order.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { fingerprintOf, newOrder } from './new-order.ts';

/** Dependencies of the route that accepts orders. */
export interface SubmitOrderPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly config: TenantConfig;
  readonly currentSequence: CurrentSequence;
  /** What a critical step would certainly reject. @default the step itself finds it */
  problemsOf?(order: JsonObject): Promise<readonly InputProblem[]>;
  now(): Date;
}

/**
 * Creates the route that accepts orders: a conditional put decides whether the order is new, then its run is started.
 *
 * The order is accepted once it is stored: if anything fails after the put, the sweeper starts the run.
 */
export function submitOrderRoutes(ports: SubmitOrderPorts): HandleRequest {
  const { orders, config, currentSequence } = ports;

  return createRouter(SUBMIT_ORDER_ROUTES, {
    async 'POST /orders'(request) {
      const payload = checkOrderSize(request.body);
      const seconds = waitPreference(request, payload);
      const id = orderIdFor(request, payload, config);
      const order = newOrder(id, payload, await currentSequence(payload), ports.now());
      const problems = (await ports.problemsOf?.(payload)) ?? [];
      // A repeat gets the order that was accepted, whatever has changed since.
      if (problems.length > 0 && (await orders.get(id)) === undefined) throw invalidRequest(problems);

      const isNew = await orders.put(order);
      const accepted = isNew ? order : await repeatedOrder(order);
      const isStarted = !isNew || (await tryStartRun(order, ports));
      const waits = isStarted && seconds > 0;

      const headers = {
        ...(waits && { 'preference-applied': `wait=${seconds}` }),
        ...(!isNew && { 'idempotent-replayed': 'true' }),
      };
      const isRead = waits || !isNew;
      const view = isRead
        ? await viewAfterRun(accepted, waitDeadline(request, seconds), ports)
        : orderView(accepted, []);
      return orderResponse(view, headers, 201);
    },
  });

  /** Returns the stored order that this one repeats. */
  async function repeatedOrder(order: OrderRecord): Promise<OrderRecord> {
    const stored = await orders.get(order.id);
    if (stored?.fingerprint === fingerprintOf(order.payload)) return stored;
    throw new ApiProblem(
      'idempotency-key-reused',
      'This idempotency key was first used with a different order. Use a new key for each order.',
    );
  }
}
