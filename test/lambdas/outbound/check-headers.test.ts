import { describe, expect, it } from 'vitest';
import { CalloutForbidden } from '../../../core/plugin/plugin-http.ts';
import { checkHeaders } from '../../../lambdas/outbound/check-headers.ts';

describe('checkHeaders', () => {
  it('adds the client headers and lowers the case of names', () => {
    expect(checkHeaders({ 'Idempotency-Key': 'order-1#zuora' })).toEqual({
      'user-agent': 'order-orchestration-framework',
      'idempotency-key': 'order-1#zuora',
      'accept-encoding': 'identity',
    });
  });

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'connection', 'Accept-Encoding', 'proxy-authorization'])(
    'refuses %s, which the client sets',
    (name) => {
      expect(() => checkHeaders({ [name]: 'x' })).toThrow(CalloutForbidden);
    },
  );

  it.each([
    ['bad name', 'x'],
    ['', 'x'],
    ['x-note', 'one\r\nhost: evil.test'],
    ['authorization', 'Bearer hunter2\n'],
    ['x-note', '☃'],
  ])('rejects the header "%s" with characters that HTTP does not allow, without showing its value', (name, value) => {
    const check = () => checkHeaders({ [name]: value });
    expect(check).toThrow(CalloutForbidden);
    expect(check).not.toThrow(/hunter2|evil/);
  });
});
