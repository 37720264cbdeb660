import { describe, expect, it } from 'vitest';
import { runSandbox, tokenOf } from '../running-sandbox.ts';

const TOKEN = '/salesforce/services/oauth2/token';

describe('the Salesforce token endpoint', () => {
  it('returns a token, the instance and the time to a valid client', async () => {
    const { send, url, credentials } = await runSandbox();
    const { clientId, clientSecret } = credentials.salesforce;
    const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    const answer = await send('POST', TOKEN, form);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      access_token: expect.stringMatching(/^00D.{12}!/),
      instance_url: `${url}/salesforce`,
      token_type: 'Bearer',
      issued_at: expect.stringMatching(/^\d{13}$/),
    });
  });

  it('accepts the client in basic auth too', async () => {
    const { send, credentials } = await runSandbox();
    const { clientId, clientSecret } = credentials.salesforce;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const answer = await send('POST', TOKEN, 'grant_type=client_credentials', { authorization });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['a wrong secret', 'grant_type=client_credentials&client_id=salesforce-client&client_secret=no', 'invalid_client'],
    ['another grant', 'grant_type=password&client_id=salesforce-client', 'unsupported_grant_type'],
    ['an empty request', '', 'unsupported_grant_type'],
  ])('rejects %s', async (_, form, error) => {
    const { send } = await runSandbox();
    const answer = await send('POST', TOKEN, form);
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('rejects logins above the limit of an hour', async () => {
    const { send, credentials } = await runSandbox();
    const { clientId, clientSecret } = credentials.salesforce;
    const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
    // The sandbox of the tests has logged in once.
    await send('PATCH', '/__salesforce', { loginsPerHour: 3 });
    const answers = [await send('POST', TOKEN, form), await send('POST', TOKEN, form), await send('POST', TOKEN, form)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(answers[2]?.body).toMatchObject({ error_description: 'login rate exceeded' });
  });

  it.each([
    ['no token', {}],
    ['a made-up token', { authorization: 'Bearer 00DHs0000000001!zzzzzzzz.abc.def' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
  ])('rejects a data request with %s as an expired session', async (_, headers) => {
    const { send } = await runSandbox();
    const query = '/salesforce/services/data/v60.0/query?q=SELECT+Id+FROM+Account';
    const answer = await send('GET', query, undefined, headers);
    expect(answer).toMatchObject({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID' }] });
  });

  it('rejects a Zuora token', async () => {
    const { send, credentials, url } = await runSandbox();
    const token = await tokenOf(`${url}/zuora/oauth/token`, credentials.zuora);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await send('GET', '/salesforce/services/data/v60.0/sobjects/Account/1', undefined, headers);
    expect(answer.status).toBe(401);
  });
});
