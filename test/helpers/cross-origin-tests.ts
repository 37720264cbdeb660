import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';

/**
 * Tests which requests a port without credentials accepts. The sandbox has its own check, because it must not know our code.
 *
 * @param crossOriginReason returns why a request is rejected
 */
export function testCrossOriginReason(crossOriginReason: (headers: IncomingHttpHeaders) => string | undefined): void {
  test.each([
    ['127.0.0.1', undefined],
    ['127.0.0.1:3001', undefined],
    ['localhost:3001', undefined],
    ['LocalHost', undefined],
    ['[::1]:3001', undefined],
    ['localhost:3001', 'http://localhost:5173'],
    ['127.0.0.1:3001', 'https://[::1]'],
  ])('accepts a request to %s with the origin %s', (host, origin) => {
    expect(crossOriginReason({ host, ...(origin !== undefined && { origin }) })).toBeUndefined();
  });

  test.each([
    'evil.example:3001',
    'localhost.evil.example',
    '127.0.0.1.evil.example:3001',
    'evil.example@127.0.0.1',
    '127.0.0.1@evil.example',
    '192.168.0.7:3001',
    '[::1].evil.example',
    '',
  ])('rejects a request to the host "%s"', (host) => {
    expect(crossOriginReason({ host })).toMatch(
      `Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call`,
    );
  });

  test('rejects a request without a host', () => {
    expect(crossOriginReason({})).toMatch('found none: call http://127.0.0.1 instead');
  });

  test.each([
    'http://evil.example:3001',
    'https://localhost.evil.example',
    'http://evil.example@127.0.0.1',
    'http://127.0.0.1/@evil.example',
    'chrome-extension://abc',
    'null',
    '',
  ])('rejects a request from the origin "%s"', (origin) => {
    const found = `found ${origin || 'an empty one'}: call from this machine`;
    expect(crossOriginReason({ host: '127.0.0.1:3001', origin })).toMatch(found);
  });
}
