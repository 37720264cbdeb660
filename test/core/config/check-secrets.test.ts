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
    ['user and password in a URL', { endpoint: 'https://ada:pw@a.example/' }, 'endpoint'],
    ['a key in the query of a URL', { endpoint: 'https://a.example/?api_key=abc' }, 'endpoint'],
  ])('finds %s', (_, options, path) => {
    expect(checkSecrets(options, ['options'], [])).toEqual([
      { path: `options.${path}`, message: expect.stringMatching(/^A secret in clear: put it in Secrets Manager/) },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a name that begins with the word basic', { recordTypeName: 'Basic Customer' }],
    ['the path of an offer with a telling title', { ratePlans: { '/offers2/Secret Garden Monthly': '8ad0' } }],
    ['a switch about passwords', { resetPassword: false }],
    ['an empty value', { password: '' }],
    ['a URL with a harmless query', { endpoint: 'https://a.example/?source=orders' }],
  ])('leaves %s alone', (_, options) => {
    expect(checkSecrets(options, ['options'], [])).toEqual([]);
  });

  it('leaves a reference alone that the plugin declares, whatever its field is called', () => {
    const options = { signingSecret: 'webhooks/crm-feed' };
    expect(checkSecrets(options, ['options'], ['webhooks/crm-feed'])).toEqual([]);
    expect(checkSecrets(options, ['options'], [])).toHaveLength(1);
  });

  it('refuses a reference that cannot be the name of a secret', () => {
    expect(checkSecrets({ connection: '{"clientId":1}' }, ['options'], ['{"clientId":1}'])).toEqual([
      { path: 'options.connection', message: expect.stringMatching(/^Expected the name of a secret/) },
    ]);
  });

  it('finds a value that is a secret by its form even where a reference belongs', () => {
    expect(checkSecrets({ connection: 'whsec_abc' }, ['options'], ['whsec_abc'])).toHaveLength(1);
  });
});
