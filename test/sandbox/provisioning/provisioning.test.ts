import { describe, expect, it } from 'vitest';
import { basic, runSandbox } from '../running-sandbox.ts';

const KEY = { 'idempotency-key': 'order-1#provisioning' };
const ORDER = { id: 'order-1', order_type: 'new', customerDetails: { email: 'ada@example.org' } };

describe('provisioning', () => {
  it('requires basic auth', async () => {
    const { send, credentials } = await runSandbox();
    const wrong = basic({ ...credentials.provisioning, password: 'no' });
    for (const headers of [{}, { authorization: wrong }, { authorization: 'Bearer x' }]) {
      const answer = await send('POST', '/provisioning/users', { email: 'a@example.org' }, headers);
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
      expect(answer.headers.get('www-authenticate')).toContain('Basic');
    }
  });

  it('creates a user once per idempotency key', async () => {
    const { provisioning, effects } = await runSandbox();
    const first = await provisioning('POST', '/users', { email: 'ada@example.org', plan: 'x' }, KEY);
    const second = await provisioning('POST', '/users', { email: 'ada@example.org', plan: 'x' }, KEY);
    expect(first).toMatchObject({ status: 201, body: { id: 'user-00000001', status: 'active' } });
    expect(second).toMatchObject({ status: 201, body: first.body as object });
    expect(await effects()).toMatchObject([{ kind: 'user.provisioned', key: 'order-1#provisioning' }]);
    const shown = await provisioning('GET', '/users/user-00000001');
    expect(shown.body).toMatchObject({ email: 'ada@example.org', profile: { plan: 'x' } });
  });

  it('rejects a second user with the same email, and names the first', async () => {
    const { provisioning } = await runSandbox();
    await provisioning('POST', '/users', { email: 'ada@example.org' });
    const answer = await provisioning('POST', '/users', { email: 'ADA@example.org' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'user_exists', userId: 'user-00000001' } });
  });

  it('accepts an order once per idempotency key, and returns it by key', async () => {
    const { provisioning, effects } = await runSandbox();
    const status = `/requests/${encodeURIComponent('order-1#provisioning')}`;
    expect((await provisioning('GET', status)).status).toBe(404);
    const first = await provisioning('POST', '/orders', ORDER, KEY);
    const second = await provisioning('POST', '/orders', ORDER, KEY);
    const result = { id: 'request-00000001', status: 'accepted', userId: 'user-00000001' };
    expect(first).toMatchObject({ status: 201, body: result });
    expect(second.body).toEqual(first.body);
    expect(await effects()).toMatchObject([
      { kind: 'callout.received', key: 'order-1#provisioning', userId: 'user-00000001' },
    ]);
    expect(await provisioning('GET', status)).toMatchObject({ status: 200, body: { status: 'completed', result } });
    expect((await provisioning('GET', '/orders/request-00000001')).body).toMatchObject({ order: ORDER });
  });

  it('accepts an order without an idempotency key each time it is sent', async () => {
    const { provisioning, effects } = await runSandbox();
    for (const _ of [1, 2]) await provisioning('POST', '/orders', ORDER);
    expect((await effects()).map(({ kind, key }) => [kind, key])).toEqual([
      ['callout.received', 'order-1'],
      ['callout.received', 'order-1'],
    ]);
  });

  it('rejects a known idempotency key with another body, but not after an error', async () => {
    const { provisioning, addFault } = await runSandbox();
    await addFault({ partner: 'provisioning', fault: 'decline', times: 1 });
    expect((await provisioning('POST', '/orders', { ...ORDER, id: 'other' }, KEY)).status).toBe(422);
    expect((await provisioning('POST', '/orders', ORDER, KEY)).status).toBe(201);
    const answer = await provisioning('POST', '/orders', { ...ORDER, id: 'other' }, KEY);
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('undoes a request by key, once, and frees the key', async () => {
    const { provisioning, effects } = await runSandbox();
    const request = `/requests/${encodeURIComponent('order-1#provisioning')}`;
    expect((await provisioning('DELETE', request)).status).toBe(204);
    await provisioning('POST', '/orders', ORDER, KEY);
    for (const _ of [1, 2]) expect((await provisioning('DELETE', request)).status).toBe(204);
    expect((await provisioning('GET', request)).status).toBe(404);
    expect((await provisioning('GET', '/users/user-00000001')).status).toBe(404);
    expect((await provisioning('POST', '/orders', ORDER, KEY)).status).toBe(201);
    const kinds = (await effects()).map(({ kind }) => kind);
    expect(kinds).toEqual(['callout.received', 'callout.undone', 'user.removed', 'callout.received']);
  });

  it.each(['/users/user-9', '/orders/request-9', '/entitlements/user-9'])(
    'deletes nothing at %s and reports success',
    async (path) => {
      const { provisioning, effects } = await runSandbox();
      expect((await provisioning('DELETE', path)).status).toBe(204);
      expect(await effects()).toEqual([]);
    },
  );

  it.each([
    ['/users', { email: 'nobody' }, ['email']],
    ['/users', {}, ['email']],
    ['/entitlements/grant', { userId: 'u' }, ['codes']],
    ['/entitlements/change', { userId: '', codes: [] }, ['userId', 'codes']],
  ])('rejects an invalid body for %s and names the fields', async (path, body, fields) => {
    const { provisioning } = await runSandbox();
    const answer = await provisioning('POST', path, body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', fields } });
  });

  it('rejects a body that is not a JSON object, and an unknown path', async () => {
    const { provisioning } = await runSandbox();
    for (const body of ['', '[]', '{', 'null']) {
      const answer = await provisioning('POST', '/orders', body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
    }
    expect(await provisioning('GET', '/unicorns')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('entitlements', () => {
  it('are granted, changed and revoked, each once per key', async () => {
    const { provisioning, effects } = await runSandbox();
    const steps = [
      ['grant', { userId: 'u1', codes: ['news', 'app'] }, ['app', 'news']],
      ['grant', { userId: 'u1', codes: ['app', 'games'] }, ['app', 'games', 'news']],
      ['change', { userId: 'u1', codes: ['news'] }, ['news']],
      ['revoke', { userId: 'u1', codes: ['games', 'news'] }, []],
    ] as const;
    for (const [operation, body, codes] of steps) {
      for (const _ of [1, 2]) {
        const headers = { 'idempotency-key': `${operation} ${body.codes}` };
        const answer = await provisioning('POST', `/entitlements/${operation}`, body, headers);
        expect(answer).toMatchObject({ status: 200, body: { userId: 'u1', codes } });
      }
    }
    expect((await effects()).map(({ kind }) => kind)).toEqual([
      'entitlement.granted',
      'entitlement.granted',
      'entitlement.changed',
      'entitlement.revoked',
    ]);
  });

  it('have no effect if nothing changes', async () => {
    const { provisioning, effects } = await runSandbox();
    const grant = { userId: 'u1', codes: ['news'] };
    for (const _ of [1, 2]) expect((await provisioning('POST', '/entitlements/grant', grant)).status).toBe(200);
    expect((await provisioning('POST', '/entitlements/revoke', { userId: 'u2' })).status).toBe(200);
    expect(await effects()).toHaveLength(1);
  });

  it('begin and end on the days of the request', async () => {
    const { provisioning, effects } = await runSandbox();
    const on = async (day: string) => {
      const { body } = await provisioning('GET', `/entitlements/u1?on=${day}`);
      return (body as { codes: string[] }).codes;
    };
    const grant = { userId: 'u1', codes: ['news'], subscription: 'A-1', effectiveDate: '2026-03-02' };
    await provisioning('POST', '/entitlements/grant', grant);
    const revoke = { userId: 'u1', subscription: 'A-1', effectiveDate: '2999-03-02' };
    const { body } = await provisioning('POST', '/entitlements/revoke', revoke);
    expect(body).toMatchObject({ status: 'revoked', effectiveDate: '2999-03-02', codes: ['news'] });
    expect([await on('2026-03-01'), await on('2026-03-02'), await on('2999-03-01')]).toEqual([[], ['news'], ['news']]);
    expect(await on('2999-03-02')).toEqual([]);
    expect((await effects()).map(({ kind, effectiveDate }) => [kind, effectiveDate])).toEqual([
      ['entitlement.granted', '2026-03-02'],
      ['entitlement.revoked', '2999-03-02'],
    ]);
    await provisioning('POST', '/entitlements/grant', { ...grant, codes: ['app'], endsOn: '2026-04-02' });
    expect([await on('2026-04-01'), await on('2026-04-02')]).toEqual([['app', 'news'], ['news']]);
  });

  it('belong to the subscription that they came with', async () => {
    const { provisioning } = await runSandbox();
    const subscriptions = ['A-1', 'A-2'].map((subscription) => ({ subscription, codes: [`code-${subscription}`] }));
    const codes = ['code-A-1', 'code-A-2'];
    await provisioning('POST', '/entitlements/grant', { userId: 'u1', codes, subscriptions });
    await provisioning('POST', '/entitlements/grant', { userId: 'u1', codes: ['free'] });
    await provisioning('POST', '/entitlements/change', { userId: 'u1', subscription: 'A-2', codes: ['app'] });
    const shown = async () => (await provisioning('GET', '/entitlements/u1')).body as { codes: string[] };
    expect((await shown()).codes).toEqual(['app', 'code-A-1']);
    await provisioning('POST', '/entitlements/change', { userId: 'u1', subscription: 'A-2', add: ['x'], remove: [] });
    await provisioning('POST', '/entitlements/revoke', { userId: 'u1', subscription: 'A-1' });
    expect((await shown()).codes).toEqual(['app', 'x']);
  });

  it.each([
    ['grant', { codes: ['a'], effectiveDate: '2026-03-02T00:00:00Z' }],
    ['grant', { codes: ['a'], effectiveDate: '2026-03-02', endsOn: '2026-03-02' }],
    ['grant', { codes: ['a'], until: '2026-03-02' }],
    ['change', { add: ['a'] }],
    ['revoke', { effectiveDate: 'soon' }],
  ])('reject, for %s, %j', async (operation, body) => {
    const { provisioning } = await runSandbox();
    const answer = await provisioning('POST', `/entitlements/${operation}`, { userId: 'u1', ...body });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((await provisioning('GET', '/entitlements/u1?on=soon')).status).toBe(400);
  });

  it('are restored when the request is undone', async () => {
    const { provisioning } = await runSandbox();
    await provisioning('POST', '/entitlements/grant', { userId: 'u1', codes: ['news'] });
    await provisioning('POST', '/entitlements/revoke', { userId: 'u1' }, { 'idempotency-key': 'k' });
    expect((await provisioning('GET', '/entitlements/u1')).body).toEqual({ userId: 'u1', codes: [], grants: [] });
    await provisioning('DELETE', '/requests/k');
    expect((await provisioning('GET', '/entitlements/u1')).body).toMatchObject({ userId: 'u1', codes: ['news'] });
  });
});
