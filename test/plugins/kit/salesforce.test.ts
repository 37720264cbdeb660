import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { ERROR_CODES } from '../../../sandbox/salesforce/error-codes.ts';
import { pluginContext } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const PATH = '/services/data/v62.0/sobjects/Account';
const run = (attempt = 1) => {
  const options = { includeBillingDetails: true };
  const given = { order: NEW_ORDER, secrets: sandbox.secrets, options, attempt };
  return salesforceV3.run(pluginContext(salesforceV3, given).context);
};

/** What an error means that Salesforce returns when a record is created. Every other error of the table is a failure. */
const TRANSIENT = [
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'UNABLE_TO_LOCK_ROW',
  // A 503 says that nothing happened, whatever the code.
  'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE',
];
const UNKNOWN = ['UNKNOWN_EXCEPTION'];
/** A token is replaced, and similar records are no obstacle. */
const RECOVERED = ['INVALID_SESSION_ID', 'DUPLICATES_DETECTED'];
const failed = Object.keys(ERROR_CODES).filter((code) => ![...TRANSIENT, ...UNKNOWN, ...RECOVERED].includes(code));

describe('an error of Salesforce', () => {
  it.each([
    ...TRANSIENT.map((code) => [code, 'PluginTransient'] as const),
    ...UNKNOWN.map((code) => [code, 'PluginOutcomeUnknown'] as const),
    ...failed.map((code) => [code, 'PluginFailed'] as const),
  ])('with the code %s counts as %s, and one account exists in the end', async (code, name) => {
    await sandbox.fault({ partner: 'salesforce', path: PATH, fault: 'decline', code, times: 1 });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ name });
    expect(failure.message).toContain(code);
    await run(2);
    expect(await sandbox.effects('account.created')).toHaveLength(1);
  });

  it.each(RECOVERED)('with the code %s does not stop the order', async (code) => {
    await sandbox.fault({ partner: 'salesforce', path: PATH, fault: 'decline', code, times: 1 });
    expect((await run()).output).toMatchObject({ matched: false });
    expect(await sandbox.effects('account.created')).toHaveLength(1);
  });
});
