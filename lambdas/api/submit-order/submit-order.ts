import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { orderView } from '../../../core/order/order-view.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import { resolveSequence } from '../../../core/sequence/resolve-sequence.ts';
import { type StartRunPorts, startRun } from '../../order-runs/start-run.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import { ApiProblem, invalidRequest } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { readJsonBody } from '../read-body.ts';
import { orderIdFor } from './idempotency-key.ts';
import { fingerprintOf, newOrder } from './new-order.ts';
import { orderAnswer } from './order-answer.ts';
import { waitForOrder } from './wait-for-order.ts';
import { waitPreference } from './wait-preference.ts';

/** What a submission works with. */
export interface SubmitOrderPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
  now(): Date;
}

/**
 * Answers `POST /orders`: one conditional put decides whether the order is new, then its run is started.
 *
 * From the put on the order is accepted: whatever goes wrong after it, the sweeper starts what was stored.
 */
export function createSubmitOrder(ports: SubmitOrderPorts): (request: ApiRequest) => Promise<ApiAnswer> {
  const { orders, config, catalog } = ports;

  return async (request) => {
    const parsed = parseOrder(readJsonBody(request));
    if (!parsed.ok) throw invalidRequest(parsed.problems);
    const payload = parsed.order;
    const seconds = waitPreference(request, payload);
    const order = newOrder(
      orderIdFor(request, payload, config),
      payload,
      resolveSequence(config, catalog, payload),
      ports.now(),
    );

    const isNew = await orders.put(order);
    if (isNew)
      await startRun(order, ports).catch((error: unknown) =>
        ports.onTrouble('Run not started; the sweeper starts it', error),
      );
    else await checkRepeat(order);

    if (seconds > 0) await waitForOrder(orders, order.id, seconds);
    const headers = {
      ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }),
      ...(!isNew && { 'idempotent-replayed': 'true' }),
    };
    return orderAnswer(seconds > 0 || !isNew ? await currentView(order) : orderView(order, []), headers);
  };

  async function checkRepeat(order: OrderRecord): Promise<void> {
    const stored = await orders.get(order.id);
    if (stored?.fingerprint === fingerprintOf(order.payload)) return;
    throw new ApiProblem(
      'idempotency-key-reused',
      'Expected the body that was first sent with this key, found another one. Send a changed order with a key of its own.',
    );
  }

  async function currentView(order: OrderRecord) {
    const current = await orders.getWithSteps(order.id);
    return orderView(current?.order ?? order, current?.steps ?? []);
  }
}
