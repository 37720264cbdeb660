import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { readWebhookCredentials, webhookHeaders } from '../../../lambdas/webhook-sender/webhook-credentials.ts';
import { SIGNING_KEY } from './webhook-world.ts';

const OLD_KEY = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const NOW = new Date();
const MESSAGE = { id: 'order-1-1-crm', legacyName: undefined, body: '{"type":"order.submitted"}' };

const read = (fields: Readonly<Record<string, string>>, which: 'signingSecret' | 'basicAuth' = 'signingSecret') =>
  readWebhookCredentials({ [which]: 'webhooks/crm' }, async () => fields);

describe('the signing secret of a webhook', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['two fields', { current: SIGNING_KEY, previous: OLD_KEY }],
    ['one text with both', { value: `${SIGNING_KEY} ${OLD_KEY}` }],
  ])('can contain two keys as %s, and receivers can verify either', async (_, fields) => {
    const credentials = await read(fields);
    expect(credentials.signingKeys).toEqual([SIGNING_KEY, OLD_KEY]);
    const headers = webhookHeaders(MESSAGE, credentials, NOW);
    for (const key of [SIGNING_KEY, OLD_KEY]) expect(new Webhook(key).verify(MESSAGE.body, headers)).toBeDefined();
    const stranger = new Webhook(`whsec_${Buffer.alloc(24, 7).toString('base64')}`);
    expect(() => stranger.verify(MESSAGE.body, headers)).toThrow('No matching signature');
  });

  it('can contain one key, even twice', async () => {
    expect((await read({ signingSecret: SIGNING_KEY })).signingKeys).toEqual([SIGNING_KEY]);
    expect((await read({ current: SIGNING_KEY, previous: SIGNING_KEY })).signingKeys).toEqual([SIGNING_KEY]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['an empty text', { value: ' ' }],
    ['a key that is too short', { value: 'whsec_c2hvcnQ=' }],
    ['a key without its prefix', { value: SIGNING_KEY.slice(6) }],
    ['one good and one bad key', { current: SIGNING_KEY, previous: 'old' }],
  ])('is rejected if it contains %s, without its value in the message', async (_, fields) => {
    const error: unknown = await read(fields).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'WebhookSecretInvalid', message: expect.stringContaining('webhooks/crm') });
    expect(String(error)).not.toContain(SIGNING_KEY.slice(6));
  });
});

describe('the login of a webhook', () => {
  it('is sent as basic auth, without a signature', async () => {
    const credentials = await read({ username: 'orders', password: 'geheim: ü' }, 'basicAuth');
    const headers = webhookHeaders({ ...MESSAGE, legacyName: 'Error' }, credentials, NOW);
    expect(headers).toMatchObject({
      authorization: `Basic ${Buffer.from('orders:geheim: ü').toString('base64')}`,
      'x-order-webhook': 'Error',
    });
    expect(headers).not.toHaveProperty('webhook-signature');
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['username', { password: 'p' }],
    ['password', { username: 'u' }],
  ])('is rejected without a %s', async (missing, fields) => {
    await expect(read(fields, 'basicAuth')).rejects.toThrow(`found no ${missing}`);
  });
});
