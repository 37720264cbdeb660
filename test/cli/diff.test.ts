import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diff } from '../../cli/diff.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

const SALESFORCE = { name: 'salesforceV3', critical: true };
const ZUORA = { name: 'zuora', critical: true, options: { ratePlans: { '/offers2/Monthly': 'plan-1' } } };
const EVENTS = { name: 'platformEvents', critical: false };
const TRIAL = { name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] };
const BEFORE = { tenant: 'shop', processOrder: [SALESFORCE, ZUORA, EVENTS], overrides: [TRIAL] };

describe('diff', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'diff-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const written = async (version: string, content: object): Promise<string> => {
    await mkdir(join(folder, version), { recursive: true });
    const file = join(folder, version, 'shop.json');
    await writeFile(file, JSON.stringify(content));
    return file;
  };
  const compare = async (after: object, ...flags: readonly string[]) => {
    const terminal = testTerminal();
    const files = [await written('before', BEFORE), await written('after', after)];
    const code = await diff([...files, ...flags], terminal);
    return { code, text: terminal.printed.join('\n'), errors: terminal.errors.join('\n') };
  };

  it('says that nothing differs, and ends with 0', async () => {
    expect(await compare(BEFORE)).toMatchObject({ code: 0, text: expect.stringMatching(/do not differ\.$/) });
  });

  it('names removed, added and changed steps with their old and new values, and ends with 1', async () => {
    const zuora = { ...ZUORA, when: 'order.total > 0', options: { ratePlans: { '/offers2/Monthly': 'plan-2' } } };
    const { code, text } = await compare({ ...BEFORE, processOrder: [SALESFORCE, zuora], overrides: [TRIAL] });
    expect(code).toBe(1);
    expect(text).toContain('Sequence default\n  platformEvents: removed\n');
    expect(text).toContain('  zuora.options.ratePlans./offers2/Monthly: "plan-2", before "plan-1"');
    expect(text).toContain('  zuora.when: "order.total > 0", new');
    expect(text).toMatch(/AWS list price of a million orders\n {2}default: \$\d+\.\d\d, before \$\d+\.\d\d/);
  });

  it('compares a stage, also with a version from before the file had stages', async () => {
    const stages = { test: { collisions: 'allow' }, prod: {} };
    const staged = await compare({ ...BEFORE, stages }, '--stage', 'test');
    expect(staged).toMatchObject({ code: 1, text: expect.stringContaining('collisions: "allow", before "queue"') });
    expect(await compare({ ...BEFORE, stages }, '--stage', 'prod')).toMatchObject({ code: 0 });
    expect(await compare({ ...BEFORE, stages })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('stages: '),
    });
    expect(await compare(BEFORE, '--stage', 'test')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('without stages'),
    });
  });

  it('names moved steps, the policy and other settings', async () => {
    const processOrder = [SALESFORCE, EVENTS, ZUORA];
    const { text } = await compare({ ...BEFORE, processOrder, onCriticalFailure: 'compensate', patience: 'PT1H' });
    expect(text).toContain(
      'order of the steps: salesforceV3, platformEvents, zuora; before salesforceV3, zuora, platformEvents',
    );
    expect(text).toContain('onCriticalFailure: "compensate", before "stop"');
    expect(text).toMatch(/Other settings\n(.*\n)* {2}patience: /);
  });

  it('names overrides that are new, changed, removed or checked in another order', async () => {
    const gift = { name: 'gift', match: { orderType: ['renew'] }, exclude: ['platformEvents'] };
    const changed = { ...TRIAL, match: { orderType: ['new', 'renew'], offerType: ['trial'] } };
    const { text } = await compare({ ...BEFORE, overrides: [changed, gift] });
    expect(text).toContain(
      'trial: for orderType new or renew and offerType trial; before for orderType new and offerType trial',
    );
    expect(text).toContain('gift: new, for orderType renew');
    expect((await compare({ ...BEFORE, overrides: [] })).text).toContain('  trial: removed');
  });

  it('writes Markdown in which no value of the file is rendered', async () => {
    const { text } = await compare(
      { ...BEFORE, processOrder: [SALESFORCE, { ...ZUORA, when: '"<b>*x*</b>" = "a"' }, EVENTS] },
      '--markdown',
    );
    expect(text).toMatch(/^### Tenant shop: .* → .*\n\n\*\*Sequence default\*\*\n\n- zuora\.when: /);
    expect(text).toContain('\\<b\\>\\*x\\*\\</b\\>');
  });

  it('reads a version of a git revision, and a tenant by its name', async () => {
    const terminal = testTerminal();
    expect(await diff(['HEAD:tenants/demo.json', 'HEAD:tenants/demo.json'], terminal)).toBe(0);
    expect(await diff(['demo', 'tenants/demo.json'], terminal)).toBe(0);
  });

  it.each([
    ['a missing file', 'tenants/nobody.json', 'check the path'],
    ['an unknown revision', 'no-such-branch:tenants/demo.json', "fatal: invalid object name 'no-such-branch'"],
    ['an option of git', '--output=x:tenants/demo.json', "Unknown option '--output'"],
    ['a deployed version at another machine without a token', '4c1284ba8b87', 'in TOKEN, found none'],
  ])('refuses %s, and says why', async (_what, source, message) => {
    const api = ['--api', 'https://api.acme.example'];
    await expect(diff([source, 'tenants/demo.json', ...api], testTerminal())).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(message),
    });
  });

  it('ends with 2 for a version with problems, since 1 says that they differ', async () => {
    const bad = await written('bad', { ...BEFORE, processOrder: [{ name: 'zuorra', critical: true }] });
    const terminal = testTerminal();
    expect(await diff([bad, bad], terminal)).toBe(2);
    expect(terminal.errors.join()).toContain('processOrder[0].name: Expected one of');
  });
});
