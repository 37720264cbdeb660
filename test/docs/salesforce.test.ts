import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/reference/salesforce.md', 'utf8');
const SOURCES = ['plugins/salesforce-v3/**/*.ts', 'plugins/kit/salesforce.ts', 'plugins/kit/oauth-session.ts'];
const codes = SOURCES.flatMap((pattern) => globSync(pattern)).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\b(?:code: |\? )'(\w+)'(?: : '(\w+)')?/g)].flatMap(([, ...found]) =>
    found.filter((code) => code !== undefined && /^[a-z]+(_[a-z]+)+$/.test(code)),
  ),
);

describe('the page about Salesforce', () => {
  it('explains every code of the plugin', () => {
    expect(codes).toContain('several_customers');
    expect(codes).toContain('account_not_found');
    expect([...new Set(codes)].filter((code) => !PAGE.includes(`\`${code}\``))).toEqual([]);
  });

  it('names every error of Salesforce that the plugins treat in a special way', () => {
    const source =
      readFileSync('plugins/kit/salesforce.ts', 'utf8') +
      readFileSync('plugins/platform-events/publish-event.ts', 'utf8');
    const special = [...source.matchAll(/TRANSIENT_CODES = \[([^\]]+)\]/g)].flatMap(
      ([, list = '']) => list.match(/[A-Z_]+/g) ?? [],
    );
    expect(special).toContain('UNABLE_TO_LOCK_ROW');
    expect(special.filter((code) => !PAGE.includes(`\`${code}\``))).toEqual([]);
  });
});
