import { randomBytes, randomUUID } from 'node:crypto';

/** The trace of an order, as the headers of W3C Trace Context describe it. Only a name: nothing is decided by it. */
export interface Trace {
  /** 32 hex digits, not all 0. */
  readonly id: string;
  /** The flags to send, two hex digits. */
  readonly flags: string;
  /** The value of `tracestate`, which belongs to the tracing systems of the caller; absent if there is none. */
  readonly state?: string;
}

/** What names the trace of an order: the trace that its caller was in, or else its own id. */
export interface Traced {
  /** Id of the order. */
  readonly id: string;
  readonly trace?: Trace;
}

/** Version, trace, parent, flags; a later version may have more. */
const TRACEPARENT =
  /^(?!ff)(?<version>[0-9a-f]{2})-(?<id>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-.*)?$/;
const ZEROS = /^0+$/;

/** The flags that version 00 defines: sampled, and random trace id. All others are sent as 0. */
const KNOWN_FLAGS = 0b11;

/** Every order is recorded, in its process events. */
const SAMPLED = '01';
const SAMPLED_AND_RANDOM = '03';

const MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MAX_MEMBERS = 32;
const MAX_STATE_LENGTH = 512;
const LONG_MEMBER = 128;

/**
 * Returns the trace that the headers of a request continue; undefined if there is none or `traceparent` is invalid, so that a new one
 * starts. An invalid `tracestate` is dropped; a long one loses whole entries.
 *
 * Source: W3C Trace Context, Level 2, "Versioning of traceparent", "tracestate Limits" and "A traceparent is Received".
 *
 * @param headers names in lower case; several of one name joined by commas
 */
export function parseTrace(headers: Readonly<Record<string, string | undefined>>): Trace | undefined {
  const { id = '', parent = '', flags = '', version, more } = TRACEPARENT.exec(headers.traceparent ?? '')?.groups ?? {};
  if (version === undefined || ZEROS.test(id) || ZEROS.test(parent)) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const known = Number.parseInt(flags, 16) & KNOWN_FLAGS;
  const state = parseState(headers.tracestate ?? '');
  return { id, flags: known.toString(16).padStart(2, '0'), ...(state !== '' && { state }) };
}

function parseState(text: string): string {
  const members = text
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  if (members.length > MAX_MEMBERS || !members.every((member) => MEMBER.test(member))) return '';
  if (members.join(',').length <= MAX_STATE_LENGTH) return members.join(',');
  const kept = members.filter(({ length }) => length <= LONG_MEMBER);
  while (kept.join(',').length > MAX_STATE_LENGTH) kept.pop();
  return kept.join(',');
}

/** Returns the trace of an order: that of its caller, or else a new one, named by the 32 hex digits of the order's id. */
export function traceOf({ id, trace }: Traced): Trace {
  return trace ?? { id: id.replace(/^order-/, ''), flags: SAMPLED };
}

/** Starts a trace with a random id. */
export function newTrace(): Trace {
  return { id: randomBytes(16).toString('hex'), flags: SAMPLED_AND_RANDOM };
}

/** Returns the headers of a request in a trace, each time with a parent id of its own: 16 random hex digits. */
export function traceHeaders({ id, flags, state }: Trace): {
  readonly traceparent: string;
  readonly tracestate?: string;
} {
  // Of a UUID, for which Node keeps random bytes ready: eight other ones take longer than the rest of a request's headers.
  const uuid = randomUUID();
  const parent = `${uuid.slice(0, 8)}${uuid.slice(-8)}`;
  return { traceparent: `00-${id}-${parent}-${flags}`, ...(state !== undefined && { tracestate: state }) };
}
