import { describe, expect, it } from 'vitest';
import { signalOf } from '../../../core/connections/attempt-signal.ts';
import type { AttemptError } from '../../../core/order/order-record.ts';
import type { Callout } from '../../../core/plugin/plugin-http.ts';

function callout(status: number | null): Callout {
  return {
    method: 'POST',
    endpoint: 'https://billing.example.org/orders',
    timestamp: '2026-03-02T09:30:00.000Z',
    durationMs: 5,
    request: { headers: {}, body: null },
    response: status === null ? null : { status, headers: {}, body: null },
    error: status === null ? 'connect ECONNREFUSED' : null,
  };
}

function error(name: string, retryAfterSeconds?: number): AttemptError {
  return { name, code: 'c', message: 'm', publicMessage: 'p', ...(retryAfterSeconds && { retryAfterSeconds }) };
}

describe('what an attempt says about its connection', () => {
  it.each([
    ['a request that was not sent', null, error('PluginTransient'), 'outage'],
    ['a request without a reply', null, error('PluginOutcomeUnknown'), 'outage'],
    ['502', 502, error('PluginOutcomeUnknown'), 'outage'],
    ['503', 503, error('PluginTransient'), 'outage'],
    ['504', 504, error('PluginOutcomeUnknown'), 'outage'],
    ['429 for a while', 429, error('PluginTransient', 5), 'answered'],
    ['429 for long', 429, error('PluginTransient', 60), 'outage'],
    ['an internal error', 500, error('PluginOutcomeUnknown'), 'answered'],
    ['lock contention', 200, error('PluginTransient'), 'answered'],
    ['a decline', 200, error('PluginDeclined'), 'answered'],
    ['a bad request', 400, error('PluginFailed'), 'answered'],
    ['wrong credentials', 401, error('PluginFailed'), 'answered'],
    ['a host that is not allowed', null, error('PluginFailed'), 'none'],
    ['success', 200, undefined, 'answered'],
  ] as const)('%s', (_, status, failed, signal) => {
    expect(signalOf({ callouts: [callout(status)], ...(failed && { error: failed }) })).toBe(signal);
  });

  it('nothing, if nothing was sent', () => {
    expect(signalOf({ error: error('PluginTransient') })).toBe('none');
    expect(signalOf({ callouts: [] })).toBe('none');
  });

  it('is said by the last request', () => {
    expect(signalOf({ callouts: [callout(200), callout(null)], error: error('PluginTransient') })).toBe('outage');
    expect(signalOf({ callouts: [callout(503), callout(200)] })).toBe('answered');
  });
});
