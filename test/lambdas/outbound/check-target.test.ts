import { describe, expect, it } from 'vitest';
import { CalloutForbidden } from '../../../core/plugin/plugin-http.ts';
import { checkTarget } from '../../../lambdas/outbound/check-target.ts';

const NOT_HTTPS = /Expected an https URL/;
const ADDRESS = /Expected a public address for .*, found .*refused before it is dialled/;
const THIS_MACHINE = /, which is this machine: start it with LOCAL_HOSTS=.*:\d+\./;
const NO_URL = /Expected an absolute URL/;

const FORBIDDEN: readonly (readonly [url: string, message: RegExp])[] = [
  ['http://example.org/', NOT_HTTPS],
  ['http://8.8.8.8/', NOT_HTTPS],
  ['http://127.0.0.1:3100/', THIS_MACHINE],
  ['HTTP://EXAMPLE.ORG/', NOT_HTTPS],
  ['ftp://example.org/', NOT_HTTPS],
  ['file:///etc/passwd', NOT_HTTPS],
  ['data:text/plain,hello', NOT_HTTPS],
  ['javascript:alert(1)', NOT_HTTPS],
  ['gopher://example.org:25/', NOT_HTTPS],
  ['ws://example.org/', NOT_HTTPS],
  ['blob:https://example.org/1', NOT_HTTPS],
  ['', NO_URL],
  ['example.org/orders', NO_URL],
  ['//example.org/orders', NO_URL],
  ['/orders', NO_URL],
  ['https://', NO_URL],
  ['https://exa mple.org/', NO_URL],
  ['https://[fe80::1%25eth0]/', NO_URL],
  ['https://[fe80::1%eth0]/', NO_URL],
  ['https://256.256.256.256/', NO_URL],
  ['https://example.org:65536/', NO_URL],
  ['https://example.org:0/', /Expected a port from 1 to 65535/],
  ['https://user:pass@example.org/', /without user name and password/],
  ['https://user@example.org/', /without user name and password/],
  ['https://:pass@example.org/', /without user name and password/],
  ['https://example.org@127.0.0.1/', /without user name and password/],
  ['https://127.0.0.1/', THIS_MACHINE],
  ['https://127.0.0.1./', THIS_MACHINE],
  ['https://127.1/', THIS_MACHINE],
  ['https://2130706433/', THIS_MACHINE],
  ['https://0x7f000001/', THIS_MACHINE],
  ['https://0x7f.1/', THIS_MACHINE],
  ['https://0177.0.0.1/', THIS_MACHINE],
  ['https://017700000001/', THIS_MACHINE],
  ['https://%31%32%37.0.0.1/', THIS_MACHINE],
  ['https://127。0。0。1/', THIS_MACHINE],
  ['https://①②⑦.0.0.1/', THIS_MACHINE],
  ['https://0/', ADDRESS],
  ['https://0.0.0.0/', ADDRESS],
  ['https://10.1.2.3/', ADDRESS],
  ['https://100.64.0.1/', ADDRESS],
  ['https://169.254.169.254/latest/meta-data/', ADDRESS],
  ['https://0xa9fea9fe/latest/meta-data/', ADDRESS],
  ['https://2852039166/', ADDRESS],
  ['https://172.16.0.1/', ADDRESS],
  ['https://192.168.1.1:8443/', ADDRESS],
  ['https://224.0.0.1/', ADDRESS],
  ['https://255.255.255.255/', ADDRESS],
  ['https://[::]/', ADDRESS],
  ['https://[::1]/', THIS_MACHINE],
  ['https://[0:0:0:0:0:0:0:1]/', THIS_MACHINE],
  ['https://[::127.0.0.1]/', ADDRESS],
  ['https://[::ffff:127.0.0.1]/', ADDRESS],
  ['https://[::ffff:a9fe:a9fe]/', ADDRESS],
  ['https://[::ffff:8.8.8.8]/', ADDRESS],
  ['https://[64:ff9b::169.254.169.254]/', ADDRESS],
  ['https://[64:ff9b:1::8.8.8.8]/', ADDRESS],
  ['https://[2002:7f00:1::]/', ADDRESS],
  ['https://[2001::1]/', ADDRESS],
  ['https://[2001:db8::1]/', ADDRESS],
  ['https://[5f00::7f00:1]/', ADDRESS],
  ['https://[fc00::1]/', ADDRESS],
  ['https://[fd00:ec2::254]/', ADDRESS],
  ['https://[fe80::1]/', ADDRESS],
  ['https://[ff02::1]/', ADDRESS],
];

describe('checkTarget', () => {
  it.each(FORBIDDEN)('rejects %s', (url, message) => {
    const check = () => checkTarget(url, {});
    expect(check).toThrow(CalloutForbidden);
    expect(check).toThrow(message);
  });

  it.each([
    ['https://example.org', 'example.org', 443, '/'],
    ['https://EXAMPLE.org./a?b=c#d', 'example.org', 443, '/a?b=c'],
    ['https://example.org:8443/', 'example.org', 8443, '/'],
    ['https://8.8.8.8/', '8.8.8.8', 443, '/'],
    ['https://134744072/', '8.8.8.8', 443, '/'],
    ['https://[2606:4700:4700::1111]/', '2606:4700:4700::1111', 443, '/'],
    ['https://[64:ff9b::8.8.8.8]/', '64:ff9b::808:808', 443, '/'],
  ])('allows %s', (url, hostname, port, path) => {
    expect(checkTarget(url, {})).toEqual({ protocol: 'https:', hostname, port, path, loopback: false });
  });

  it.each([
    ['http://127.0.0.1:3100/zuora', '127.0.0.1'],
    ['http://localhost:3100/zuora', 'localhost'],
    ['http://[::1]:3100/zuora', '::1'],
    ['https://127.0.0.1:3100/zuora', '127.0.0.1'],
  ])('allows %s when the policy lists it as loopback', (url, hostname) => {
    const policy = { allowedHosts: ['example.org'], loopback: ['127.0.0.1:3100', 'localhost:3100', '[::1]:3100'] };
    expect(checkTarget(url, policy)).toMatchObject({ hostname, port: 3100, path: '/zuora', loopback: true });
  });

  it('rejects another port of a listed loopback host', () => {
    const check = () => checkTarget('http://127.0.0.1:3101/', { loopback: ['127.0.0.1:3100'] });
    expect(check).toThrow(CalloutForbidden);
  });

  it.each(['http://10.0.0.1:3100/', 'http://8.8.8.8:3100/'])('rejects %s although it is listed as loopback', (url) => {
    const check = () => checkTarget(url, { loopback: ['10.0.0.1:3100', '8.8.8.8:3100'] });
    expect(check).toThrow(/Expected a loopback address/);
  });

  const allowedHosts = ['api.example.org', '*.Example.net', '8.8.8.8', '10.0.0.1'];

  it.each([
    'https://api.example.org',
    'https://API.EXAMPLE.ORG.',
    'https://a.example.net',
    'https://a.b.example.net',
    'https://8.8.8.8',
  ])('allows %s, which is on the list', (url) => {
    expect(checkTarget(url, { allowedHosts }).port).toBe(443);
  });

  it.each([
    'https://example.org',
    'https://b.api.example.org',
    'https://api.example.org.evil.test',
    'https://example.net',
    'https://evilexample.net',
    'https://example.net.evil.test',
    'https://1.1.1.1',
  ])('rejects %s, which is not on the list', (url) => {
    const check = () => checkTarget(url, { allowedHosts });
    expect(check).toThrow(CalloutForbidden);
    expect(check).toThrow(/not among the allowed hosts/);
  });

  it('rejects a private address although it is on the list', () => {
    expect(() => checkTarget('https://10.0.0.1', { allowedHosts })).toThrow(ADDRESS);
  });

  it('rejects every public host when the list is empty', () => {
    expect(() => checkTarget('https://example.org', { allowedHosts: [] })).toThrow(/not among the allowed hosts/);
  });
});
