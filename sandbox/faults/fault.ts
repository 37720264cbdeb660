import * as z from 'zod';
import { DECLINE_NAMES, type DeclineName } from './declines.ts';

/** Every fault that can be injected. */
export const FAULT_KINDS = [
  'decline',
  '500',
  '503',
  '429',
  '410',
  'slow',
  'hang',
  'reset',
  'drop-after-effect',
  'malformed',
  'lock',
  'concurrency-limit',
  'gateway-timeout',
  'in-progress',
  'conflict',
] as const;

/** A kind of fault. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Faults of Zuora only. */
export const ZUORA_FAULTS = ['lock', 'concurrency-limit', 'gateway-timeout', 'in-progress', 'conflict'] as const;

/** A fault of Zuora that it reports in its own error format. */
export type ZuoraFaultKind = Exclude<(typeof ZUORA_FAULTS)[number], 'conflict'>;

const OPTION_OF: Readonly<
  Record<
    'code' | 'delayMs' | 'retryAfterSeconds' | 'resetSeconds' | 'status' | 'decline' | 'kept',
    readonly FaultKind[]
  >
> = {
  code: ['decline'],
  delayMs: ['slow'],
  retryAfterSeconds: ['429', '503', 'concurrency-limit'],
  resetSeconds: ['429'],
  status: ['decline', '500'],
  decline: ['decline'],
  kept: ['500', '503', '429'],
};

const ZUORA_OPTIONS = ['decline', 'kept', 'resetSeconds'] as const;

const STATUS_RANGE: Partial<Record<FaultKind, readonly [number, number]>> = { decline: [400, 499], '500': [500, 599] };

/** Body of `POST /__faults`. Unknown keys, and options that do not apply to the fault, are errors. */
export const faultRequestSchema = z
  .strictObject({
    partner: z.string(),
    /** Prefix of the path below the partner's own. @default every path except the token's */
    path: z.string().startsWith('/').optional(),
    fault: z.enum(FAULT_KINDS),
    /** How many requests the fault hits. */
    times: z.number().int().positive().optional(),
    /** How long the fault lasts from now, in seconds, instead of `times`: an outage. */
    forSeconds: z.number().positive().max(86_400).optional(),
    /** Share of the requests that the fault hits, evenly spread. @default 1 */
    share: z.number().positive().max(1).optional(),
    /** Milliseconds before a slow answer. @default 3000 */
    delayMs: z.number().int().min(0).max(600_000).optional(),
    /** Sent as `Retry-After`, in seconds. */
    retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
    /** Sent by Zuora as `ratelimit-reset`, in seconds, instead of `Retry-After`. */
    resetSeconds: z.number().int().min(0).max(86_400).optional(),
    /** Error code of the partner, e.g. `UNABLE_TO_LOCK_ROW`. Only Salesforce has a table of codes. @default the partner's choice */
    code: z.string().optional(),
    /** HTTP status to send instead of the partner's usual one. */
    status: z.number().int().optional(),
    /** Which answer of a payment gateway Zuora passes on. @default do_not_honor */
    decline: z.enum(DECLINE_NAMES).optional(),
    /** Whether Zuora stores the answer under the idempotency key, so that repeats get it too. @default false */
    kept: z.boolean().optional(),
  })
  .superRefine((request, context) => {
    if ((request.times === undefined) === (request.forSeconds === undefined)) {
      const message = 'give either times or forSeconds: how many requests the fault hits, or how long it lasts';
      context.addIssue({ code: 'custom', path: ['times'], message });
    }
    const isOfZuora = ZUORA_FAULTS.some((fault) => fault === request.fault);
    const ofZuora = isOfZuora ? 'fault' : ZUORA_OPTIONS.find((option) => request[option] !== undefined);
    if (ofZuora !== undefined && request.partner !== 'zuora') {
      const message = `is for partner zuora only, not for "${request.partner}"`;
      context.addIssue({ code: 'custom', path: [ofZuora], message });
    }
    for (const [option, faults] of Object.entries(OPTION_OF)) {
      const value = request[option as keyof typeof OPTION_OF];
      if (value === undefined || faults.includes(request.fault)) continue;
      const message = `applies to fault ${faults.join(' or ')} only: remove it from fault "${request.fault}"`;
      context.addIssue({ code: 'custom', path: [option], message });
    }
    const range = STATUS_RANGE[request.fault];
    if (request.status === undefined || range === undefined) return;
    if (request.status >= range[0] && request.status <= range[1]) return;
    const message = `expected ${range[0]} to ${range[1]} for fault "${request.fault}", received ${request.status}`;
    context.addIssue({ code: 'custom', path: ['status'], message });
  });

/** A valid request for a fault. */
export type FaultRequest = z.infer<typeof faultRequestSchema>;

/** A pending fault. */
export interface Fault extends FaultRequest {
  readonly id: string;
}

/** Faults that the partner reports in its own error format. */
export type AnsweredFaultKind = Extract<FaultKind, 'decline' | '500' | '503' | '429' | '410'>;

/** A fault for the partner to report. */
export interface AnsweredFault<Kind = AnsweredFaultKind> {
  readonly fault: Kind;
  /** Path of the request that the fault hit, below the partner's own. */
  readonly requestPath: string;
  readonly code?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly resetSeconds?: number | undefined;
  readonly status?: number | undefined;
  readonly decline?: DeclineName | undefined;
}
