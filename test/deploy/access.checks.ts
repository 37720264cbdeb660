import { expect, it } from 'vitest';
import { exampleOrder } from '../e2e/scenarios.ts';
import { accessToken } from './access-token.ts';
import type { DeployedClient } from './deployed-tenant.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';

/** Checks authorization: the gateway verifies tokens of the user pool before a function runs. */
export function checkAccess(played: () => DeploymentUnderTest): void {
  it('rejects orders without a token, with a forged one, or with an insufficient scope', async () => {
    const { deployment, target } = played();
    const statusWith = async (authorization: string) =>
      (await target.api('POST', '/orders', await exampleOrder(), { authorization })).status;
    const reader = await accessToken(deployment, 'channel', ['orders/read']);
    const [header = '', claims = '', signature = ''] = reader.split('.');
    const granted = Buffer.from(claims, 'base64url').toString().replace('orders/read', 'orders/write');
    const forged = [header, Buffer.from(granted).toString('base64url'), signature].join('.');

    expect(await statusWith('')).toBe(401);
    expect(await statusWith(`Bearer ${forged}`)).toBe(401);
    expect(await statusWith(`Bearer ${reader}`)).toBe(403);
  });

  it('gives each client the scopes of its role, and no other', async () => {
    const { deployment, target } = played();
    const statusesWith = async (role: DeployedClient) => {
      const authorization = `Bearer ${await accessToken(deployment, role)}`;
      const step = `/orders/order-${'0'.repeat(32)}/steps/zuora`;
      const requests = [
        ['GET', '/orders', undefined],
        ['POST', `${step}/callback`, { output: {} }],
        ['POST', `${step}/skip`, { reason: 'A try.' }],
        ['GET', '/erasures', undefined],
      ] as const;
      const replies = requests.map(([method, path, body]) => target.api(method, path, body, { authorization }));
      return (await Promise.all(replies)).map(({ status }) => status);
    };

    expect(await statusesWith('channel')).toEqual([200, 403, 403, 403]);
    expect(await statusesWith('callback')).toEqual([403, 404, 403, 403]);
    expect(await statusesWith('operator')).toEqual([200, 403, 404, 403]);
    expect(await statusesWith('privacy')).toEqual([200, 403, 403, 200]);
    await expect(accessToken(deployment, 'channel', ['orders/operate'])).rejects.toThrow('found 400');
  });

  it('lets a reader read, and serves its description without a token', async () => {
    const { deployment, target } = played();
    const authorization = `Bearer ${await accessToken(deployment, 'channel', ['orders/read'])}`;

    expect((await target.api('GET', '/orders', undefined, { authorization })).status).toBe(200);
    const description = await target.api('GET', '/openapi.json', undefined, { authorization: '' });
    expect(description).toMatchObject({ status: 200, body: { openapi: expect.stringMatching(/^3\.1/) } });
  });

  it('rejects an invalid order with the paths of its problems', async () => {
    const { status, headers, body } = await played().target.api('POST', '/orders', { order_type: 'new' });

    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.stringify(body)).toContain('orderItems');
  });
}
