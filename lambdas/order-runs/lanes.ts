import { holdsPlace, orderOfPlace, placeOf } from '../../core/order/order-lanes.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { LaneStore } from '../order-store/lane-store.ts';
import type { OrderStore } from '../order-store/order-store.ts';

/** Dependencies of taking turns. */
export interface TurnPorts {
  readonly lanes: LaneStore;
  readonly orders: Pick<OrderStore, 'get'>;
}

/** Dependencies of letting the next order have its turn. */
export interface NextTurnPorts extends TurnPorts {
  /** Starts the run of an order if it is its turn. Starting it again has no effect. */
  startRun(order: OrderRecord): Promise<unknown>;
}

/**
 * Takes an order's places in its lanes. It is the order's turn when it is first in all of them. It takes a lane only when it is first
 * in the one before: all orders take lanes in the same order, so no two wait for each other. Safe to repeat.
 *
 * @returns the id of the order right ahead; undefined if it is the order's turn
 */
export async function takeTurn(order: OrderRecord, ports: TurnPorts): Promise<string | undefined> {
  const place = placeOf(order, order.runs.length);
  for (const lane of order.lanes ?? []) {
    let places = await ports.lanes.join(lane, place);
    if (places[0] !== place) places = (await firstOf(lane, places, ports))?.places ?? places;
    const ahead = places[places.indexOf(place) - 1];
    if (ahead !== undefined) return orderOfPlace(ahead);
  }
  return undefined;
}

/** Leaves the lanes of an order whose run has ended, and lets the next orders have their turn. */
export type LeaveLanes = (order: OrderRecord, run?: number) => Promise<void>;

/**
 * Creates the function that leaves lanes. It does nothing while the order keeps its place, as a held one does, and can be repeated at
 * any time: a run that a resume added after a failure has another place.
 *
 * It throws OrderContended, or what the store or Step Functions throws.
 */
export function createLeaveLanes(ports: NextTurnPorts): LeaveLanes {
  return async (order, run = order.runs.length) => {
    const place = placeOf(order, run);
    if (!holdsPlace(order, place)) await giveUpPlace(order, place, ports);
  };
}

/** Leaves the lanes of an order that is not accepted, and lets the next orders have their turn. */
export async function withdrawFromLanes(order: OrderRecord, ports: NextTurnPorts): Promise<void> {
  await giveUpPlace(order, placeOf(order, order.runs.length), ports);
}

async function giveUpPlace({ lanes = [] }: OrderRecord, place: string, ports: NextTurnPorts): Promise<void> {
  for (const lane of lanes) {
    const { places, wasBehind } = await ports.lanes.leave(lane, place);
    if (!wasBehind) await startFirst(lane, places, ports);
  }
}

async function startFirst(lane: string, places: readonly string[], ports: NextTurnPorts): Promise<void> {
  const first = await firstOf(lane, places, ports);
  if (first?.order.status === 'submitted') await ports.startRun(first.order);
}

/** Finds the order whose turn it is. Removes places before it that a crash, or the deletion of an order, left behind. */
async function firstOf(
  lane: string,
  places: readonly string[],
  { lanes, orders }: TurnPorts,
): Promise<{ readonly places: readonly string[]; readonly order: OrderRecord } | undefined> {
  let left = places;
  for (let [first] = left; first !== undefined; [first] = left) {
    const order = await orders.get(orderOfPlace(first));
    if (order !== undefined && holdsPlace(order, first)) return { places: left, order };
    left = (await lanes.leave(lane, first)).places;
  }
  return undefined;
}
