import { expect, test } from 'vitest';
import { crossOriginReason } from '../../../embedded/http/cross-origin-reason.ts';
import { OTHER_HOSTS, OTHER_ORIGINS, OWN_CALLERS } from '../../helpers/cross-origin-callers.ts';

test.each(OWN_CALLERS)('accepts a request to %s with the origin %s', (host, origin) => {
  expect(crossOriginReason({ host, ...(origin !== undefined && { origin }) })).toBeUndefined();
});

test.each(OTHER_HOSTS)('rejects a request to the host "%s"', (host) => {
  expect(crossOriginReason({ host })).toContain(
    `Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call http://127.0.0.1 instead`,
  );
});

test('rejects a request without a host', () => {
  expect(crossOriginReason({})).toContain('found none: call http://127.0.0.1 instead');
});

test.each(OTHER_ORIGINS)('rejects a request from the origin "%s"', (origin) => {
  expect(crossOriginReason({ host: '127.0.0.1:3001', origin })).toContain(
    `Expected no Origin header or http://127.0.0.1:3001, found ${origin || 'an empty one'}: call from a program`,
  );
});
