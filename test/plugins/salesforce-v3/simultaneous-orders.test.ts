import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest, SendHttp } from '../../../core/plugin/plugin-http.ts';
import { salesforceV3 } from '../../../plugins/salesforce-v3/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

const sandbox = usePartnerSandbox();
const OBJECTS = '/services/data/v62.0/sobjects';
const BY_ID = { externalIdField: 'OrderKey__c' };
const run = async (options: JsonObject, extra: GivenContext = {}) => {
  const given = {
    order: NEW_ORDER,
    secrets: sandbox.secrets,
    ...extra,
    options: { includeBillingDetails: true, ...options },
  };
  return (await salesforceV3.run(pluginContext(salesforceV3, given).context)).output;
};

/** Lets another order run completely just before the first request to an object. */
function interrupted(object: string, other: () => Promise<unknown>): SendHttp {
  let isFirst = true;
  return async (request: HttpRequest) => {
    if (isFirst && request.method !== 'GET' && request.url.includes(`${OBJECTS}/${object}`)) {
      isFirst = false;
      await other();
    }
    return sendOverHttp(request);
  };
}

const accounts = async () => {
  const effects = await sandbox.effects();
  const count = (kind: string) => effects.filter((effect) => effect.kind === kind).length;
  return count('account.created') - count('account.deleted');
};

describe('two orders of a new customer at the same moment', () => {
  it.each([
    ['Account', {}],
    ['Account', BY_ID],
    ['Account', { createPersonAccount: true }],
    ['Account', { createPersonAccount: true, ...BY_ID }],
    ['Contact', {}],
    ['Contact', BY_ID],
  ])('have one customer when the other overtakes at the %s, with %j', async (object, options) => {
    let other: JsonObject = {};
    const http = interrupted(object, async () => {
      other = await run(options, { orderId: 'order-other' });
    });
    const output = await run(options, { http });
    expect(output).toEqual({ ...other, matched: true, contactMatched: true });
    expect(await accounts()).toBe(1);
    expect(await run(options, { attempt: 2 })).toEqual(output);
    expect(await accounts()).toBe(1);
  });

  it('have one customer although the second account cannot be deleted', async () => {
    let other: JsonObject = {};
    const fault = { partner: 'salesforce', path: `${OBJECTS}/Account/001`, fault: 'decline', times: 1 };
    const http = interrupted('Contact', async () => {
      other = await run({}, { orderId: 'order-other' });
      await sandbox.fault({ ...fault, code: 'INSUFFICIENT_ACCESS_OR_READONLY' });
    });
    expect(await run({}, { http })).toEqual({ ...other, matched: true, contactMatched: true });
    expect(await accounts()).toBe(2);
  });

  it('have an unknown outcome while the deletion is unclear, and one customer after a repeat', async () => {
    const http = interrupted('Contact', async () => {
      await run(BY_ID, { orderId: 'order-other' });
      await sandbox.fault({ partner: 'salesforce', path: `${OBJECTS}/Account/001`, fault: '503', times: 1 });
    });
    expect(await failureOf(run(BY_ID, { http }))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect(await run(BY_ID, { attempt: 2 })).toMatchObject({ matched: true, contactMatched: true });
    expect(await accounts()).toBe(1);
  });
});
