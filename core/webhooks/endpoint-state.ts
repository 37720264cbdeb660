/** Why an endpoint is disabled. */
export type DisabledReason =
  /** The receiver answered 410, or `webhook-delivery: disable`. */
  | 'gone'
  /** It failed for five days without a success. */
  | 'failing'
  /** An operator disabled it. */
  | 'operator';

/** The state of a webhook's endpoint, in the item `webhook#<name>`. A healthy endpoint has none, or an empty one. */
export interface EndpointState {
  readonly disabled?: { readonly at: string; readonly reason: DisabledReason };
  /** The first failure since the last success. */
  readonly failingSince?: string;
  /** The warnings since then. `percent` is how much of `FAILURE_LIMIT` had passed. */
  readonly warnings?: readonly { readonly percent: number; readonly at: string }[];
  /** Counts the requests of the current window, which starts with a failure. */
  readonly window?: { readonly startedAt: string; readonly requests: number; readonly failures: number };
  /** The circuit breaker. After `openUntil` one request at a time tests the endpoint. */
  readonly breaker?: { readonly openUntil: string; readonly openings: number; readonly probing?: boolean };
  /** The success that ended the latest failures. Successes of a healthy endpoint are not stored. */
  readonly recoveredAt?: string;
  readonly lastFailureAt?: string;
}

/** When the circuit breaker opens, and for how long, in milliseconds. */
export const CIRCUIT_BREAKER = {
  windowMs: 5 * 60_000,
  minimumRequests: 10,
  failureShare: 0.5,
  openMs: 60_000,
  longestOpenMs: 60 * 60_000,
} as const;

/** How long an endpoint may fail before it is disabled, and at which percentages of that time operators are warned. */
export const FAILURE_LIMIT = { limitMs: 5 * 24 * 60 * 60_000, warnAt: [50, 70, 90] } as const;

/** Whether a request may be sent now, and how that changes the endpoint. */
export type Admission =
  | { readonly kind: 'send' }
  | { readonly kind: 'disabled'; readonly reason: DisabledReason }
  | { readonly kind: 'postpone'; readonly seconds: number }
  /** The one request that may test the endpoint after the breaker was open. Store `next` before sending it. */
  | { readonly kind: 'probe'; readonly next: EndpointState };

/**
 * Decides whether a request may be sent.
 *
 * @param probeMs how long the test may take; no other request is sent in the meantime
 */
export function admit(state: EndpointState, now: Date, probeMs: number): Admission {
  if (state.disabled !== undefined) return { kind: 'disabled', reason: state.disabled.reason };
  if (state.breaker === undefined) return { kind: 'send' };
  const openMs = Date.parse(state.breaker.openUntil) - now.getTime();
  if (openMs > 0) return { kind: 'postpone', seconds: Math.ceil(openMs / 1000) };
  return {
    kind: 'probe',
    next: { ...state, breaker: { ...state.breaker, openUntil: after(now, probeMs), probing: true } },
  };
}

/** Returns the state after a success; the same object if nothing changes. */
export function afterSuccess(state: EndpointState, now: Date): EndpointState {
  const { breaker, failingSince, warnings: _, window, ...rest } = state;
  if (breaker === undefined && failingSince === undefined && window === undefined) return state;
  const counted = window === undefined || isOver(window, now) || breaker !== undefined ? undefined : window;
  return {
    ...rest,
    ...(failingSince !== undefined && { recoveredAt: now.toISOString() }),
    ...(counted !== undefined && { window: { ...counted, requests: counted.requests + 1 } }),
  };
}

/** Returns the state after a failure. Opens the breaker, warns or disables the endpoint when due. */
export function afterFailure(state: EndpointState, now: Date): EndpointState {
  const at = now.toISOString();
  const failingSince = state.failingSince ?? at;
  const current = state.window === undefined || isOver(state.window, now) ? undefined : state.window;
  const window = {
    startedAt: current?.startedAt ?? at,
    requests: (current?.requests ?? 0) + 1,
    failures: (current?.failures ?? 0) + 1,
  };
  const breaker = breakerAfter({ ...state, window }, now);
  const percent = (100 * (now.getTime() - Date.parse(failingSince))) / FAILURE_LIMIT.limitMs;
  const given = state.warnings ?? [];
  const due = FAILURE_LIMIT.warnAt.filter(
    (limit) => percent >= limit && given.every((warning) => warning.percent !== limit),
  );
  return {
    ...state,
    failingSince,
    lastFailureAt: at,
    window,
    ...(breaker !== undefined && { breaker }),
    ...(given.length + due.length > 0 && { warnings: [...given, ...due.map((limit) => ({ percent: limit, at }))] }),
    ...(percent >= 100 && state.disabled === undefined && { disabled: { at, reason: 'failing' as const } }),
  };
}

/** Returns the state of a disabled endpoint. An earlier reason stays. */
export function disabledEndpoint(state: EndpointState, reason: DisabledReason, now: Date): EndpointState {
  return state.disabled === undefined ? { ...state, disabled: { at: now.toISOString(), reason } } : state;
}

/** Returns the state after an operator enabled the endpoint: all failures are forgotten. */
export function enabledEndpoint({ recoveredAt, lastFailureAt }: EndpointState): EndpointState {
  return {
    ...(recoveredAt !== undefined && { recoveredAt }),
    ...(lastFailureAt !== undefined && { lastFailureAt }),
  };
}

function breakerAfter({ breaker, window }: EndpointState, now: Date): EndpointState['breaker'] {
  const tripped =
    window !== undefined &&
    window.requests >= CIRCUIT_BREAKER.minimumRequests &&
    window.failures >= window.requests * CIRCUIT_BREAKER.failureShare;
  // A failed test opens the breaker again at once; a request that was running when it opened does not.
  if (breaker === undefined ? !tripped : breaker.probing !== true) return breaker;
  const openings = (breaker?.openings ?? 0) + 1;
  const openMs = Math.min(CIRCUIT_BREAKER.openMs * 2 ** (openings - 1), CIRCUIT_BREAKER.longestOpenMs);
  return { openUntil: after(now, openMs), openings };
}

function isOver({ startedAt }: { readonly startedAt: string }, now: Date): boolean {
  return now.getTime() - Date.parse(startedAt) >= CIRCUIT_BREAKER.windowMs;
}

function after(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}
