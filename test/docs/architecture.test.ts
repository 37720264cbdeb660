import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { drawArchitecture, drawImports, replacePicture } from '../../scripts/architecture.ts';

describe('the architecture page', () => {
  it('shows the imports of the code: run npm run reference when this fails', async () => {
    const page = await readFile('docs/architecture.md', 'utf8');
    expect(page).toBe(await drawArchitecture(page));
  });
});

describe('drawImports', () => {
  it('draws a node for each folder and an arrow for each import', () => {
    const imports = new Map([
      ['core', []],
      ['state-machines', ['core']],
    ]);
    expect(drawImports(imports).split('\n')).toEqual([
      '```mermaid',
      'flowchart TD',
      '  core["core"]',
      '  state_machines["state-machines"]',
      '  state_machines --> core',
      '```',
    ]);
  });
});

describe('withPicture', () => {
  it('replaces what stands between the markers, and can be repeated', () => {
    const page = 'Before\n<!-- picture: a -->\nold\n<!-- end -->\nAfter';
    const once = replacePicture(page, 'a', 'new');
    expect(once).toBe('Before\n<!-- picture: a -->\n\nnew\n\n<!-- end -->\nAfter');
    expect(replacePicture(once, 'a', 'new')).toBe(once);
  });

  it('refuses a page without the markers', () => {
    expect(() => replacePicture('Nothing here', 'a', 'new')).toThrow('The page has no markers for the picture "a"');
  });
});
