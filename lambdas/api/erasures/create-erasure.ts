import { createHmac, randomUUID } from 'node:crypto';
import { ERASED } from '../../../core/erasure/erase-json.ts';
import { canonicalJson } from '../../../core/json.ts';
import { erasureIdOfKey, newErasureId } from '../../../core/order/order-ids.ts';
import type { PERSON_KINDS } from '../../../core/order/search-terms.ts';
import { ERASURE_MACHINE } from '../../../core/sequence/service-machines.ts';
import type { ErasureRecord, ErasureStore } from '../../erasure/erasure-store.ts';
import type { ReadSearchKey, SearchIndex } from '../../order-store/search-index.ts';
import type { StartStateMachine } from '../../step-functions.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { type AttributionPorts, callerIn } from '../attribution.ts';
import { idempotencyKeyIn } from '../idempotency-key.ts';
import { erasureView } from './views.ts';

/** Dependencies of the routes of erasures. */
export interface ErasuresPorts extends AttributionPorts {
  readonly tenant: string;
  readonly erasures: ErasureStore;
  readonly index: Pick<SearchIndex, 'hashOf'>;
  readonly readKey: ReadSearchKey;
  readonly startStateMachine: StartStateMachine;
}

type Route = 'POST /erasures';
type Body = RouteRequest<Route>['body'];

/** A person as the request names them. */
interface Person {
  readonly kind: (typeof PERSON_KINDS)[number];
  readonly text: string;
}

/**
 * Accepts an erasure.
 *
 * The execution starts before the erasure is stored, and waits for it. So every stored erasure has an execution, and what is not
 * stored was not accepted. A repeat starts another execution unless the erasure has ended: two of them do no harm.
 */
export async function createErasure(request: RouteRequest<Route>, ports: ErasuresPorts): Promise<ResponseTo<Route>> {
  const { body, caller = 'unknown' } = request;
  const key = idempotencyKeyIn(request);
  const id = key === undefined ? newErasureId() : erasureIdOfKey(ports.tenant, caller, key);
  const erasure = await recordOf(id, await callerIn(request, ports), body, ports);
  const known = await ports.erasures.get(id);
  if (known !== undefined) checkRepeat(known, erasure);
  if (known === undefined || known.status === 'running')
    await ports.startStateMachine(ERASURE_MACHINE, `${id}-${randomUUID().slice(0, 8)}`, { erasureId: id });
  const location = `/erasures/${id}`;
  if (known === undefined && (await ports.erasures.put(erasure)))
    return { status: 202, headers: { location }, body: erasureView(erasure, []) };
  const stored = known ?? (await ports.erasures.get(id)) ?? erasure;
  checkRepeat(stored, erasure);
  const headers = { location, 'idempotent-replayed': 'true' };
  return { status: 202, headers, body: erasureView(stored, await ports.erasures.parts(id)) };
}

function checkRepeat(stored: ErasureRecord, { fingerprint }: ErasureRecord): void {
  if (stored.fingerprint === fingerprint) return;
  throw new ApiProblem(
    'idempotency-key-reused',
    'This idempotency key was first used with a different body. Use a new key for each erasure.',
  );
}

async function recordOf(id: string, by: string, body: Body, ports: ErasuresPorts): Promise<ErasureRecord> {
  const { orderIds, reason } = body;
  const person = personOf(body);
  return {
    id,
    status: 'running',
    by,
    reason: person === undefined ? reason : withoutPerson(reason, person),
    ...(person !== undefined && { person: { kind: person.kind, hash: await ports.index.hashOf(person) } }),
    ...(orderIds !== undefined && { orderIds }),
    fingerprint: createHmac('sha256', await ports.readKey())
      .update(canonicalJson(body))
      .digest('base64url'),
    createdAt: ports.now().toISOString(),
  };
}

function personOf({ email, owner }: Body): Person | undefined {
  if (email !== undefined) return { kind: 'email', text: email };
  return owner === undefined ? undefined : { kind: 'owner', text: owner };
}

function withoutPerson(reason: string, { text }: Person): string {
  return reason.replace(new RegExp(RegExp.escape(text), 'giu'), ERASED);
}
