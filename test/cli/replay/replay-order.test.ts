import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { RecordedOrder, RecordedStep } from '../../../cli/orders/recorded-order.ts';
import { replayOrder } from '../../../cli/replay/replay-order.ts';
import { createReport } from '../../../cli/replay/report.ts';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import { decimalText } from '../../../core/decimal.ts';
import { PluginDeclined } from '../../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { catalogOf, definePlugin, type Plugin } from '../../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../../core/plugin/idempotency.ts';

const URL_OF_BILLING = 'https://billing.example.org/invoices';

/** A plugin that bills the total of an order, as it was recorded: the tests change it. */
const BILLING: Plugin = definePlugin({
  name: 'bill',
  service: 'billing',
  summary: 'Bills.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  options: z.strictObject({ terms: z.string().default('P30D') }),
  async run({ http, options, order }) {
    const { total } = z.object({ total: z.object({ amount: z.number() }) }).parse(order);
    const json = { amount: total.amount, terms: options.terms };
    const { body, status } = await http({ method: 'POST', url: URL_OF_BILLING, json });
    if (status === 402) throw new PluginDeclined('no_money', 'There is no money.');
    return { output: { invoice: isJsonObject(body) ? (body.id ?? null) : null } };
  },
});

const LEDGER: Plugin = definePlugin({
  ...BILLING,
  name: 'book',
  async run({ http, results }) {
    await http({ method: 'GET', url: `https://ledger.example.org/invoices/${String(results.bill?.invoice)}` });
    return { output: {} };
  },
});

const OWN_RECORDS: Plugin = definePlugin({
  ...BILLING,
  name: 'duplicates',
  reads: ['account-subscriptions'],
  run: () => Promise.reject(new Error('Not in a replay.')),
});

const PROCESS: readonly JsonObject[] = [
  { name: 'bill', critical: true },
  { name: 'book', critical: false, when: "results.bill.invoice = 'INV-1'" },
];

function versionOf(processOrder: readonly JsonObject[] = PROCESS, ...changed: readonly Plugin[]) {
  const plugins = new Map([BILLING, LEDGER, OWN_RECORDS, ...changed].map((plugin) => [plugin.name, plugin]));
  const config = tenantConfigSchema.parse({ tenant: 'acme', processOrder });
  return { config, sequences: buildSequences(config, catalogOf([...plugins.values()])), plugins };
}

function stepOf(id: string, callouts: RecordedStep['callouts'], more: Partial<RecordedStep> = {}): RecordedStep {
  const attempt = {
    number: 1,
    kind: 'run',
    startedAt: '2026-03-02T09:30:00.000Z',
    outcome: 'succeeded',
    error: null,
  } as const;
  const base = { id, name: id, critical: true, status: 'succeeded', output: {}, skipped: null } as const;
  return { ...base, attempts: [attempt], callouts, ...more };
}

function calloutOf(method: string, endpoint: string, body: JsonObject | null, reply: JsonObject, status = 200) {
  const headers = { accept: 'application/json, */*;q=0.5', ...(body && { 'content-type': 'application/json' }) };
  const response = { status, headers: { 'content-type': 'application/json' }, body: reply };
  return { attempt: 1, method, endpoint, request: { headers, body }, response, error: null, shortened: false };
}

const BILLED = calloutOf('POST', URL_OF_BILLING, { amount: 17.5, terms: 'P30D' }, { id: 'INV-1' });
const BOOKED = calloutOf('GET', 'https://ledger.example.org/invoices/INV-1', null, {});

function recordOf(steps: readonly RecordedStep[], more: Partial<RecordedOrder> = {}): RecordedOrder {
  return {
    ...{ type: 'order', id: 'order-1', order_type: 'new', status: 'complete', created_at: '2026-03-02T09:30:00.000Z' },
    ...{ sequence: { name: 'default', version: 'a' }, config_version: null, run: 1 },
    payload: { order_type: 'new', total: { amount: 17.5, currency: 'GBP' } },
    steps: [...steps],
    ...more,
  } as RecordedOrder;
}

const RECORD = recordOf([stepOf('bill', [BILLED], { output: { invoice: 'INV-1' } }), stepOf('book', [BOOKED])]);
const former = versionOf().sequences[0];
const replayed = async (version: ReturnType<typeof versionOf>, record = RECORD) => {
  const { differences, ended, inPart } = await replayOrder(record, version, former);
  return { found: differences.map(({ detail, kind, text }) => [kind, text, detail].filter(Boolean)), ended, inPart };
};

describe('replayOrder', () => {
  it('finds nothing with the same config and code', async () => {
    expect(await replayed(versionOf())).toEqual({ found: [], ended: undefined });
  });

  it('compares what changed code would send, in decimals', async () => {
    const dearer = definePlugin({
      ...BILLING,
      run: (context) => BILLING.run({ ...context, order: { ...context.order, total: { amount: 17.6 } } }),
    });
    const { differences } = await replayOrder(RECORD, versionOf(PROCESS, dearer), former);
    expect(differences).toMatchObject([{ kind: 'amounts', detail: '17.6, before 17.5' }]);
    expect(differences[0]?.more && decimalText(differences[0].more)).toBe('0.10');
    const report = createReport('Tenant acme', [await replayOrder(RECORD, versionOf(PROCESS, dearer), former)]);
    expect(report.plain(5)).toContain(
      `Amounts that would be sent\n  bill POST ${URL_OF_BILLING}, body amount\n    1 new order, together +0.10: 17.6, before 17.5 (order-1)`,
    );
  });

  it('compares what changed options would send', async () => {
    const version = versionOf([{ ...PROCESS[0], options: { terms: 'P14D' } }, ...PROCESS.slice(1)]);
    const { found } = await replayed(version);
    expect(found).toEqual([['requests', `bill POST ${URL_OF_BILLING}, body terms`, '"P14D", before "P30D"']]);
  });

  it('lets later steps read the result of changed code, and otherwise the recorded one', async () => {
    const silent = definePlugin({
      ...BILLING,
      async run(context) {
        await BILLING.run(context);
        return { output: { number: 7 } };
      },
    });
    const { found } = await replayed(versionOf(PROCESS, silent));
    expect(found).toEqual([
      ['outputs', 'bill, result invoice', 'nothing, before "INV-1"'],
      ['outputs', 'bill, result number', '7, new'],
      ['removed', "book would be skipped: when: results.bill.invoice = 'INV-1' gave false"],
    ]);
  });

  it('ends at a request without a recorded answer, and says which', async () => {
    const more = definePlugin({
      ...BILLING,
      async run(context) {
        await context.http({ method: 'GET', url: 'https://billing.example.org/customers/4711' });
        return BILLING.run(context);
      },
    });
    const name = 'GET https://billing.example.org/customers/…';
    expect(await replayed(versionOf(PROCESS, more))).toEqual({
      found: [['requests', `bill would send ${name}`]],
      ended: { step: 'bill', why: `${name}: the record has no answer to it` },
    });
  });

  it.each([
    [
      'too long to be kept',
      { response: { ...BILLED.response, body: 'x... [truncated from 20000 bytes]' } },
      'too long',
    ],
    ['left out later', { shortened: true }, 'left out'],
  ])('compares a step up to an answer that was %s, and later steps with its recorded result', async (_, more, why) => {
    const [bill, book] = RECORD.steps;
    const lost = { ...BILLED, ...more } as typeof BILLED;
    const record = recordOf([{ ...(bill ?? expect.unreachable()), callouts: [lost] }, book ?? expect.unreachable()]);
    expect(await replayed(versionOf(), record)).toEqual({
      found: [],
      ended: undefined,
      inPart: [{ step: 'bill', why: expect.stringContaining(why) }],
    });
    const renamed = definePlugin({ ...BILLING, run: async () => ({ output: { invoice: 'INV-2' } }) });
    expect((await replayed(versionOf(PROCESS, renamed), record)).inPart).toBeUndefined();
  });

  it('ends at an answer that was not kept, if the record has no result of the step', async () => {
    const lost = { ...BILLED, shortened: true };
    const record = recordOf([stepOf('bill', [lost], { output: null }), stepOf('book', [BOOKED])]);
    expect(await replayed(versionOf(), record)).toMatchObject({
      found: [],
      ended: { step: 'bill' },
      inPart: undefined,
    });
  });

  it('names steps that run newly, and a step that only the end of the order kept from running', async () => {
    const added = { id: 'again', name: 'bill', critical: true };
    expect((await replayed(versionOf([...PROCESS, added]))).found).toContainEqual(['added', 'again would run']);
    const error = { name: 'PluginDeclined', code: 'no_money' };
    const failed = { number: 1, kind: 'run', startedAt: RECORD.created_at, outcome: 'declined', error } as const;
    const declined = { ...BILLED, response: { ...BILLED.response, status: 402 } };
    const record = recordOf(
      [
        stepOf('bill', [declined], { status: 'declined', output: null, attempts: [failed] }),
        stepOf('book', [], { status: 'pending', output: null, attempts: [] }),
      ],
      { status: 'failed' },
    );
    expect(await replayed(versionOf(), record)).toEqual({ found: [], ended: undefined });
    const generous = definePlugin({ ...BILLING, run: async () => ({ output: { invoice: 'INV-1' } }) });
    expect((await replayed(versionOf(PROCESS, generous), record)).found).toEqual([
      ['requests', `bill would no longer send POST ${URL_OF_BILLING}`],
      ['outcome', 'bill would be succeeded, before declined (no_money)'],
      ['added', 'book would run, because the order would get further than before'],
    ]);
  });

  it('gives a plugin the earlier attempts, so that it asks its partner again whether one had its effect', async () => {
    const asking = definePlugin({
      ...BILLING,
      async run(context) {
        if (context.attempt > 1)
          await context.http({ method: 'GET', url: `${URL_OF_BILLING}/${context.idempotencyKey}` });
        return BILLING.run(context);
      },
    });
    const at = (number: number, outcome: 'unknown' | 'succeeded') => ({
      ...({ number, kind: 'run', startedAt: `2026-03-02T09:30:0${number}.000Z`, outcome } as const),
      error: outcome === 'unknown' ? { name: 'PluginOutcomeUnknown', code: 'callout_no_reply' } : null,
    });
    const asked = calloutOf('GET', `${URL_OF_BILLING}/order-1#bill`, null, { code: 'not_found' }, 404);
    const bill = stepOf(
      'bill',
      [
        { ...asked, attempt: 2 },
        { ...BILLED, attempt: 2 },
      ],
      {
        attempts: [at(1, 'unknown'), at(2, 'succeeded')],
        output: { invoice: 'INV-1' },
      },
    );
    const record = recordOf([bill, stepOf('book', [BOOKED])]);
    expect(await replayed(versionOf(PROCESS, asking), record)).toEqual({ found: [], ended: undefined });
  });

  it.each([
    ['that reached its time limit', 'unknown', { name: 'PluginOutcomeUnknown', code: 'timeout' }],
    ['whose host died', 'unknown', null],
    ['that still runs', 'running', null],
  ] as const)(
    'claims no difference of an attempt %s, whose requests are not all recorded',
    async (_, outcome, error) => {
      const cutOff = { number: 1, kind: 'run', startedAt: RECORD.created_at, outcome, error } as const;
      const probe = { ...cutOff, number: 2, kind: 'probe', outcome: 'succeeded', error: null } as const;
      const bill = stepOf('bill', [], { attempts: [cutOff, probe], output: { invoice: 'INV-1' } });
      expect(await replayed(versionOf(), recordOf([bill, stepOf('book', [BOOKED])]))).toEqual({
        found: [],
        ended: undefined,
        inPart: [{ step: 'bill', why: expect.stringContaining('was cut off') }],
      });
    },
  );

  it('knows nothing of a step that a complete order had still to run', async () => {
    const [bill] = RECORD.steps;
    const book = stepOf('book', [], { status: 'pending', output: null, attempts: [] });
    const record = recordOf([bill ?? expect.unreachable(), book]);
    expect(await replayed(versionOf(), record)).toEqual({
      found: [],
      ended: { step: 'book', why: 'it had not run yet when the order was read' },
    });
    expect((await replayed(versionOf(PROCESS.slice(0, 1)), record)).inPart).toMatchObject([{ step: 'book' }]);
  });

  it('says what a plugin would refuse, and stops a critical order there', async () => {
    const strict = definePlugin({ ...BILLING, check: () => [{ path: 'total', message: 'Too much.' }] });
    expect((await replayed(versionOf(PROCESS, strict))).found).toEqual([
      ['check', 'bill would refuse the order at total: Too much.'],
    ]);
  });

  it('says that an expression would fail', async () => {
    const version = versionOf([{ ...PROCESS[0], when: '$number(order.order_type) = 1' }]);
    expect((await replayed(version)).found).toContainEqual([
      'outcome',
      expect.stringMatching(/^bill would fail: Could not evaluate/),
    ]);
  });

  it('answers for a plugin that reads the records of the tenant only if nothing that it decides by has changed', async () => {
    const steps = [{ name: 'duplicates', critical: true }];
    const record = recordOf([stepOf('duplicates', [], { output: { checked: 1 } })]);
    const before = versionOf(steps);
    expect(await replayOrder(record, before, before.sequences[0])).toEqual({
      ...{ id: 'order-1', orderType: 'new', differences: [] },
    });
    const after = versionOf([{ ...steps[0], options: { terms: 'P1D' } }]);
    expect((await replayOrder(record, after, before.sequences[0])).ended).toMatchObject({ step: 'duplicates' });
  });

  it('takes the answer of another system from the record', async () => {
    const waiting = { ...PROCESS[0], waitFor: 'callback' };
    const record = recordOf([stepOf('bill', [BILLED], { output: { invoice: 'INV-1' } }), stepOf('book', [BOOKED])]);
    const version = versionOf([waiting, ...PROCESS.slice(1)]);
    const { differences, ended } = await replayOrder(record, version, version.sequences[0]);
    expect({ differences, ended }).toEqual({ differences: [], ended: undefined });
  });
});
