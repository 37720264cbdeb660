import { describe, expect, it } from 'vitest';
import { problemsOf, STEPS, tenantFile } from '../test-catalog.ts';

const problemsWith = (host: string) => problemsOf(tenantFile({ outbound: { basicAuth: { [host]: 'auth/a' } } }));

describe('a host with basic auth', () => {
  it.each(['warehouse.example.org', 'localhost', '127.0.0.1', '[::1]', '[2001:db8::1]', 'xn--bcher-kva.example'])(
    'may be %s, as in a URL',
    (host) => {
      expect(new URL(`https://${host}:8443/orders`).hostname).toBe(host);
      const postProcessOrder = [{ ...STEPS.callout, options: { endpoint: `https://${host}:8443/orders` } }];
      expect(problemsOf(tenantFile({ postProcessOrder, outbound: { basicAuth: { [host]: 'auth/a' } } }))).toEqual([]);
    },
  );

  it.each([
    ['with a port', '127.0.0.1:4502'],
    ['that is a wildcard', '*.example.org'],
    ['in upper case', 'Warehouse.Example.org'],
    ['with a trailing dot', 'warehouse.example.org.'],
    ['that is a URL', 'https://warehouse.example.org'],
    ['with letters that a URL would encode', 'bücher.example'],
    ['that is IPv6 without brackets', '2001:db8::1'],
    ['that is IPv6 in a long form', '[2001:db8:0:0::1]'],
    ['that is IPv4 in a short form', '127.1'],
    ['that is not an address', '[1::2::3]'],
    ['that is empty', ''],
  ])('is rejected %s', (_, host) => {
    expect(problemsWith(host)).toEqual([
      {
        path: `outbound.basicAuth[${JSON.stringify(host)}]`,
        message: expect.stringMatching(/Expected one exact host, such as.*found ".*": use lower case/),
      },
    ]);
  });
});
