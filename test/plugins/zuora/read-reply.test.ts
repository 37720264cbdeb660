import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import { readReply } from '../../../plugins/zuora/api/read-reply.ts';
import { TEST_NOW } from '../../helpers/plugin-context.ts';

const INFO = { doing: 'create the order', order: {}, now: TEST_NOW };
const read = (status: number, body: JsonValue, headers: Readonly<Record<string, string>> = {}) =>
  readReply({ status, headers, body }, z.object({ number: z.string() }), INFO);
const rejection = (code: number, message = 'Refused.') => ({ success: false, reasons: [{ code, message }] });
const DECLINED = 'Transaction declined.402 - [card_error/card_declined] Your card was declined.';

describe('an answer from Zuora', () => {
  it.each([
    [30, DECLINED, [200, 400, 409], { kind: 'rejected', error: { name: 'PluginDeclined', code: 'card_declined' } }],
    [30, 'The payment has failed.', [200, 400], { kind: 'rejected', error: { name: 'PluginDeclined' } }],
    [20, 'The value is not valid.', [200, 400], { kind: 'rejected', error: { name: 'PluginFailed' }, missing: false }],
    [40, 'Cannot find entity.', [200, 404], { kind: 'rejected', error: { name: 'PluginFailed' }, missing: true }],
    [50, 'Lock competition', [200, 409], { kind: 'rejected', error: { name: 'PluginTransient' } }],
    [60, 'Internal error.', [200, 500], { kind: 'unknown', error: { code: 'outcome_unknown' }, isFinal: false }],
    [61, 'Temporary error.', [200, 500], { kind: 'rejected', error: { name: 'PluginTransient' } }],
    [
      99,
      'The payment gateway timed out; payment failed.',
      [200, 500, 503],
      { kind: 'unknown', error: { code: 'effect_unconfirmed' }, isFinal: true },
    ],
    [99, DECLINED, [200, 500], { kind: 'rejected', error: { name: 'PluginDeclined' } }],
  ])('has the same meaning for category %i whatever the status: %s', (category, message, statuses, expected) => {
    for (const status of statuses)
      expect(read(status, rejection(58730000 + category, message))).toMatchObject(expected);
  });

  const gateway = (text: string) => `[GatewayTransactionError] Transaction declined.${text}`;
  it.each([
    ['402 - [card_error/card_declined/do_not_honor] Your card was declined.', 'card_declined'],
    ['generic_decline - Your card was declined.', 'card_declined'],
    ['402 - [card_error/card_declined/insufficient_funds] Your card has insufficient funds.', 'insufficient_funds'],
    ['Refused - Not enough balance', 'insufficient_funds'],
    ['2001 - Insufficient Funds', 'insufficient_funds'],
    ['402 - [card_error/card_declined/withdrawal_count_limit_exceeded] ', 'insufficient_funds'],
    ['402 - [card_error/expired_card/expired_card] Your card has expired.', 'card_expired'],
    ['2004 - Expired Card', 'card_expired'],
    ["402 - [card_error/incorrect_cvc/incorrect_cvc] Your card's security code is incorrect.", 'card_details_invalid'],
    ['402 - [card_error/incorrect_number] Your card number is incorrect.', 'card_details_invalid'],
    ['CVC Declined - CVC Declined', 'card_details_invalid'],
    ['402 - [card_error/authentication_required] This payment requires authentication.', 'authentication_required'],
    ['Refused - 3D Secure authentication failed', 'authentication_required'],
    ['402 - [card_error/card_declined/lost_card] Your card was declined.', 'card_declined'],
    ['402 - [card_error/card_declined/fraudulent] Your card was declined.', 'card_declined'],
    ['10417 - Instruct the customer to retry using an alternative payment method', 'card_declined'],
  ])('is a decline whatever its category, if the gateway said no: %s', (text, code) => {
    for (const category of [30, 60, 61, 99])
      expect(read(200, rejection(53000000 + category, gateway(text)))).toMatchObject({
        kind: 'rejected',
        error: { name: 'PluginDeclined', code },
      });
  });

  it.each(['Read timed out', 'timeout', 'No response from the gateway', 'connection reset by peer'])(
    'is no decline if the gateway did not answer: %s',
    (text) => {
      for (const category of [60, 99])
        expect(read(200, rejection(53000000 + category, gateway(text)))).toMatchObject({ kind: 'unknown' });
    },
  );

  it('is unclear if one of several reasons is', () => {
    const reasons = [
      { code: 53100030, message: DECLINED },
      { code: 53100099, message: 'No answer from the gateway' },
    ];
    expect(read(200, { success: false, reasons })).toMatchObject({ kind: 'unknown', isFinal: true });
  });

  it('is unclear for a server error with a reason that belongs to 4xx', () => {
    expect(read(502, rejection(53100020))).toMatchObject({ kind: 'unknown' });
    expect(read(410, rejection(50000040))).toMatchObject({ kind: 'rejected', missing: false });
  });

  it.each([
    [{ 'retry-after': '7' }, 7],
    [{ 'ratelimit-reset': '600' }, 600],
    [{ 'ratelimit-reset': '600', 'retry-after': '7' }, 7],
    [{ 'ratelimit-reset': '600', 'ratelimit-remaining': '0' }, 600],
    [{ 'ratelimit-reset': '600', 'ratelimit-remaining': '12' }, undefined],
    [{ 'ratelimit-reset': 'soon' }, undefined],
    [{}, undefined],
  ])('that throttles with %j is retried after %s seconds', (headers, retryAfterSeconds) => {
    for (const body of [null, rejection(58730070, 'The request exceeded the limit.')]) {
      const answer = read(429, body, headers);
      expect(answer).toMatchObject({ kind: 'busy', error: { name: 'PluginTransient', retryAfterSeconds } });
    }
  });

  it('that is unavailable does not wait for the next window of a rate limit that is not exhausted', () => {
    const headers = { 'ratelimit-reset': '60', 'ratelimit-remaining': '49999' };
    for (const sent of [headers, { 'ratelimit-reset': '60' }])
      expect(read(503, null, sent)).toMatchObject({ kind: 'busy', error: { retryAfterSeconds: undefined } });
  });

  it.each([{ 'retry-after': '7' }, { 'ratelimit-reset': '7' }])(
    'with category 70 and status 200 is retried after %j',
    (headers) => {
      const answer = read(200, rejection(58730070), headers);
      expect(answer).toMatchObject({ kind: 'rejected', error: { name: 'PluginTransient', retryAfterSeconds: 7 } });
    },
  );

  it('with status 409 is the first answer if it contains one, and unclear if it does not', () => {
    expect(read(409, { success: true, number: 'O-1' })).toEqual({ kind: 'accepted', value: { number: 'O-1' } });
    for (const body of [null, { success: true }, 'busy']) expect(read(409, body)).toMatchObject({ kind: 'unknown' });
  });

  it('may lack success only if the request reads', () => {
    const reply = { status: 200, headers: {}, body: { number: 'O-1' } };
    const schema = z.object({ number: z.string() });
    expect(readReply(reply, schema, { ...INFO, isRead: true })).toMatchObject({ kind: 'accepted' });
    expect(readReply(reply, schema, INFO)).toMatchObject({ kind: 'unknown' });
    const failed = { ...reply, body: { ...reply.body, success: false } };
    expect(readReply(failed, schema, { ...INFO, isRead: true })).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    [408, 'unknown'],
    [500, 'unknown'],
    [503, 'busy'],
    [422, 'rejected'],
    [404, 'rejected'],
  ])('with status %i and without reasons is %s', (status, kind) => {
    expect(read(status, null)).toMatchObject({ kind });
  });
});
