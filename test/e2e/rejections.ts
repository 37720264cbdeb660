import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RouteSpec, scopesOf } from '../../blueprint/routes/define-route.ts';
import { ROUTES } from '../../blueprint/routes/routes.ts';
import { SCOPES, type Scope } from '../../core/access.ts';
import type { TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder } from './scenarios.ts';

async function storedOrders(system: TestSystem): Promise<number> {
  const { body } = await system.api('GET', '/orders?limit=100');
  return (body as { items: unknown[] }).items.length;
}

const PROTECTED_ROUTES = ROUTES.filter(({ scope }) => scope !== null);
const UNKNOWN_ORDER = `order-${'0'.repeat(32)}`;

/** Tests what a system rejects: missing authorization and invalid requests. */
export function runRejections(system: () => TestSystem): void {
  async function statusOf({ method, path }: Pick<RouteSpec, 'method' | 'path'>, scopes: readonly Scope[]) {
    const authorization = `Bearer ${await system().token(scopes)}`;
    const body = method === 'POST' ? { output: {} } : undefined;
    return (await system().api(method, path.replace('{id}', UNKNOWN_ORDER), body, { authorization })).status;
  }

  describe('authorization', () => {
    it('answers 401 without a token and with a wrong one', async () => {
      const body = await exampleOrder();
      for (const authorization of ['', 'Bearer nonsense', `Bearer ${(await system().token()).slice(0, -4)}AAAA`]) {
        expect((await system().api('POST', '/orders', body, { authorization })).status).toBe(401);
      }
    });

    it.each(PROTECTED_ROUTES)('answers 403 to $method $path with every scope but those of the route', async (route) => {
      const others = SCOPES.filter((scope) => !scopesOf(route).includes(scope));
      expect(await statusOf(route, others)).toBe(403);
      for (const scope of scopesOf(route)) expect(await statusOf(route, [scope])).not.toBe(403);
    });

    it('lets a client with orders:callback answer steps and do nothing else', async () => {
      const statuses = await Promise.all(
        PROTECTED_ROUTES.map(async (route) => [route.path, await statusOf(route, ['orders:callback'])] as const),
      );
      expect(statuses.filter(([, status]) => status !== 403)).toEqual([['/orders/{id}/steps/{step}/callback', 404]]);
    });

    it('serves health, the API description and the way to it without a token', async () => {
      for (const path of ['/', '/health', '/openapi.json']) {
        expect((await system().api('GET', path, undefined, { authorization: '' })).status).toBe(200);
      }
    });
  });

  describe('validation', () => {
    it('reports every invalid or missing field at once', async () => {
      const { status, body } = await system().api('POST', '/orders', {
        order_type: 'new',
        orderItems: [{ quantity: 0, offer: {} }],
        customerDetails: { email: 'not an address' },
        total: { amount: '17.50' },
      });

      expect(status).toBe(400);
      const paths = (body as { errors: { path: string }[] }).errors.map((error) => error.path);
      expect(paths).toEqual(
        expect.arrayContaining([
          'country',
          'orderItems[0].quantity',
          'orderItems[0].offer',
          'customerDetails.email',
          'total.amount',
          'total.currency',
        ]),
      );
    });

    it.each([
      ['bad JSON', '{"order_type": "new"', 400],
      ['no body', '', 400],
      ['129 KB', JSON.stringify({ order_type: 'new', note: 'x'.repeat(129 * 1024) }), 413],
    ])('rejects %s', async (_, body, status) => {
      expect((await system().api('POST', '/orders', body)).status).toBe(status);
    });

    it('rejects a thousand malformed bodies, and stores none', async () => {
      const almostOrders = fc.record(
        {
          order_type: fc.oneof(fc.constantFrom('new', 'renew', 'submitted'), fc.json(), fc.jsonValue()),
          orderItems: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 3 })),
          customerDetails: fc.jsonValue(),
          total: fc.jsonValue(),
          __proto__: fc.jsonValue(),
        },
        { requiredKeys: [] },
      );
      const bodies = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        almostOrders.map((value) => JSON.stringify(value)),
        fc.integer({ min: 33, max: 5000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
      );
      const before = await storedOrders(system());

      const sample = fc.sample(bodies, { numRuns: 1000, seed: 20_260_302 });
      const statuses: number[] = [];
      for (let from = 0; from < sample.length; from += 20) {
        const replies = await Promise.all(
          sample.slice(from, from + 20).map((body) => system().api('POST', '/orders', body)),
        );
        statuses.push(...replies.map((reply) => reply.status));
      }

      expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
      expect(await storedOrders(system())).toBe(before);
    }, 60_000);
  });
}
