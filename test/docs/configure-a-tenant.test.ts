import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const page = readFileSync(new URL('../../docs/how-to/configure-a-tenant.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) => text);
const files = blocks.filter((text) => text.startsWith('{')).map((text): object => JSON.parse(text));
const parts = blocks.filter((text) => text.startsWith('"')).map((text): object => JSON.parse(`{${text}}`));

const problemsOf = (file: object) => checkTenantConfig(file, pluginCatalog()).problems;

describe('the page on configuring a tenant', () => {
  it('has two files and a part', () => {
    expect([files.length, parts.length]).toEqual([2, 1]);
  });

  it('shows files without problems', () => {
    expect(files.map(problemsOf)).toEqual([[], []]);
  });

  it('shows a part that fits the second file, and not the first, which lacks a step that it excludes', () => {
    const [small, whole] = files.map((file) => ({ ...file, ...parts[0] }));
    expect(problemsOf(whole ?? {})).toEqual([]);
    expect(problemsOf(small ?? {})).toMatchObject([{ path: 'overrides[0].exclude[0]' }]);
  });
});
