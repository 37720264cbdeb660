import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { API_KEY } from '../../examples/loyalty/plugins/loyalty-points/stand-in.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/how-to/build-a-loyalty-plugin.md'), 'utf8');
const PROJECT = join(ROOT, 'examples/loyalty');

/** The files of the finished project, whose plugin passes its contract in `test/examples/loyalty.test.ts`. */
const files = readdirSync(PROJECT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const blocks = [...PAGE.matchAll(/```(?:ts|json)\n([\s\S]*?)\n```/g)].map(([, code = '']) => code);

it.each(blocks.map((code) => [code.split('\n')[0]?.trim() ?? '', code]))(
  'shows the code of the project: %s',
  (_first, code) => {
    expect(files.some((file) => file.includes(code))).toBe(true);
  },
);

it('gives the tenant the key that the stand-in expects', () => {
  expect(PAGE).toContain(`{ "shop/loyalty": { "apiKey": "${API_KEY}" } }`);
});

it('shows the declaration, the requests, the stand-in and the contract of the plugin', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(8);
});
