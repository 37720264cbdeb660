import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import { openOAuthSession } from '../../../plugins/kit/oauth-session.ts';
import { SALESFORCE } from '../../../plugins/kit/salesforce.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { changeSalesforce } from '../salesforce-org.ts';

const sandbox = usePartnerSandbox();
const TOKEN = '/services/oauth2/token';
const QUERY = { method: 'GET', path: '/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Account' } as const;

async function send(extra: GivenContext = {}) {
  const { context } = pluginContext(salesforceV3, { secrets: sandbox.secrets, ...extra });
  return (await openOAuthSession(context, SALESFORCE, 'salesforce')).send(QUERY);
}
const logins = async () => (await sandbox.requests()).filter(({ path }) => String(path).endsWith(TOKEN)).length;
const fail = (code: string, path?: string) =>
  sandbox.fault({ partner: 'salesforce', fault: 'decline', code, times: 1, ...(path === undefined ? {} : { path }) });

describe('a session with Salesforce', () => {
  it('logs in once for many requests', async () => {
    const remembered = new Map<string, unknown>();
    for (const _ of [1, 2, 3]) expect((await send({ remembered })).status).toBe(200);
    expect(await logins()).toBe(1);
  });

  it('replaces a token that ended, once', async () => {
    const remembered = new Map<string, unknown>([['token salesforce', 'ended']]);
    expect((await send({ remembered })).status).toBe(200);
    expect((await send({ remembered })).status).toBe(200);
    expect(await logins()).toBe(1);
  });

  it('is retried after too many logins, and then works', async () => {
    await changeSalesforce(sandbox, { loginsPerHour: 1 });
    await send();
    const failure = await failureOf(send());
    expect(failure).toMatchObject({ name: 'PluginTransient' });
    expect(failure.message).toContain('login rate exceeded');
    await changeSalesforce(sandbox, { loginsPerHour: 10 });
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['invalid_client', /Check clientId and clientSecret in secret salesforce/],
    ['invalid_client_id', /Check clientId and clientSecret in secret salesforce/],
    ['invalid_grant', /user to run as/],
    ['inactive_user', /Activate the user/],
  ])('fails after %s, and says what to do without the credentials', async (code, advice) => {
    await fail(code, TOKEN);
    const failure = await failureOf(send());
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'connection_refused' });
    expect(failure.message).toMatch(advice);
    expect(failure.message).toContain(`(${code}`);
    for (const secret of SECRET_VALUES) expect(failure.message).not.toContain(secret);
  });
});
