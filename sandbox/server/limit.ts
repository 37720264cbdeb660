import * as z from 'zod';
import type { Reply } from './exchange.ts';
import type { Route } from './route.ts';

/** At most this many requests in each window of this many seconds. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

/** Requests that share limits. */
export interface LimitClass {
  readonly name: string;
  /** How many requests may run at a time. @default any number */
  readonly concurrency?: number | undefined;
  /** How long a request runs before it counts for `concurrency`, in milliseconds. @default 0 */
  readonly countsAfterMs?: number;
  /** @default any number of requests */
  readonly rates?: readonly RateLimit[] | undefined;
}

/** How much of the limits of its class is left after a request. */
export interface Usage {
  /** Name of the class. */
  readonly of: string;
  /** Absent if the class has no such limit. */
  readonly concurrency?: { readonly limit: number; readonly remaining: number };
  /** The window that is closest to its end of requests, and the seconds until the next one. Absent if the class has no such limit. */
  readonly rate?: {
    readonly limit: RateLimit;
    readonly used: number;
    readonly remaining: number;
    readonly resetSeconds: number;
  };
}

/** A limit that a request exceeds. */
export type LimitKind = 'concurrency' | 'rate';

/** How a partner limits requests. */
export interface PartnerLimits {
  readonly classes: readonly LimitClass[];
  /** Returns the name of the class of an operation. */
  classOf(route: Route): string;
  /** Returns the answer to a request that exceeds a limit. */
  refusal(kind: LimitKind): Reply;
  /** Returns the headers of an answer. */
  headers(usage: Usage, route: Route): Record<string, string>;
}

const rateSchema = z.strictObject({
  requests: z.int().positive(),
  seconds: z.int().positive().max(86_400),
});

/** Body of `PATCH /__limits`: limits for all requests of a partner but those for tokens, beside its own. */
export const limitChangeSchema = z.strictObject({
  partner: z.string(),
  /** How many requests may run at a time; null for no such limit. */
  concurrency: z.int().positive().nullable().optional(),
  /** Limits by window; empty for none. */
  rates: z.array(rateSchema).optional(),
  /** How long each request runs before it takes effect, in milliseconds. */
  latencyMs: z.int().min(0).max(60_000).optional(),
});

/** Changed limits of a partner. */
export type LimitChange = z.output<typeof limitChangeSchema>;
