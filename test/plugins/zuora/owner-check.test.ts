import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext } from '../../helpers/plugin-context.ts';
import { CHANGES, type Change } from './changes.ts';
import { NUMBER, OPTIONS, ORDER, problemsOf, useZuora } from './use-zuora.ts';

const { changes, run, sandbox, send, subscribe, watched } = useZuora();

const VICTIM = 'ada.byrne@example.org';
const CRM_ID = '001Hs00000000AbIAI';
const ATTACKER: JsonObject = { owner: 'mallory', userDetails: { sub: 'id-mallory', email: 'mallory@example.org' } };
const BY_EMAIL: JsonObject = { ownerCheck: ['email'] };
const accountOf = (fields: JsonObject) => send('PUT', '/v1/accounts/A00000001', fields);
const withEmail = () =>
  accountOf({ billToContact: { firstName: 'Ada', lastName: 'Byrne', workEmail: 'Ada.Byrne@Example.org' } });

describe.each(Object.entries(CHANGES))('%s', (_name, { effects, given, options: more = {}, order }) => {
  const options = { ...more, ...BY_EMAIL };

  it("is declined before it changes another owner's subscription, as often as it runs", async () => {
    await subscribe(given);
    await withEmail();
    const before = await sandbox.effects();
    for (const attempt of [1, 2]) {
      const failure = await failureOf(run({ ...order, ...ATTACKER }, { options, attempt }));
      expect(failure).toMatchObject({ name: 'PluginDeclined', code: 'owner_mismatch' });
      expect(failure.message).not.toContain('example.org');
    }
    expect(await sandbox.effects()).toEqual(before);
  });

  it('changes the subscription of its owner, once', async () => {
    await subscribe(given);
    await withEmail();
    const own = { ...order, userDetails: { email: VICTIM } };
    const { output } = await run(own, { options });
    expect((await run(own, { options, attempt: 2 })).output).toEqual(output);
    expect(await changes()).toEqual(effects);
  });
});

describe('the owner of an account', () => {
  const cancel: JsonObject = { order_type: 'cancel_subscription', subscriptionRef: NUMBER, orderDate: '2026-03-10' };
  const isOwner = async (order: JsonObject, ownerCheck: readonly string[], extra: GivenContext = {}) => {
    const given = { ...extra, options: { ownerCheck: [...ownerCheck] } };
    const failure = await run({ ...cancel, ...order }, given).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure !== undefined) expect(failure).toMatchObject({ code: 'owner_mismatch' });
    return failure === undefined;
  };
  const found = (crmId: string, byLogin: boolean | null) => ({ results: { salesforceV3: { crmId, byLogin } } });

  it.each([
    ['the account that was found by the login', found(CRM_ID, true), true],
    ['its id of 15 characters', found(CRM_ID.slice(0, 15), true), true],
    ['another account', found('001Hs00000000AcIAI', true), false],
    ['the account that was found by what anyone can type', found(CRM_ID, null), false],
    ['no account', {}, false],
  ])('by crmId is %s: %#', async (_name, extra, expected) => {
    await subscribe();
    await accountOf({ crmId: CRM_ID });
    expect(await isOwner({}, ['crmId'], extra)).toBe(expected);
  });

  it.each([
    [{ owner: 'own-1' }, true],
    [{ userDetails: { sub: 'own-1' } }, true],
    [{ owner: 'mallory', userDetails: { sub: 'own-1' } }, false],
    [{ owner: 'OWN-1' }, false],
    [{}, false],
  ])('by a custom field is that of %j: %s', async (order, expected) => {
    await subscribe();
    await accountOf({ Owner__c: 'own-1' });
    expect(await isOwner(order, ['Owner__c'])).toBe(expected);
  });

  it('is nobody if the account says nothing', async () => {
    await subscribe();
    expect(await isOwner({ owner: 'x', userDetails: { email: VICTIM } }, ['email', 'crmId', 'Owner__c'])).toBe(false);
  });

  it('needs one match of several', async () => {
    await subscribe();
    await withEmail();
    expect(await isOwner({ owner: 'mallory', userDetails: { email: VICTIM } }, ['Owner__c', 'email'])).toBe(true);
  });

  it('is not the e-mail address that an order writes, but a repeat recognises its own change', async () => {
    await subscribe();
    await withEmail();
    const order: JsonObject = {
      order_type: 'update_customer_details',
      subscriptionRef: NUMBER,
      customerDetails: { firstName: 'Ada', lastName: 'King', email: 'ada.king@example.org' },
    };
    const own = { ...order, userDetails: { email: VICTIM } };
    const first = await run(own, { options: BY_EMAIL });
    expect(await run(own, { options: BY_EMAIL, attempt: 2 })).toEqual(first);
    const stolen = { ...order, ...ATTACKER, customerDetails: { lastName: 'Moss', email: 'ada.king@example.org' } };
    for (const attempt of [1, 2])
      expect(await failureOf(run(stolen, { options: BY_EMAIL, attempt, orderId: 'order-second' }))).toMatchObject({
        code: 'owner_mismatch',
      });
  });
});

describe('an order that names an account', () => {
  const options = { ...BY_EMAIL };
  const named = (accountNumber: string) => ({ customFields: { zuora_account_number: accountNumber } });

  it.each([
    ['a new order', ORDER],
    ['an order without a currency', { ...ORDER, total: null, orderItems: ORDER.orderItems ?? null }],
    ['an external order', { order_type: 'external' }],
    ['a change of address', CHANGES.change_address?.order ?? {}],
  ])('is declined if the account is not its owner\u2019s: %s', async (_name, order) => {
    const accountNumber = await subscribe();
    await withEmail();
    const before = await sandbox.effects();
    const stolen = { ...order, subscriptionRef: null, ...named(accountNumber), ...ATTACKER };
    expect(await failureOf(run(stolen, { options }))).toMatchObject({ code: 'owner_mismatch' });
    expect(await sandbox.effects()).toEqual(before);
  });

  it('creates a new account if the options name no field for it', async () => {
    const accountNumber = await subscribe();
    const { accountNumberField: _, ...options } = OPTIONS;
    const order = { ...ORDER, ...named(accountNumber), ...ATTACKER };
    const { context } = pluginContext(zuora, { order, options, secrets: sandbox.secrets });
    const { output } = await zuora.run(context);
    expect(output.accountNumber).not.toBe(accountNumber);
  });
});

describe('the preview', () => {
  const cancel: JsonObject = { order_type: 'cancel_subscription', subscriptionRef: NUMBER };

  it('tells that the owner is missing', () => {
    expect(problemsOf(cancel, BY_EMAIL)).toEqual(['owner_unknown at userDetails.email']);
    expect(problemsOf({ ...cancel, owner: 'x' }, BY_EMAIL)).toEqual(['owner_unknown at userDetails.email']);
    expect(problemsOf(cancel, { ownerCheck: ['Owner__c'] })).toEqual(['owner_unknown at owner']);
    expect(problemsOf({ ...cancel, owner: 'x' }, { ownerCheck: ['Owner__c', 'email'] })).toEqual([]);
    expect(problemsOf({ ...cancel, userDetails: { email: VICTIM } }, BY_EMAIL)).toEqual([]);
    expect(problemsOf(cancel)).toEqual([]);
  });

  const NAMED = { customFields: { zuora_account_number: 'A00000001' } };
  it.each<[string, Pick<Change, 'order' | 'given' | 'options'>]>([
    ...Object.entries(CHANGES),
    ['activation', { order: { order_type: 'activation', subscriptionRef: NUMBER }, given: { waits: true } }],
    ['external', { order: { order_type: 'external', subscriptionRef: NUMBER } }],
    ['external by reference', { order: { order_type: 'external', sub_reference: NUMBER } }],
    ['external of an account', { order: { order_type: 'external', ...NAMED } }],
    ['a new order on an account', { order: { ...ORDER, sub_reference: null, ...NAMED } }],
  ])(
    'refuses what the run would decline without asking anybody: %s',
    async (_name, { order, given, options: more = {} }) => {
      await subscribe(given);
      await withEmail();
      for (const ownerCheck of [['email'], ['crmId'], ['Owner__c'], ['email', 'Owner__c']]) {
        const options = { ...more, ownerCheck };
        const failure = await failureOf(run(order, { options }));
        expect(failure, ownerCheck.join()).toMatchObject({ code: 'owner_mismatch' });
        expect(problemsOf(order, options), ownerCheck.join()).toEqual([
          `owner_unknown at ${ownerCheck[0] === 'Owner__c' ? 'owner' : 'userDetails.email'}`,
        ]);
      }
    },
  );

  it('asks for no owner of an order that names nothing that exists', () => {
    const customFields = { zuora_account_number: 'A1' };
    expect(problemsOf({ ...ORDER, sub_reference: NUMBER }, BY_EMAIL)).toEqual([]);
    expect(problemsOf({ ...ORDER, customFields }, BY_EMAIL)).toEqual(['owner_unknown at userDetails.email']);
  });
});

describe('an id that is a dot segment', () => {
  it.each([
    ['subscription', { order_type: 'renew', subscriptionRef: '..' }],
    ['account', { ...ORDER, customFields: { zuora_account_number: '..' } }],
    ['payment method', { ...CHANGES.change_payment?.order, payment: { type: 'zuora', zuora: { refId: '..' } } }],
  ])('of a %s reaches no resource of Zuora', async (_name, order) => {
    await subscribe();
    const failure = await failureOf(watched(order));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'id_invalid' });
    expect(await changes()).toEqual([]);
  });
});
