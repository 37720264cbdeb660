import { firstBytes } from '../truncate.ts';
import { attentionShardOf } from './order-keys.ts';
import { isErased, type OrderRecord } from './order-record.ts';
import type { OrderType } from './order-types.ts';

/** Why an order needs a person. */
export const ATTENTION_KINDS = ['failed', 'held', 'degraded'] as const;

/** By what orders that need a person are grouped. */
export const GROUP_FACETS = ['status', 'step', 'code', 'order_type'] as const;

/** One of the things by which orders are grouped. */
export type GroupFacet = (typeof GROUP_FACETS)[number];

/** What an order needs a person for, and what orders of the same cause have in common. */
export interface Attention {
  readonly kind: (typeof ATTENTION_KINDS)[number];
  /** Id of the step. If the order lacks several, the latest one. */
  readonly step: string;
  /** Empty if none was recorded. */
  readonly code: string;
  readonly orderType: OrderType;
  /** Since when, ISO 8601. */
  readonly since: string;
}

/** The attributes by which the index finds an order that needs a person. */
export interface AttentionAttributes {
  readonly attentionShard: string;
  /** When the order was submitted, then what it needs, so that the keys of the index suffice to filter, sort and count. */
  readonly attention: string;
}

type AttentiveOrder = Pick<
  OrderRecord,
  | 'id'
  | 'status'
  | 'failure'
  | 'degraded'
  | 'orderType'
  | 'events'
  | 'runs'
  | 'erasing'
  | 'erased'
  | 'createdAt'
  | 'updatedAt'
>;

/** Most bytes of a step id and of a code: a sort key has at most 1,024, and JSON writes some characters as six. */
const FACET_BYTES = 64;

type Facets = readonly [
  kind: Attention['kind'],
  step: string,
  code: string,
  orderType: OrderType,
  since: Attention['since'],
];

/** Returns whether an order needs a person: it failed, is held or lacks a step, and can still be acted on. */
export function needsPerson(order: Pick<OrderRecord, 'status' | 'degraded' | 'erasing' | 'erased'>): boolean {
  const { status, degraded } = order;
  if (isErased(order) || status === 'cancelled') return false;
  return status === 'failed' || status === 'held' || degraded.length > 0;
}

/** Returns what an order needs a person for; undefined if it needs nobody, or nobody can act on it. */
export function attentionOf(order: AttentiveOrder): Attention | undefined {
  const { status, failure, degraded, orderType, events, runs, updatedAt } = order;
  if (!needsPerson(order)) return undefined;
  if (status === 'failed' || status === 'held') {
    const since = runs.at(-1)?.finishedAt ?? updatedAt;
    return { kind: status, step: failure?.step ?? '', code: failure?.code ?? '', orderType, since };
  }
  const step = degraded.at(-1);
  if (step === undefined) return undefined;
  const event = events.findLast(({ type, data }) => type === 'order.degraded' && data?.step === step);
  const code = typeof event?.data?.code === 'string' ? event.data.code : '';
  return { kind: 'degraded', step, code, orderType, since: event?.occurredAt ?? updatedAt };
}

/** Returns the attributes of an order that needs a person; undefined for any other. */
export function attentionAttributes(order: AttentiveOrder): AttentionAttributes | undefined {
  const attention = attentionOf(order);
  if (attention === undefined) return undefined;
  const { kind, step, code, orderType, since } = attention;
  const facets: Facets = [kind, facetOf(step), facetOf(code), orderType, since];
  return {
    attentionShard: attentionShardOf(order.id),
    attention: `${order.createdAt} ${JSON.stringify(facets)}`,
  };
}

/** Returns a step id or a code as the index has it. */
export function facetOf(text: string): string {
  return firstBytes(text, FACET_BYTES);
}

/** Returns when the order of an index key was submitted, and what it needs. @param text as written by `attentionAttributes` */
export function readAttention(text: string): { readonly createdAt: string; readonly attention: Attention } {
  const space = text.indexOf(' ');
  const [kind, step, code, orderType, since] = JSON.parse(text.slice(space + 1)) as Facets;
  return { createdAt: text.slice(0, space), attention: { kind, step, code, orderType, since } };
}
