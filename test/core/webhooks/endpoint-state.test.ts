import { describe, expect, it } from 'vitest';
import {
  admit,
  afterFailure,
  afterSuccess,
  CIRCUIT_BREAKER,
  disabledEndpoint,
  type EndpointState,
  enabledEndpoint,
  FAILURE_LIMIT,
} from '../../../core/webhooks/endpoint-state.ts';

const START = new Date('2026-03-02T09:30:00.000Z');
const PROBE_MS = 30_000;

function at(milliseconds: number): Date {
  return new Date(START.getTime() + milliseconds);
}

/** The state after a number of failures, a second apart. */
function failures(count: number, from: EndpointState = {}): EndpointState {
  return Array.from({ length: count }).reduce<EndpointState>(
    (state, _, index) => afterFailure(state, at(index * 1000)),
    from,
  );
}

const open = failures(CIRCUIT_BREAKER.minimumRequests);

describe('the circuit breaker of an endpoint', () => {
  it('stays closed below ten requests, and opens at the tenth failure', () => {
    const nine = failures(CIRCUIT_BREAKER.minimumRequests - 1);
    expect(admit(nine, at(9000), PROBE_MS)).toEqual({ kind: 'send' });
    expect(admit(open, at(9000), PROBE_MS)).toEqual({ kind: 'postpone', seconds: 60 });
  });

  it('stays closed while fewer than half of the requests fail', () => {
    const mostlyGood = Array.from({ length: 12 }).reduce<EndpointState>(
      (state) => afterSuccess(state, START),
      failures(1),
    );
    expect(mostlyGood.window).toMatchObject({ requests: 13, failures: 1 });
    const mixed = failures(10, mostlyGood);
    expect(mixed.window).toMatchObject({ requests: 23, failures: 11 });
    expect(mixed.breaker).toBeUndefined();
    expect(failures(11, mostlyGood).breaker).toBeDefined();
  });

  it('starts a new count after five minutes', () => {
    const later = afterFailure(failures(9), at(CIRCUIT_BREAKER.windowMs));
    expect(later.window).toMatchObject({ requests: 1, failures: 1 });
    expect(later.breaker).toBeUndefined();
  });

  it('lets one request test the endpoint when its time is over, and postpones others meanwhile', () => {
    const after = at(9000 + CIRCUIT_BREAKER.openMs);
    const probe = admit(open, after, PROBE_MS);
    if (probe.kind !== 'probe') throw new TypeError('Expected a probe.');
    expect(admit(probe.next, after, PROBE_MS)).toEqual({ kind: 'postpone', seconds: PROBE_MS / 1000 });
    const again = afterFailure(probe.next, at(9000 + CIRCUIT_BREAKER.openMs + 1000));
    expect(admit(again, at(9000 + CIRCUIT_BREAKER.openMs + 1000), PROBE_MS)).toEqual({
      kind: 'postpone',
      seconds: 120,
    });
    expect(admit(afterSuccess(probe.next, after), after, PROBE_MS)).toEqual({ kind: 'send' });
  });

  it('is not opened again by a request that was running when it opened', () => {
    expect(afterFailure(open, at(9500)).breaker).toEqual(open.breaker);
  });

  it('opens for an hour at most', () => {
    const stubborn = { ...open, breaker: { openUntil: START.toISOString(), openings: 20, probing: true } };
    expect(admit(afterFailure(stubborn, START), START, PROBE_MS)).toEqual({ kind: 'postpone', seconds: 3600 });
  });
});

describe('an endpoint that keeps failing', () => {
  const fail = (share: number, from: EndpointState) => afterFailure(from, at(FAILURE_LIMIT.limitMs * share));

  it('causes one warning each at 50, 70 and 90 % of five days, and is then disabled', () => {
    const first = afterFailure({}, START);
    const half = fail(0.5, first);
    expect(fail(0.49, first).warnings).toBeUndefined();
    expect(half.warnings?.map(({ percent }) => percent)).toEqual([50]);
    expect(fail(0.6, half).warnings).toEqual(half.warnings);
    const most = fail(0.95, half);
    expect(most.warnings?.map(({ percent }) => percent)).toEqual([50, 70, 90]);
    expect(most.disabled).toBeUndefined();
    expect(fail(1, most).disabled).toEqual({ at: at(FAILURE_LIMIT.limitMs).toISOString(), reason: 'failing' });
  });

  it('starts again after one success', () => {
    const recovered = afterSuccess(fail(0.9, afterFailure({}, START)), at(FAILURE_LIMIT.limitMs * 0.91));
    expect(recovered).not.toHaveProperty('failingSince');
    expect(recovered).not.toHaveProperty('warnings');
    expect(recovered.recoveredAt).toBe(at(FAILURE_LIMIT.limitMs * 0.91).toISOString());
    expect(fail(1, recovered).disabled).toBeUndefined();
  });
});

describe('the state of an endpoint', () => {
  it('keeps the time of its recovery until it recovers again', () => {
    const recovered = afterSuccess(failures(1), at(1000));
    const later = afterSuccess(recovered, at(2000));
    expect(later.window?.requests).toBe(3);
    expect(later.recoveredAt).toBe(at(1000).toISOString());
    expect(afterSuccess(afterFailure(later, at(3000)), at(4000)).recoveredAt).toBe(at(4000).toISOString());
  });

  it('does not change with a success of a healthy endpoint', () => {
    const healthy: EndpointState = { recoveredAt: START.toISOString() };
    expect(afterSuccess(healthy, at(1))).toBe(healthy);
  });

  it('keeps the first reason for disabling, and forgets everything when enabled', () => {
    const disabled = disabledEndpoint(open, 'operator', START);
    expect(disabledEndpoint(disabled, 'gone', at(1))).toBe(disabled);
    expect(admit(disabled, START, PROBE_MS)).toEqual({ kind: 'disabled', reason: 'operator' });
    expect(enabledEndpoint(disabled)).toEqual({ lastFailureAt: at(9000).toISOString() });
    expect(admit(enabledEndpoint(disabled), START, PROBE_MS)).toEqual({ kind: 'send' });
  });
});
