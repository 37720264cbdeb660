import type { PartnerName } from '../state/effect.ts';

/** Every way in which a partner can be made to misbehave. */
export const FAULT_KINDS = [
  'decline',
  '500',
  '503',
  '429',
  '410',
  'slow',
  'hang',
  'drop-after-effect',
  'malformed',
] as const;

/** One way to misbehave. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that waits for the requests it is for. */
export interface Fault {
  readonly id: string;
  readonly partner: PartnerName;
  /** Only requests whose path, after the partner's own part, begins with this. */
  readonly path?: string | undefined;
  readonly fault: FaultKind;
  /** How many requests it hits in all. */
  readonly times: number;
  /** Milliseconds until a slow answer. */
  readonly delayMs?: number | undefined;
  /** Sent as `Retry-After`, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  /** Another HTTP status than the partner's usual one. */
  readonly status?: number | undefined;
}

/** The faults that are an answer in the partner's own words. */
export type AnsweredFaultKind = Extract<FaultKind, 'decline' | '500' | '503' | '429' | '410'>;

/** What a partner needs to know to put a fault into its own words. */
export interface AnsweredFault {
  readonly fault: AnsweredFaultKind;
  readonly retryAfterSeconds?: number | undefined;
  readonly status?: number | undefined;
}
