import { describe, expect, it } from 'vitest';
import { redactUrl } from '../../../core/redact/redact-url.ts';

const GONE = '[redacted]';

describe('redactUrl', () => {
  it.each([
    'https://rest.zuora.com/v1/orders',
    'https://example.org:8443/a%20b?expand=a%2Cb&country=GB&state=open#top',
    'https://example.org/?countryCode=GB&keyword=shop&design=2&monkey=3',
    'https://example.org/orders/order-0d6a1e5c9f2b47d38a1c55e0b9d7f314?page=2',
    'http://127.0.0.1:3100/zuora/v1/orders?',
  ])('keeps %s', (url) => {
    expect(redactUrl(url, { secretValues: [] })).toBe(url.replace(/\?$/, ''));
  });

  it.each([
    ['https://user:pass@example.org/a', 'https://example.org/a'],
    ['https://example.org/?api_key=k1&v=1', `https://example.org/?api_key=${GONE}&v=1`],
    ['https://example.org/?a=b%26c&access_token=k1', `https://example.org/?a=b%26c&access_token=${GONE}`],
    ['https://example.org/?api%5Fkey=k1', `https://example.org/?api_key=${GONE}`],
    [
      'https://example.org/invoke?sp=%2Frun&sv=1.0&sig=a-b_c%3D',
      `https://example.org/invoke?sp=%2Frun&sv=1.0&sig=${GONE}`,
    ],
    ['https://example.org/api/orders?code=k1%3D%3D', `https://example.org/api/orders?code=${GONE}`],
    ['https://example.org/v1?key=AIza1', `https://example.org/v1?key=${GONE}`],
    ['https://example.org/?subscription-key=k1', `https://example.org/?subscription-key=${GONE}`],
    [
      'https://example.org/?X-Amz-Credential=k1&X-Amz-Signature=k2&X-Amz-Expires=60',
      `https://example.org/?X-Amz-Credential=${GONE}&X-Amz-Signature=${GONE}&X-Amz-Expires=60`,
    ],
    ['/next?v=1&sig=k1', `/next?v=1&sig=${GONE}`],
    ['https://example.org/users/ada@münchen.de/orders', `https://example.org/users/${GONE}/orders`],
    ['https://example.org/users/ren%C3%A9%40example.org', `https://example.org/users/${GONE}`],
    ['https://example.org/?email=a%40b.co&postalCode=LS1', `https://example.org/?email=${GONE}&postalCode=${GONE}`],
    ['https://example.org/?q=mail%20a%40b.co', `https://example.org/?q=mail%20${GONE}`],
    ['https://example.org/users/ada%40example.org', `https://example.org/users/${GONE}`],
    ['https://example.org/hooks/s3cret-path', `https://example.org/hooks/${GONE}`],
    ['https://example.org/#access_token=k1', `https://example.org/#access_token=${GONE}`],
    [
      "https://example.org/query?q=WHERE%20LastName%20%3D%20'Byrne'",
      `https://example.org/query?q=WHERE%20LastName%20%3D%20'${GONE}'`,
    ],
    ['not a URL, token=k1', `not a URL, token=${GONE}`],
  ])('redacts %s', (url, expected) => {
    expect(redactUrl(url, { secretValues: ['s3cret-path'] })).toBe(expected);
  });
});
