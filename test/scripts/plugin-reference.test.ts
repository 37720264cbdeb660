import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { type PluginEffect, RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';
import { plugins } from '../../plugins/registry.ts';
import { pluginReference } from '../../scripts/plugin-reference.ts';

it('is docs/reference/plugins.md: run npm run reference when this fails', async () => {
  const page = await readFile(new URL('../../docs/reference/plugins.md', import.meta.url), 'utf8');
  expect(page).toBe(pluginReference(plugins));
});

it.each<[PluginEffect, boolean, string]>([
  [{ idempotent: RECOGNISED_BY_DATA }, false, '`idempotent` for ever, by data'],
  [{ idempotent: { forHours: 24, keeps: 'all-answers' } }, false, '`idempotent` for 24 hours (all answers)'],
  [
    { idempotent: { forHours: 2, keeps: 'successes' } },
    true,
    '`idempotent` for 2 hours (successes) unless the option `idempotency` says otherwise',
  ],
])('says how long a repeat is recognised', (effect, isOption, text) => {
  const idempotency = isOption ? { idempotency: () => RECOGNISED_BY_DATA } : {};
  const plugin = { name: 'one', service: 'test', summary: '', options: z.strictObject({}), effect, ...idempotency };
  expect(pluginReference([plugin])).toContain(`, effect ${text}, 30 seconds`);
});

it('has a row for every option, including nested ones, with its type, default and meaning', () => {
  const options = z.strictObject({
    url: z.url().describe('Where to.'),
    mode: z.enum(['a', 'b']).default('a').describe('One | other.'),
    names: z.array(z.string()).optional().describe('Whose.'),
    limits: z
      .strictObject({ most: z.int().default(3).describe('At most.') })
      .default({ most: 3 })
      .describe('How far.'),
    either: z.union([z.string(), z.boolean()]).optional(),
    byName: z.record(z.string(), z.number()).default({}),
  });
  const run = async () => ({ output: {} });
  const plugin = definePlugin({
    name: 'one',
    service: 'test',
    summary: 'Does it.',
    effect: 'at-most-once',
    options,
    run,
  });
  const page = pluginReference([plugin]);
  expect(page.slice(page.indexOf('## one'))).toBe(`## one

Does it.

Service \`test\`, effect \`at-most-once\`, 30 seconds for an attempt.

| Option        | Type                  | Default  | Meaning       |
| ------------- | --------------------- | -------- | ------------- |
| \`url\`         | text                  | required | Where to.     |
| \`mode\`        | \`a\`, \`b\`              | \`"a"\`    | One \\| other. |
| \`names\`       | list of text          |          | Whose.        |
| \`limits\`      | object                |          | How far.      |
| \`limits.most\` | whole number          | \`3\`      | At most.      |
| \`either\`      | text or true or false |          |               |
| \`byName\`      | number by name        | \`{}\`     |               |
`);
});
