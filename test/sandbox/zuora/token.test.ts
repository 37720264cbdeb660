import { describe, expect, it } from 'vitest';
import { runSandbox, tokenOf } from '../running-sandbox.ts';

describe('the Zuora token endpoint', () => {
  it('returns a token for an hour to a valid client', async () => {
    const { send, credentials } = await runSandbox();
    const { clientId, clientSecret } = credentials.zuora;
    const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    const answer = await send('POST', '/zuora/oauth/token', form);
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 3599 } });
  });

  it('never returns the same token twice, whatever the idempotency key', async () => {
    const { send, credentials } = await runSandbox();
    const { clientId, clientSecret } = credentials.zuora;
    const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    const headers = { 'idempotency-key': 'same' };
    const answers = [
      await send('POST', '/zuora/oauth/token', form, headers),
      await send('POST', '/zuora/oauth/token', form, headers),
    ];
    const tokens = answers.map(({ body }) => (body as { access_token: string }).access_token);
    expect(new Set(tokens).size).toBe(2);
  });

  it.each([
    ['a wrong secret', 'grant_type=client_credentials&client_id=zuora-client&client_secret=no', 401, 90000011],
    ['another grant', 'grant_type=password', 400, 50000020],
  ])('rejects %s', async (_, form, status, code) => {
    const { send } = await runSandbox();
    const answer = await send('POST', '/zuora/oauth/token', form);
    expect(answer).toMatchObject({ status, body: { success: false, reasons: [{ code }] } });
  });

  it('is required for everything else', async () => {
    const { send, url, credentials } = await runSandbox();
    const salesforce = await tokenOf(`${url}/salesforce/services/oauth2/token`, credentials.salesforce);
    for (const headers of [{}, { authorization: 'Bearer no' }, { authorization: `Bearer ${salesforce}` }]) {
      const answer = await send('POST', '/zuora/v1/orders', {}, headers);
      expect(answer).toMatchObject({ status: 401, body: { success: false, reasons: [{ code: 90000011 }] } });
    }
  });
});
