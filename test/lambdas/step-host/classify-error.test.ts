import { describe, expect, it } from 'vitest';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import { EvaluationUnavailable } from '../../../core/expression/evaluation-unavailable.ts';
import { ExpressionInvalid } from '../../../core/expression/expression-invalid.ts';
import { type Callout, CalloutForbidden, CalloutNoReply, CalloutNotSent } from '../../../core/plugin/plugin-http.ts';
import { attemptErrorOf, classifyError, publicErrorOf } from '../../../lambdas/step-host/classify-error.ts';

/** A recorded callout; without a status there was no reply. */
function callout(method: string, status?: number, body: Callout['request']['body'] = null): Callout {
  return {
    method,
    endpoint: 'https://partner.example.org/orders',
    timestamp: '2026-03-02T09:30:00.000Z',
    durationMs: 5,
    request: { headers: {}, body },
    response: status === undefined ? null : { status, headers: {}, body: null },
    error: status === undefined ? 'no reply' : null,
  };
}

const TOKEN = callout('POST', 200, { grant_type: 'client_credentials', client_secret: '[redacted]' });
const bug = new TypeError('x is undefined');
const notSent = new CalloutNotSent('ECONNREFUSED');
const forbidden = new CalloutForbidden('169.254.169.254');
const lostRead = new CalloutNoReply('reset', { safe: true });
const lostWrite = new CalloutNoReply('reset', { safe: false });

describe('classifyError', () => {
  it.each([
    ['a bug before any request', bug, [], 'PluginFailed'],
    ['a bug after a read', bug, [callout('GET', 200)], 'PluginFailed'],
    ['a bug after a token', bug, [TOKEN], 'PluginFailed'],
    ['a bug after a rejected write', bug, [callout('POST', 400)], 'PluginFailed'],
    ['a bug after a write', bug, [callout('POST', 200)], 'PluginOutcomeUnknown'],
    ['a bug after a write that ended in a 500', bug, [callout('POST', 500)], 'PluginOutcomeUnknown'],
    ['a bug after a write that timed out there', bug, [callout('POST', 408)], 'PluginOutcomeUnknown'],
    ['a bug after a write without a reply', bug, [callout('DELETE')], 'PluginOutcomeUnknown'],
    ['a request that was not sent', notSent, [callout('POST')], 'PluginTransient'],
    ['a request not sent after a token', notSent, [TOKEN, callout('POST')], 'PluginTransient'],
    ['a request not sent after a write', notSent, [callout('POST', 201), callout('POST')], 'PluginOutcomeUnknown'],
    ['a forbidden request', forbidden, [callout('POST')], 'PluginFailed'],
    ['a forbidden request after a write', forbidden, [callout('POST', 201), callout('GET')], 'PluginOutcomeUnknown'],
    ['a lost reply to a read', lostRead, [callout('GET')], 'PluginTransient'],
    ['a lost reply to a read after a write', lostRead, [callout('PUT', 200), callout('GET')], 'PluginOutcomeUnknown'],
    ['a lost reply to a write', lostWrite, [callout('POST')], 'PluginOutcomeUnknown'],
    ['a lost reply to a write that is not recorded', lostWrite, [], 'PluginOutcomeUnknown'],
    ['an expression', new ExpressionInvalid('no'), [], 'PluginFailed'],
    ['an evaluation that could not start', new EvaluationUnavailable('no'), [], 'PluginTransient'],
    ['a value that is not an error', 'text', [], 'PluginFailed'],
  ] as const)('calls %s what it is', (_, error, callouts, name) => {
    const classified = classifyError(error, callouts);
    expect(classified).toMatchObject({ name, cause: error });
    expect(classified.message).toContain(error instanceof Error ? error.message : error);
  });

  it.each([
    new PluginDeclined('no', 'No.'),
    new PluginFailed('failed'),
    new PluginTransient('429', { retryAfterSeconds: 3 }),
    new PluginOutcomeUnknown('?'),
  ])('keeps $name as the plugin threw it', (error) => {
    expect(classifyError(error, [callout('POST', 200)])).toBe(error);
  });
});

describe('publicErrorOf', () => {
  it.each([
    new PluginDeclined('card_declined', 'Your card was declined.', { message: 'code 51' }),
    new PluginFailed('401 for password', { code: 'connection_refused' }),
    new PluginTransient('503 from host', { retryAfterSeconds: 7 }),
    new PluginOutcomeUnknown('half done, 503', { retryAfterSeconds: 7 }),
  ])('exposes the name and the public part of $name, but not the details', (error) => {
    const recorded = attemptErrorOf(error);
    const leaving = publicErrorOf(recorded);
    expect(leaving).toMatchObject({ name: error.name, code: error.code, publicMessage: error.publicMessage });
    expect(leaving.message).toBe(`${error.code}: ${error.publicMessage}`);
    expect(recorded.retryAfterSeconds).toBe('retryAfterSeconds' in error ? 7 : undefined);
  });

  it('turns an error with an unknown name into PluginFailed', () => {
    const error = { name: 'Other', code: 'c', message: 'm', publicMessage: 'p' };
    expect(publicErrorOf(error)).toMatchObject({ name: 'PluginFailed', code: 'c' });
  });
});
