import { header } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';

/** What an effect is known by: the idempotency key, else the caller's track id, else the natural key. */
export const effectKey = ({ idempotencyKey, request }: Call, naturalKey: string): string =>
  idempotencyKey ?? header(request, 'zuora-track-id') ?? naturalKey;
