import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { stageNames } from '../../core/config/stages.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const page = readFileSync(new URL('../../docs/how-to/configure-a-tenant.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text = '']) => text);
const files = blocks.filter((text) => text.startsWith('{')).map((text): object => JSON.parse(text));
/** Parts of a tenant file, to be merged into the file that stands before them. */
const parts = blocks.flatMap((text, index): readonly { file: object; part: object }[] => {
  if (text.startsWith('{')) return [];
  const file = blocks.slice(0, index).findLast((earlier) => earlier.startsWith('{')) ?? '{}';
  return [{ file: JSON.parse(file), part: JSON.parse(`{${text}}`) }];
});

const problemsOf = (file: object) => {
  const stages = stageNames(file);
  return (stages.length === 0 ? [undefined] : stages).flatMap(
    (stage) => checkTenantConfig(file, pluginCatalog(), undefined, stage).problems,
  );
};

describe('docs/how-to/configure-a-tenant.md', () => {
  it('starts with a file that works', () => {
    expect(blocks[0]).toMatch(/^\{/);
  });

  it('shows files without problems', () => {
    expect(files.flatMap(problemsOf)).toEqual([]);
  });

  it('shows parts that fit into the file before them', () => {
    expect(parts).not.toEqual([]);
    expect(parts.flatMap(({ file, part }) => problemsOf({ ...file, ...part }))).toEqual([]);
  });

  it('shows an override that excludes a step which the first file does not have', () => {
    const [small] = files;
    expect(problemsOf({ ...small, ...parts[0]?.part })).toMatchObject([{ path: 'overrides[0].exclude[0]' }]);
  });
});
