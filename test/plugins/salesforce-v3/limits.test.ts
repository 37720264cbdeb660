import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { pluginContext } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const run = (orderId: string) =>
  salesforceV3.run(pluginContext(salesforceV3, { order: NEW_ORDER, secrets: sandbox.secrets, orderId }).context);
const created = async () => (await sandbox.effects()).map(({ kind }) => kind);

describe('the limits of Salesforce', () => {
  it.each([
    ['of a day', { rates: [{ requests: 1, seconds: 86_400 }] }],
    ['of requests at a time', { concurrency: 1, latencyMs: 100 }],
  ])('%s make a step wait, and its next attempt has the effect once', async (_name, limits) => {
    await sandbox.limit({ partner: 'salesforce', ...limits });
    const attempts = await Promise.all(['order-a', 'order-b'].map((orderId) => failureOf(run(orderId))));
    const waiting = attempts.filter(({ name }) => name === 'PluginTransient');
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting[0]?.message).toContain('REQUEST_LIMIT_EXCEEDED');
    await sandbox.limit({ partner: 'salesforce', rates: [], concurrency: null, latencyMs: 0 });
    for (const orderId of ['order-a', 'order-b']) await run(orderId);
    expect(await created()).toEqual(['account.created', 'contact.created']);
  });
});
