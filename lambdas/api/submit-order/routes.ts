import { SUBMIT_ORDER_ROUTES, WHEN_INTERRUPTED } from '../../../blueprint/routes/submit-order.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { InputProblem } from '../../../core/input-problems.ts';
import type { JsonObject } from '../../../core/json.ts';
import { isErased, type OrderRecord } from '../../../core/order/order-record.ts';
import { INITIAL_STATUS } from '../../../core/order/order-status.ts';
import { parseTrace } from '../../../core/trace/trace-context.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import type { StartRunPorts } from '../../order-runs/start-run.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { SearchIndex } from '../../order-store/search-index.ts';
import { ApiProblem, invalidRequest, serviceUnavailable } from '../api-problem.ts';
import type { HandleRequest } from '../api-request.ts';
import { orderIdFor } from '../idempotency-key.ts';
import { orderErased } from '../order-erased.ts';
import { orderResponse } from '../order-response.ts';
import { orderView } from '../order-view.ts';
import { checkOrderSize } from '../read-body.ts';
import { createRouter } from '../router.ts';
import { isServiceOutage } from '../service-outage.ts';
import { tryStartRun, viewAfterRun } from '../wait-for-order.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import type { Waiters } from '../waiters.ts';
import { lanesOf } from './lanes-of.ts';
import { fingerprintOf, newOrder } from './new-order.ts';
import { refuseCollision } from './refuse-collision.ts';

/** How long a request usually needs to start the run of the order that it stored, in milliseconds. */
const STARTED_WITHIN_MS = 2_000;

/** Dependencies of the route that accepts orders. */
export interface SubmitOrderPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly index: Pick<SearchIndex, 'add' | 'hashOf' | 'hashesOf' | 'remove'>;
  readonly config: TenantConfig;
  readonly currentSequence: CurrentSequence;
  readonly waiters: Waiters;
  /** What a critical step would certainly reject. @default the step itself finds it */
  problemsOf?(order: JsonObject): Promise<readonly InputProblem[]>;
  now(): Date;
}

/** An accepted order: whether it is new, and whether it can be found by its terms. */
interface Accepted {
  readonly accepted: OrderRecord;
  readonly isNew: boolean;
  readonly isIndexed: boolean;
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
      const wanted = waitPreference(request, payload, config.api.maxWaitSeconds);
      const { id, formerId } = orderIdFor(request, payload, config);
      const [sequence, former] = await Promise.all([
        currentSequence(payload, { id, runs: [] }),
        orderOfFormerKey(formerId, payload),
      ]);
      const lanes = former === undefined ? await lanesOf(payload, sequence.sequence, ports) : [];
      const order = former ?? newOrder(id, payload, sequence, ports.now(), lanes, parseTrace(request.headers));
      const problems = (await ports.problemsOf?.(payload)) ?? [];
      // A repeat gets the order that was accepted, whatever has changed since.
      if (problems.length > 0 && former === undefined && (await orders.get(id)) === undefined)
        throw invalidRequest(problems);

      const { accepted, isNew, isIndexed } =
        former === undefined
          ? await accept(order)
          : { accepted: former, isNew: false, isIndexed: await tryIndex(former) };
      if (isNew && config.collisions === 'refuse') await refuseCollision(accepted, ports);
      const isDue = isNew || isOverdue(accepted);
      const { behind, isUnderWay } =
        isDue && isIndexed ? await tryStartRun(accepted, request, ports) : { behind: undefined, isUnderWay: !isDue };
      return ports.waiters.hold(isUnderWay ? wanted : 0, async (seconds) => {
        const headers = {
          ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }),
          ...(!isNew && { 'idempotent-replayed': 'true' }),
        };
        const isRead = seconds > 0 || !isNew;
        const view = isRead
          ? await viewAfterRun(accepted, waitDeadline(request, seconds), request, ports)
          : orderView(accepted, [], behind === undefined ? null : { behind, since: accepted.updatedAt });
        return orderResponse(view, headers, 201);
      });
    },
  });

  /** Returns whether an earlier request stored the order but could not start its run. Starting it twice has no effect. */
  function isOverdue({ createdAt, status }: OrderRecord): boolean {
    return status === INITIAL_STATUS && ports.now().getTime() - Date.parse(createdAt) > STARTED_WITHIN_MS;
  }

  /**
   * Stores an order, or finds the stored one that it repeats.
   *
   * @throws ApiProblem `service-unavailable` with the id of the order, which may have been stored
   */
  async function accept(order: OrderRecord): Promise<Accepted> {
    try {
      const [isNew, isIndexed] = await Promise.all([orders.put(order), tryIndex(order)]);
      return { isNew, isIndexed, accepted: isNew ? order : await repeatedOrder(order) };
    } catch (error) {
      if (!isServiceOutage(error)) throw error;
      throw serviceUnavailable(WHEN_INTERRUPTED, error, { order_id: order.id });
    }
  }

  /**
   * Returns the order that was stored before keys belonged to their clients, if this one repeats it. Any other order with that
   * key may be another client's, so it is as if there were none.
   */
  async function orderOfFormerKey(id: string | undefined, payload: JsonObject): Promise<OrderRecord | undefined> {
    const stored = id === undefined ? undefined : await orders.get(id);
    return stored !== undefined && stored.fingerprint === fingerprintOf(payload) ? stored : undefined;
  }

  /** Adds an order to the search index. Returns false if that fails: the sweeper then adds it before it starts the run. */
  async function tryIndex(order: OrderRecord): Promise<boolean> {
    try {
      await ports.index.add(order);
      return true;
    } catch (error) {
      ports.onError('Could not index the order; the sweeper will index and start it', error);
      return false;
    }
  }

  /** Returns the stored order that this one repeats. */
  async function repeatedOrder(order: OrderRecord): Promise<OrderRecord> {
    const stored = await orders.get(order.id);
    if (stored !== undefined && isErased(stored)) throw orderErased(stored);
    if (stored?.fingerprint === fingerprintOf(order.payload)) return stored;
    throw new ApiProblem(
      'idempotency-key-reused',
      'This idempotency key was first used with a different order. Use a new key for each order.',
    );
  }
}
