import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import { ApiProblem, invalidRequest } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { currentView } from '../current-view.ts';
import { orderAnswer } from '../order-answer.ts';
import { sizeChecked } from '../order-size.ts';
import { orderView } from '../order-view.ts';
import { readJsonBody } from '../read-body.ts';
import { tryStartRun } from '../try-start-run.ts';
import { waitDeadline } from '../wait-deadline.ts';
import { waitPreference } from '../wait-preference.ts';
import { orderIdFor } from './idempotency-key.ts';
import { fingerprintOf, newOrder } from './new-order.ts';

/** What a submission works with. */
export interface SubmitOrderPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly config: TenantConfig;
  readonly currentSequence: CurrentSequence;
  now(): Date;
}

/**
 * Answers `POST /orders`: one conditional put decides whether the order is new, then its run is started.
 *
 * From the put on the order is accepted: whatever goes wrong after it, the sweeper starts what was stored.
 */
export function createSubmitOrder(ports: SubmitOrderPorts): (request: ApiRequest) => Promise<ApiAnswer> {
  const { orders, config, currentSequence } = ports;

  return async (request) => {
    const parsed = parseOrder(readJsonBody(request));
    if (!parsed.ok) throw invalidRequest(parsed.problems);
    const payload = sizeChecked(parsed.order);
    const seconds = waitPreference(request, payload);
    const order = newOrder(orderIdFor(request, payload, config), payload, await currentSequence(payload), ports.now());

    const isNew = await orders.put(order);
    const accepted = isNew ? order : await repeated(order);
    const isStarted = !isNew || (await tryStartRun(order, ports));
    const waits = isStarted && seconds > 0;

    const headers = {
      ...(waits && { 'preference-applied': `wait=${seconds}` }),
      ...(!isNew && { 'idempotent-replayed': 'true' }),
    };
    const isRead = waits || !isNew;
    const view = isRead ? await currentView(accepted, waitDeadline(request, seconds), ports) : orderView(accepted, []);
    return orderAnswer(view, headers);
  };

  /** The stored order of which this one is a repeat. */
  async function repeated(order: OrderRecord): Promise<OrderRecord> {
    const stored = await orders.get(order.id);
    if (stored?.fingerprint === fingerprintOf(order.payload)) return stored;
    throw new ApiProblem(
      'idempotency-key-reused',
      'Expected the body that was first sent with this key, found another one. Send a changed order with a key of its own.',
    );
  }
}
