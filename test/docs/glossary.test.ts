import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOP_FOLDERS } from '../../scripts/architecture.ts';

const FOLDERS = [...TOP_FOLDERS, 'test'];
const EXPORT = /^export (?:abstract |async |declare )*(?:function\*?|const|class|interface|type|enum) (\w+)/gm;

const files = (
  await Promise.all(
    FOLDERS.map(async (folder) =>
      (
        await readdir(folder, { recursive: true, withFileTypes: true })
      )
        .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
        .map((entry) => join(entry.parentPath, entry.name)),
    ),
  )
).flat();

/** `putOffSeconds` and `put-off-seconds.ts` both read "put off seconds". */
function wordsOf(name: string): string {
  const words = name.replace(/\.\w+$/, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return ` ${words
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .join(' ')} `;
}

async function retiredWords(): Promise<readonly string[]> {
  const page = await readFile('docs/glossary.md', 'utf8');
  const rows = page.slice(page.indexOf('## Retired words')).matchAll(/^\| (?!retired|-)([^|]+?) +\|/gm);
  return [...rows].flatMap(([, words = '']) => words.split(', '));
}

describe('the glossary', () => {
  it('lists retired words', async () => {
    const words = await retiredWords();
    expect(words).toContain('settle');
    expect(words).toContain('put off');
    expect(words).not.toContain('retired');
  });

  it('finds a retired word in a file name and in an export', async () => {
    const words = await retiredWords();
    const found = (name: string) => words.filter((word) => wordsOf(name).includes(` ${word} `));
    expect(found('settle-ended-run.ts')).toEqual(['settle']);
    expect(found('putOffSeconds')).toEqual(['put off']);
    expect(found('output')).toEqual([]);
  });

  it('has no retired word in the name of a file or an export', async () => {
    const words = await retiredWords();
    const names = await Promise.all(
      files.map(async (file) => [
        [file, basename(file)] as const,
        ...[...(await readFile(file, 'utf8')).matchAll(EXPORT)].map(([, name = '']) => [file, name] as const),
      ]),
    );
    const offences = names
      .flat()
      .filter(([, name]) => words.some((word) => wordsOf(name).includes(` ${word} `)))
      .map(([file, name]) => `${file}: ${name}`);
    expect(offences).toEqual([]);
  });
});
