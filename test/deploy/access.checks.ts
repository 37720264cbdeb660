import { expect, it } from 'vitest';
import { exampleOrder } from '../e2e/scenarios.ts';
import { accessToken } from './access-token.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';

/** Checks authorization: the gateway verifies tokens of the user pool before a function runs. */
export function checkAccess(played: () => DeploymentUnderTest): void {
  it('rejects orders without a token, with a forged one, or with an insufficient scope', async () => {
    const { deployment, target } = played();
    const statusWith = async (authorization: string) =>
      (await target.api('POST', '/orders', await exampleOrder(), { authorization })).status;
    const reader = await accessToken(deployment, ['orders/read']);
    const [header = '', claims = '', signature = ''] = reader.split('.');
    const granted = Buffer.from(claims, 'base64url').toString().replace('orders/read', 'orders/write');
    const forged = [header, Buffer.from(granted).toString('base64url'), signature].join('.');

    expect(await statusWith('')).toBe(401);
    expect(await statusWith(`Bearer ${forged}`)).toBe(401);
    expect(await statusWith(`Bearer ${reader}`)).toBe(403);
  });

  it('lets a reader read, and serves its description without a token', async () => {
    const { deployment, target } = played();
    const authorization = `Bearer ${await accessToken(deployment, ['orders/read'])}`;

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
