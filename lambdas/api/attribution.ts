import type { ManualDecision, OrderRecord } from '../../core/order/order-record.ts';
import { maskWritten } from '../../core/redact/mask-personal.ts';
import { type ApiRequest, callerOf, personOf } from './api-request.ts';

/** Dependencies of saying who acts. */
export interface AttributionPorts {
  /** Returns the claim of a token that names the person. @default `sub` */
  personClaim?(): Promise<string | undefined>;
  now(): Date;
}

type Caller = Pick<ApiRequest, 'caller' | 'claims'>;

/** Returns who sent a request, for the audit trail. */
export async function callerIn({ caller = 'unknown', claims }: Caller, ports: AttributionPorts): Promise<string> {
  return (claims && callerOf(claims, await ports.personClaim?.())) ?? caller;
}

/** Returns which person sent a request, whatever client they use; the client if there is no person. */
export async function personIn({ caller = 'unknown', claims }: Caller, ports: AttributionPorts): Promise<string> {
  return (claims && personOf(claims, await ports.personClaim?.())) ?? caller;
}

/** Returns who acts, when and why, for the audit trail. */
export async function attributionOf(request: Caller, reason: string, ports: AttributionPorts): Promise<ManualDecision> {
  return { by: await callerIn(request, ports), at: ports.now().toISOString(), reason };
}

/** Returns who acts on an order, with a reason that does not repeat what the order says about a person. */
export function attributedTo({ payload }: Pick<OrderRecord, 'payload'>, decision: ManualDecision): ManualDecision {
  return { ...decision, reason: maskWritten(decision.reason, payload) };
}
