import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diff } from '../../cli/diff.ts';
import { exportOrders } from '../../cli/export.ts';
import { replay } from '../../cli/replay.ts';
import cancellation from '../../examples/cancel-subscription.json' with { type: 'json' };
import newOrder from '../../examples/new-order.json' with { type: 'json' };
import { testTerminal } from '../embedded/cli/test-terminal.ts';
import { configRecorded } from '../helpers/config-recorded.ts';
import { DEMO_TENANT, startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';

const [SALESFORCE, ZUORA, EVENTS] = DEMO_TENANT.processOrder as readonly [object, { options: object }, object];
const NOTICE = { id: 'notice', name: 'calloutPlugin', critical: false, when: "order.country = 'GB'" };
const TRIAL = { name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] };
const PERSONAL = ['Ada', 'Byrne', 'example.org', '1134960000', 'Mill Lane', 'Leeds', 'LS1 1AA'];

const noticeOf = (sandboxUrl: string, more: object = {}) => ({
  ...NOTICE,
  options: { endpoint: `${sandboxUrl}/provisioning/orders`, rejectUnlessOk: true },
  ...more,
});

describe('export and replay', () => {
  let system: TestSystem;
  let folder: string;
  let env: Readonly<Record<string, string>>;
  let orders: string;
  let count: number;
  const file = (name: string) => join(folder, name);
  const base = () => ({
    tenant: 'demo',
    processOrder: [SALESFORCE, ZUORA, EVENTS, noticeOf(system.sandbox.url)],
    overrides: [TRIAL],
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replay-'));
    orders = file('orders.jsonl');
    system = await startTestSystem({
      configure: (url) => ({
        processOrder: [SALESFORCE, ZUORA, EVENTS, noticeOf(url)],
        overrides: [TRIAL],
        outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
      }),
    });
    env = { TOKEN: await system.token(), DATA_DIR: folder };
    const send = async (order: object) => (await system.api('POST', '/orders', order, { prefer: 'wait=20' })).body;
    const trial = structuredClone(newOrder);
    for (const { offer } of trial.orderItems) offer.data.attributes.offer_type__limio = 'trial';
    const sent = [
      await send(newOrder),
      await send({ ...newOrder, country: 'FR', external_id: 'second' }),
      await send({ ...trial, external_id: 'third' }),
    ] as { status: string; subscriptionReference: string | null }[];
    const subscriptionRef = sent[0]?.subscriptionReference;
    sent.push((await send({ ...cancellation, subscriptionRef })) as (typeof sent)[0]);
    expect(sent.map(({ status }) => status)).toEqual(['complete', 'complete', 'complete', 'complete']);
    count = sent.length;
    await configRecorded(system);
    const terminal = testTerminal(env);
    const args = ['--api', system.runtime.apiUrl, '--since', 'PT1H', '--file', orders];
    expect(await exportOrders(args, terminal)).toBe(0);
    expect(terminal.printed.join()).toContain(`has ${count} orders. Try a change on them:`);
  }, 120_000);
  afterAll(async () => {
    await system.close();
    await rm(folder, { recursive: true });
  });

  const run = async (config: object, ...args: readonly string[]) => {
    await writeFile(file('demo.json'), JSON.stringify(config));
    const terminal = testTerminal(env);
    const code = await replay([file('demo.json'), '--orders', orders, ...args], terminal);
    return { code, text: terminal.printed.join('\n') };
  };
  const partnersSaw = async () => (await system.effects()).length;

  it('writes orders without personal data, for their owner only', async () => {
    const text = await readFile(orders, 'utf8');
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      ...['export', 'config'],
      ...Array.from({ length: count }, () => 'order'),
      'end',
    ]);
    for (const value of PERSONAL) expect(text).not.toContain(value);
    expect((await stat(orders)).mode & 0o777).toBe(0o600);
  });

  it('continues an export that was interrupted, also in the middle of a line', async () => {
    const whole = await readFile(orders, 'utf8');
    const part = file('part.jsonl');
    const again = () =>
      exportOrders(['--api', system.runtime.apiUrl, '--since', 'PT1H', '--file', part], testTerminal(env));
    await writeFile(part, whole);
    await expect(again()).rejects.toThrow(/is complete/);
    const firstOrder = whole.split('\n').slice(0, 3).join('\n').length + 1;
    await truncate(part, firstOrder + 100);
    expect(await again()).toBe(0);
    const ids = (text: string) => [...text.matchAll(/"type":"order","id":"([^"]+)"/g)].map(([, id]) => id);
    expect(ids(await readFile(part, 'utf8'))).toEqual(ids(whole));
  });

  it('finds no difference with the config that the orders ran with, and sends nothing', async () => {
    const before = await partnersSaw();
    expect(await run(base())).toMatchObject({ code: 0, text: expect.stringContaining('None would run differently.') });
    expect(await partnersSaw()).toBe(before);
  });

  it('lists orders under a changed override, a changed when and a removed step, and ends with 1', async () => {
    const { code, text } = await run(
      {
        ...base(),
        processOrder: [SALESFORCE, ZUORA, noticeOf(system.sandbox.url, { when: "order.country = 'FR'" })],
        overrides: [{ ...TRIAL, match: { orderType: ['cancel_subscription'] } }],
      },
      '--markdown',
      file('report.md'),
    );
    expect(code).toBe(1);
    const section = (heading: string) => text.split('\n\n').find((part) => part.startsWith(heading)) ?? '';
    expect(section('Orders that would take another sequence')).toMatch(
      /trial, before default\n {4}1 cancel_subscription order \(order-\w+\)/,
    );
    expect(section('Orders that would take another sequence')).toMatch(/default, before trial\n {4}1 new order /);
    expect(section('Steps that would no longer run')).toMatch(
      /platformEvents would not run\n {4}3 new orders .*\n {4}1 cancel/,
    );
    expect(section('Steps that would no longer run')).toMatch(
      /notice would be skipped: when: .* gave false\n {4}1 new order/,
    );
    expect(section('Steps that would no longer run')).toMatch(/zuora would not run\n {4}1 cancel_subscription/);
    expect(section('Steps that would run newly')).toMatch(/notice would run, before it was skipped.*\n {4}1 new order/);
    expect(section('Steps that would run newly')).toMatch(/zuora would run\n {4}1 new order/);
    expect(section('AWS list price')).toMatch(/default: \$\d+\.\d\d, before \$\d+\.\d\d/);
    expect(section('Not replayed to the end')).toMatch(/notice, POST .*provisioning\/orders: the record has no answer/);
    const markdown = await readFile(file('report.md'), 'utf8');
    expect(markdown).toMatch(/^### Replay\n\n.*\n\n\*\*Orders that would take another sequence\*\*\n\n- trial, before/);
  });

  it('replays the orders of a stage with that stage of the file, named by --stage or STAGE, and refuses another stage', async () => {
    await mkdir(join(folder, 'staged'));
    const recorded = file('stage.jsonl');
    await writeFile(recorded, (await readFile(orders, 'utf8')).replaceAll('"tenant":"demo"', '"tenant":"demo_TEST"'));
    const stages = (test: object) => ({ ...base(), stages: { test, prod: {} } });
    const changed = stages({
      processOrder: { platformEvents: null, notice: { when: "order.country = 'FR'" } },
      overrides: { trial: { match: { orderType: ['cancel_subscription'] } } },
    });
    const staged = async (config: object, args: readonly string[], more: object = {}) => {
      await writeFile(join(folder, 'staged', 'demo.json'), JSON.stringify(config));
      const terminal = testTerminal({ ...env, ...more });
      const code = await replay([join(folder, 'staged', 'demo.json'), '--orders', recorded, ...args], terminal);
      return { code, text: terminal.printed.join('\n') };
    };

    expect((await staged(stages({ retention: { orders: 'P90D' } }), ['--stage', 'test'])).code).toBe(0);
    const { code, text } = await staged(changed, ['--stage', 'test', '--markdown', file('stage.md')]);
    expect(code).toBe(1);
    expect(text).toMatch(/^Tenant demo_TEST with .*: 4 orders \(1 cancel_subscription, 3 new\)/);
    for (const line of ['default, before trial', 'platformEvents would not run', 'notice would be skipped'])
      expect(text).toContain(line);
    expect(text).toMatch(/default: \$\d+\.\d\d, before \$\d+\.\d\d/);
    expect(await readFile(file('stage.md'), 'utf8')).toContain('- platformEvents would not run');
    expect((await staged(changed, [], { STAGE: 'test' })).text).toBe(text);
    expect((await staged(changed, [])).code).toBe(2);
    await expect(staged(changed, ['--stage', 'prod'])).rejects.toThrow(/orders of demo_TEST.*--stage test/);
  });

  it('ends with 3 if none differs as far as they were compared, and with 2 if nothing is known', async () => {
    await writeFile(file('demo.json'), JSON.stringify(base()));
    const lost = file('lost.jsonl');
    await writeFile(lost, (await readFile(orders, 'utf8')).replaceAll('"shortened":false', '"shortened":true'));
    const terminal = testTerminal(env);
    expect(await replay([file('demo.json'), '--orders', lost], terminal)).toBe(3);
    expect(terminal.printed.join('\n')).toMatch(
      /None would run differently, as far as .* \d could not be compared wholly/,
    );
    expect((await run({ ...base(), processOrder: 'none' })).code).toBe(2);
  });

  it('says what a plugin would refuse', async () => {
    const zuora = { ...ZUORA, options: { ratePlans: { '/offers2/Another': 'plan-2' } } };
    const { code, text } = await run({
      ...base(),
      processOrder: [SALESFORCE, zuora, EVENTS, noticeOf(system.sandbox.url)],
    });
    expect(code).toBe(1);
    expect(text).toMatch(/Orders that a plugin would refuse\n {2}zuora would refuse the order at .*\n {4}2 new orders/);
  });

  it('reads the orders from the API itself', async () => {
    await writeFile(file('demo.json'), JSON.stringify({ ...base(), overrides: [] }));
    const terminal = testTerminal(env);
    const args = [file('demo.json'), '--api', system.runtime.apiUrl, '--since', 'PT1H', '--limit', '2'];
    expect(await replay(args, terminal)).toBe(1);
    expect(terminal.printed.join()).toContain('2 orders');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a file that is missing', ['--orders', 'missing.jsonl'], /found no missing\.jsonl/],
    ['a folder', ['--orders', 'tenants'], /found no tenants/],
    ['a report that cannot be written', ['--markdown', 'no-such-folder/report.md'], /--markdown: .* \(ENOENT\)/],
    ['no URL', ['--api', 'localhost'], /--api: expected a URL/],
    ['two sources', ['--orders', 'a.jsonl', '--since', 'P1D'], /found both/],
    ['no duration', ['--since', 'yesterday'], /--since: expected a duration/],
    ['no number', ['--limit', '0'], /--limit: expected a number/],
    ['no number of ids', ['--ids', 'all'], /--ids: expected a number/],
  ])('refuses %s', async (_, args, message) => {
    await writeFile(file('demo.json'), JSON.stringify(base()));
    await expect(replay([file('demo.json'), ...args], testTerminal(env))).rejects.toThrow(message);
  });

  it('refuses orders of another tenant, and a file of something else', async () => {
    await writeFile(file('other.json'), JSON.stringify({ ...base(), tenant: 'other' }));
    await expect(replay([file('other.json'), '--orders', orders], testTerminal(env))).rejects.toThrow(/orders of demo/);
    await writeFile(file('words.jsonl'), 'words\n');
    await expect(replay([file('demo.json'), '--orders', file('words.jsonl')], testTerminal(env))).rejects.toThrow(
      /words\.jsonl:1 is no line of recorded orders \(it is no JSON\)/,
    );
  });

  it('compares a deployed version with a file', async () => {
    const { items } = (await system.api('GET', '/config/versions')).body as { items: { version: string }[] };
    const version = items[0]?.version ?? '';
    await writeFile(file('demo.json'), JSON.stringify({ ...base(), patience: 'PT1H' }));
    const terminal = testTerminal(env);
    expect(await diff([version, file('demo.json'), '--api', system.runtime.apiUrl], terminal)).toBe(1);
    expect(terminal.printed.join()).toContain('patience: "PT1H", before "PT0S"');
    await expect(diff(['c0ffee000000', version, '--api', system.runtime.apiUrl], terminal)).rejects.toThrow(
      /answered 404: No deployed config has the version/,
    );
  });
});
