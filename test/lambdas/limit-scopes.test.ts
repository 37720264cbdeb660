import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { handler } from '../../lambdas/limit-scopes/handler.ts';

const REQUESTED = ['openid', 'orders/read', 'orders/operate', 'orders/audit', 'orders/payload', 'orders/erase'];

async function kept(groups: readonly string[] | undefined): Promise<readonly string[]> {
  const event = {
    request: { scopes: REQUESTED, groupConfiguration: groups === undefined ? {} : { groupsToOverride: groups } },
    response: {},
  } as PreTokenGenerationV2TriggerEvent;
  const { response } = await handler(event);
  const suppressed = response.claimsAndScopeOverrideDetails?.accessTokenGeneration?.scopesToSuppress ?? [];
  return REQUESTED.filter((scope) => !suppressed.includes(scope));
}

it.each([
  [['viewer'], ['openid', 'orders/read']],
  [['auditor'], ['openid', 'orders/read', 'orders/audit', 'orders/payload']],
  [['operator'], ['openid', 'orders/read', 'orders/operate', 'orders/payload']],
  [
    ['viewer', 'auditor'],
    ['openid', 'orders/read', 'orders/audit', 'orders/payload'],
  ],
])('lets people in %j have the scopes of their roles', async (groups, expected) => {
  await expect(kept(groups)).resolves.toEqual(expected);
});

it.each([[undefined], [[]], [['administrators']], [['constructor', 'Operator']]])(
  'lets people in %j have no scope of the API',
  async (groups) => {
    await expect(kept(groups)).resolves.toEqual(['openid']);
  },
);
