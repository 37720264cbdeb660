import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATE_OPERATIONS } from '../../../../blueprint/routes/operate-orders.ts';
import { RESPONSE_SCHEMAS } from '../../../../blueprint/routes/response-schemas.ts';
import { ROUTES } from '../../../../blueprint/routes/routes.ts';
import { apiStack } from '../../../../lambdas/api/api-handler.ts';
import { operateRoutes } from '../../../../lambdas/api/operate-orders/operate-routes.ts';
import { answerByRoute } from '../../../../lambdas/api/router.ts';
import { createLogger } from '../../../../lambdas/runtime/logger.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { endedBadly, LOST, operatorPorts, sequenceBy } from '../operate-orders/operate-world.ts';
import { send } from '../read-orders/api-event.ts';

const OPERATE_ROUTES = ROUTES.filter((route) => route.function === 'operate-orders');

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

describe('OPERATE_OPERATIONS', () => {
  it('describe the operator routes of the blueprint, and no other', () => {
    expect(Object.keys(OPERATE_OPERATIONS)).toEqual(OPERATE_ROUTES.map(({ method, path }) => `${method} ${path}`));
  });

  it.each(OPERATE_ROUTES.map(({ path }) => path))('describe what POST %s answers and refuses', async (path) => {
    const [first, second] = world.config.processOrder;
    if (first === undefined || second === undefined) throw new TypeError('Expected two steps.');
    const callback = { timeoutSeconds: 60 };
    const processOrder = [first, { ...second, waitFor: 'callback' as const, callback }];
    const ports = { ...operatorPorts(world), currentSequence: sequenceBy(world, { processOrder }) };
    const handler = apiStack(createLogger('test'), answerByRoute(operateRoutes(ports)));
    const route = `POST ${path}`;
    const { id } = await endedBadly(world, 'held', { outcome: 'unknown', error: LOST });
    const body = JSON.stringify(path.endsWith('/callback') ? { output: {} } : { reason: 'Looked at it.' });
    const request = { route, pathParameters: { id, step: 'second' }, body };

    const good = await send(handler, request);
    const spec = OPERATE_OPERATIONS[route]?.answers[good.status ?? 0];
    expect(spec, `${route} ${good.status} ${JSON.stringify(good.body)}`).toBeDefined();
    expect(RESPONSE_SCHEMAS[spec?.schema ?? 'Problem'].safeParse(good.body).error?.issues).toBeUndefined();

    for (const refused of [await send(handler, request), await send(handler, { ...request, body: '{}' })]) {
      const { type } = refused.body as { type: string };
      expect(OPERATE_OPERATIONS[route]?.problems.map((problem) => `/problems/${problem}`)).toContain(type);
      expect(RESPONSE_SCHEMAS.Problem.safeParse(refused.body).error?.issues).toBeUndefined();
    }
  });
});
