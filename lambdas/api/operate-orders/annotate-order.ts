import { randomUUID } from 'node:crypto';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { MAX_TRIES, retryOnConflict } from '../../order-store/change-order.ts';
import type { Annotation } from '../../order-store/operator-store.ts';
import { roomLeft } from '../../order-store/order-room.ts';
import { ApiProblem, serviceUnavailable } from '../api-problem.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { findUnerasedOrder, type OrderRequest } from '../find-order.ts';
import { annotatedOrder } from '../order-view.ts';
import { viewAfterRun } from '../wait-for-order.ts';
import type { OperatorPorts } from './operator-ports.ts';

type NoteRoute = 'POST /orders/{id}/notes';
type AssignRoute = 'POST /orders/{id}/assign';
type Request = OrderRequest & Pick<ApiRequest, 'caller' | 'claims' | 'invocation'>;

/** The most notes and assignments of an order. */
const MAX_ANNOTATIONS = 100;

/** What an annotation says, and whether the order says it already. */
interface Wanted extends Pick<Annotation, 'assignedTo'> {
  readonly action: Annotation['action']['action'];
  readonly text: string;
  isRepeat(order: OrderRecord, by: string, text: string): boolean;
}

/** Adds a note to an order. */
export function addNote(request: RouteRequest<NoteRoute>, ports: OperatorPorts): Promise<ResponseTo<NoteRoute>> {
  const wanted: Wanted = {
    action: 'note',
    text: request.body.text,
    isRepeat({ operations = [] }, by, text) {
      const last = operations.findLast(({ action }) => action === 'note');
      return last?.by === by && last.reason === text;
    },
  };
  return annotate(request, wanted, ports);
}

/** Says who takes care of an order. */
export function assignOrder(
  request: RouteRequest<AssignRoute>,
  ports: OperatorPorts,
): Promise<ResponseTo<AssignRoute>> {
  const { to, reason } = request.body;
  const wanted: Wanted = {
    action: 'assign',
    text: reason,
    assignedTo: to,
    isRepeat: ({ assignedTo = null }) => assignedTo === to,
  };
  return annotate(request, wanted, ports);
}

async function annotate(
  request: Request,
  { action, text, isRepeat, ...change }: Wanted,
  ports: OperatorPorts,
): Promise<ResponseTo<NoteRoute | AssignRoute>> {
  const written = await attributionOf(request, text, ports);
  const id = randomUUID();
  const annotated = await retryOnConflict(async () => {
    const order = await findUnerasedOrder(request, ports.orders.get, (found) => found);
    const decision = attributedTo(order, written);
    if (isRepeat(order, decision.by, decision.reason)) return order;
    const annotation = { order, action: { id, action, run: order.runs.length, ...decision }, ...change };
    checkRoom(annotation);
    return ports.operator.annotate(annotation);
  });
  if (annotated === undefined)
    throw serviceUnavailable(
      `The order changed during each of ${MAX_TRIES} tries, and nothing was recorded. Repeat the request.`,
      undefined,
    );
  return {
    status: 200,
    body: annotatedOrder(await viewAfterRun(annotated, performance.now(), request, ports), annotated),
  };
}

/** What other people write must not take the room that the end of the run needs. */
function checkRoom({ order, action }: Annotation): void {
  const operations = [...(order.operations ?? []), action];
  const count = operations.filter((each) => each.action === 'note' || each.action === 'assign').length;
  if (count > MAX_ANNOTATIONS || roomLeft({ ...order, operations }) < 0)
    throw new ApiProblem(
      'order-annotations-full',
      `The order has ${count - 1} notes and assignments, and its record has room for no more. Write the rest into your ticket.`,
    );
}
