import { describe, expect, it } from 'vitest';
import { checkSecrets } from '../../../core/config/check-secrets.ts';
import type { JsonObject } from '../../../core/json.ts';

describe('checkSecrets', () => {
  it.each<[string, JsonObject, string]>([
    ['a password by its field', { password: 'hunter2' }, 'password'],
    ['a key by its field', { api_key: 'abc' }, 'api_key'],
    ['a token by its field', { accessToken: 'abc' }, 'accessToken'],
    ['a secret that is a number', { passphrase: 4711 }, 'passphrase'],
    ['a secret in a list', { apiKeys: ['abc'] }, 'apiKeys[0]'],
    ['a secret below its field', { credentials: { user: 'ada' } }, 'credentials.user'],
    ['an authorization header', { headers: { Authorization: 'x' } }, 'headers.Authorization'],
    ['a bearer token', { header: 'Bearer 0123456789abcdef' }, 'header'],
    ['basic auth', { header: `Basic ${btoa('ada:lovelace')}` }, 'header'],
    ['a key of a payment provider', { value: `sk_${'live'}_0123456789` }, 'value'],
    ['an access key of AWS', { value: `AKIA${'0123456789ABCDEF'}` }, 'value'],
    ['a JSON web token', { value: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.' }, 'value'],
    ['a private key', { value: '-----BEGIN EC PRIVATE KEY-----' }, 'value'],
  ])('finds %s', (_, options, path) => {
    expect(checkSecrets(options, ['options'], [])).toEqual([
      { path: `options.${path}`, message: expect.stringMatching(/^Secret in plain text: create a secret/) },
    ]);
  });

  it.each([
    ['https://ada:pw@a.example/', 'user and password'],
    ['https://ada@a.example/', 'user and password'],
    ['https://a.example/?api_key=abc', '"api_key"'],
    ['https://a.example/workflows/1/invoke?api-version=2016-10-01&sp=%2Frun&sv=1.0&sig=abc', '"sig"'],
    ['https://a.example/api/orders?code=abc%3D%3D', '"code"'],
    ['https://a.example/v1/orders?key=AIzaabc', '"key"'],
    ['https://a.example/?apikey=abc', '"apikey"'],
    ['https://a.example/?subscription-key=abc', '"subscription-key"'],
    ['https://a.example/?X-Amz-Credential=abc&x-amz-signature=abc', '"X-Amz-Credential", "x-amz-signature"'],
    ['https://a.example/?access_token=abc', '"access_token"'],
    ['https://a.example/?token=abc', '"token"'],
    ['https://a.example/?a=b&signature=abc', '"signature"'],
    ['https://a.example/requests/{idempotencyKey}?key=abc', '"key"'],
    ['https://a.example/requests?key={idempotencyKey}abc', '"key"'],
  ])('finds the secret in the URL %s, and says what to do instead', (endpoint, found) => {
    expect(checkSecrets({ endpoint }, ['options'], [])).toEqual([
      {
        path: 'options.endpoint',
        message: `Expected a URL without a secret, found ${found}: URLs are stored in definitions and records. Use basic auth and name its secret in outbound.basicAuth, or in the basicAuth of a webhook.`,
      },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a name that begins with the word basic', { recordTypeName: 'Basic Customer' }],
    ['the path of an offer with "Secret" in its title', { ratePlans: { '/offers2/Secret Garden Monthly': '8ad0' } }],
    ['a switch about passwords', { resetPassword: false }],
    ['an empty value', { password: '' }],
    ['a URL with a harmless query', { endpoint: 'https://a.example/?source=orders' }],
    ['a URL with a country code', { endpoint: 'https://a.example/?countryCode=GB&keyword=shop&design=2' }],
    ['a URL with an empty key', { endpoint: 'https://a.example/?key=' }],
    ['a URL with the idempotency key as a parameter', { statusUrl: 'https://a.example/requests?key={idempotencyKey}' }],
  ])('leaves %s alone', (_, options) => {
    expect(checkSecrets(options, ['options'], [])).toEqual([]);
  });

  it('accepts a reference that the plugin declares, under any field name', () => {
    const options = { signingSecret: 'webhooks/crm-feed' };
    expect(checkSecrets(options, ['options'], ['webhooks/crm-feed'])).toEqual([]);
    expect(checkSecrets(options, ['options'], [])).toHaveLength(1);
  });

  it('rejects a reference that cannot be the name of a secret', () => {
    expect(checkSecrets({ connection: '{"clientId":1}' }, ['options'], ['{"clientId":1}'])).toEqual([
      { path: 'options.connection', message: expect.stringMatching(/^Expected the name of a secret/) },
    ]);
  });

  it('finds a value that has the form of a secret, even instead of a reference', () => {
    expect(checkSecrets({ connection: 'whsec_abc' }, ['options'], ['whsec_abc'])).toHaveLength(1);
  });
});
