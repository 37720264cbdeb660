import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { PERSONAL_VALUES } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed } from '../recover.ts';
import { CHANGES } from './changes.ts';
import { OPTIONS, ORDER, useZuora } from './use-zuora.ts';

const { changes, run, sandbox, subscribe } = useZuora();
const probe = (order: JsonObject, extra: GivenContext = {}) =>
  probed(
    zuora,
    pluginContext(zuora, { secrets: sandbox.secrets, ...extra, order, options: { ...OPTIONS, ...extra.options } })
      .context,
  );

describe.each(Object.entries(CHANGES))('the probe of %s', (_name, { effects, given, options = {}, order }) => {
  it('reports whether the effect happened, with the output of the step, and changes nothing', async () => {
    await subscribe(given);
    expect(await probe(order, { options })).toEqual({ applied: false });
    expect(await changes()).toEqual([]);
    const { output } = await run(order, { options });
    const found = await probe(order, { options });
    expect(found).toEqual({ applied: true, output });
    for (const value of PERSONAL_VALUES) expect(JSON.stringify(found)).not.toContain(value);
    expect(await changes()).toEqual(effects);
  });

  it('reports what exists after a lost reply, and a repeat completes the rest', async () => {
    await subscribe(given);
    await sandbox.fault({ partner: 'zuora', path: '/v1', fault: 'drop-after-effect', times: 1 });
    await failureOf(run(order, { options }));
    const isWhole = (await changes()).length === effects.length;
    expect((await probe(order, { options })).applied).toBe(isWhole);
    await run(order, { options, attempt: 2 });
    expect(await changes()).toEqual(effects);
    expect((await probe(order, { options })).applied).toBe(true);
  });

  it('is retried when Zuora gives no usable answer', async () => {
    await subscribe(given);
    for (const fault of ['500', '429', 'malformed']) {
      await sandbox.fault({ partner: 'zuora', path: '/v1', fault, times: 1 });
      expect(await failureOf(probe(order, { options }))).toMatchObject({ name: 'PluginTransient' });
    }
  });
});

describe('the probe of a new order', () => {
  const order = { ...ORDER, customFields: {} };

  it('finds the subscriptions of this order, but not those of another', async () => {
    expect(await probe(order)).toEqual({ applied: false });
    const { output } = await run(order);
    expect(await probe(order)).toEqual({ applied: true, output });
    expect(await probe(order, { orderId: 'order-1d6a1e5c9f2b47d38a1c55e0b9d7f314' })).toEqual({ applied: false });
  });

  it('reports not applied for an order that cannot be processed, without asking Zuora', async () => {
    expect(await probe({ ...order, orderItems: [] })).toEqual({ applied: false });
    expect(await sandbox.requests()).toEqual([]);
  });
});

describe('the probe of an order that only reads', () => {
  it('reports not applied', async () => {
    expect(await probe({ order_type: 'external', zuora_account_number: 'A1', subscriptionRef: 'S1' })).toEqual({
      applied: false,
    });
  });
});

describe('the probe of a changed account', () => {
  it('is inconclusive for a field that Zuora does not show', async () => {
    await subscribe();
    const change = CHANGES.change_payment?.order ?? {};
    const order = { ...change, payment: { type: 'zuora', zuora: { refId: 'b'.repeat(32), paymentGateway: 'Stripe' } } };
    await run(order);
    expect(await probe(order)).toEqual({ applied: 'unknown' });
  });

  it.each<[string, JsonObject, JsonObject, boolean | 'unknown']>([
    ['the code of a country with its name', { country: 'fr' }, { country: 'France' }, true],
    [
      'an address by its other parts when the country name differs',
      { city: 'Brno', country: 'CZ' },
      { city: 'Brno', country: 'Czech Republic' },
      true,
    ],
    ['another address by its other parts', { city: 'Brno', state: 'NY' }, { city: 'Albany', state: 'New York' }, false],
    ['the same postcode', { postalCode: 'YO1 1AA' }, { zipCode: 'YO1 1AA' }, true],
    ['another postcode', { postalCode: 'YO1 1AA' }, { zipCode: 'LS1 1AA' }, false],
    ['another country', { country: 'Belgium' }, { country: 'France' }, false],
    ['another code', { country: 'BE' }, { country: 'FR' }, false],
    ['a missing state', { state: 'NY' }, { state: null }, false],
    ['a short name that is not a code', { city: 'Ath' }, { city: 'Brussels' }, false],
    ['a code without anything else to compare', { state: 'NY' }, { state: 'New York' }, 'unknown'],
  ])('compares %s', async (_name, address, shown, applied) => {
    await subscribe();
    const order: JsonObject = { ...CHANGES.change_address?.order, address };
    const http: SendHttp = async (request) => {
      const reply = await sendOverHttp(request);
      const body = reply.body as JsonObject;
      return request.url.includes('/v1/accounts/') ? { ...reply, body: { ...body, billToContact: shown } } : reply;
    };
    expect((await probe(order, { http })).applied).toBe(applied);
  });
});
