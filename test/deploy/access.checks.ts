import { expect, it } from 'vitest';
import { exampleOrder } from '../e2e/scenarios.ts';
import { accessToken } from './access-token.ts';
import type { Played } from './played.ts';

/** Who gets in: tokens of the user pool, checked by the gateway before any function runs. */
export function checkAccess(played: () => Played): void {
  it('takes no order without a token, with a forged one, or with one of a smaller scope', async () => {
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

  it('lets a reader read, and describes itself to everybody', async () => {
    const { deployment, target } = played();
    const authorization = `Bearer ${await accessToken(deployment, ['orders/read'])}`;

    expect((await target.api('GET', '/orders', undefined, { authorization })).status).toBe(200);
    const description = await target.api('GET', '/openapi.json', undefined, { authorization: '' });
    expect(description).toMatchObject({ status: 200, body: { openapi: expect.stringMatching(/^3\.1/) } });
  });

  it('refuses an order that is none with the paths of its mistakes', async () => {
    const { status, headers, body } = await played().target.api('POST', '/orders', { order_type: 'new' });

    expect(status).toBe(400);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.stringify(body)).toContain('orderItems');
  });
}
