import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSystem, type TestSystem } from '../../helpers/start-test-system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});

afterAll(() => system.close());

const FAULT = { partner: 'zuora', path: '/v1/orders', fault: '503', times: 1 };

it('lets those who operate orders break a partner, see that, and mend it', async () => {
  await expect(system.api('POST', '/sandbox/faults', FAULT)).resolves.toMatchObject({ status: 201 });
  await expect(system.api('GET', '/sandbox/faults')).resolves.toMatchObject({ status: 200, body: [FAULT] });
  await expect(system.api('DELETE', '/sandbox/faults')).resolves.toMatchObject({ status: 204 });
  await expect(system.api('DELETE', '/sandbox/faults')).resolves.toMatchObject({ status: 204 });
  await expect(system.api('GET', '/sandbox/faults')).resolves.toMatchObject({ status: 200, body: [] });
  await expect(system.api('GET', '/sandbox/effects')).resolves.toMatchObject({ status: 200, body: [] });
});

it('passes on why the sandbox refuses a fault', async () => {
  const reply = await system.api('POST', '/sandbox/faults', { ...FAULT, fault: 'nonsense' });
  expect(reply).toMatchObject({ status: 400, body: { message: expect.stringContaining('No fault was added') } });
});

it('refuses those without a token, or without the scope', async () => {
  expect((await fetch(`${system.runtime.apiUrl}/sandbox/faults`)).status).toBe(401);
  const authorization = `Bearer ${await system.token(['orders:read', 'orders:write'])}`;
  const reply = await system.api('GET', '/sandbox/faults', undefined, { authorization });
  expect(reply.status).toBe(403);
});

it.each([
  ['POST', '/sandbox/reset'],
  ['POST', '/sandbox/effects'],
  ['GET', '/sandbox/constructor'],
  ['GET', '/sandbox/../__requests'],
  ['GET', '/sandbox/'],
])('knows no other request: %s %s', async (method, path) => {
  expect((await system.api(method, path, method === 'POST' ? {} : undefined)).status).toBe(404);
});

it('refuses a fault that is too large', async () => {
  const reply = await system.api('POST', '/sandbox/faults', { ...FAULT, path: `/${'x'.repeat(20_000)}` });
  expect(reply.status).toBe(413);
});
