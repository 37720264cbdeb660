import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  continueExportFile,
  readExportLines,
  readExportState,
  startExportFile,
} from '../../../cli/orders/export-file.ts';

const HEADER = {
  type: 'export',
  format: 1,
  tenant: 'acme',
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-02T00:00:00Z',
} as const;
const configOf = (version: string) => ({ type: 'config', version, config: { tenant: 'acmé' } }) as const;

let folder: string;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterAll(() => rm(folder, { recursive: true }));

const typesIn = async (name: string) => {
  const types: string[] = [];
  for await (const { type } of readExportLines(file(name))) types.push(type);
  return types;
};

describe('a file of recorded orders', () => {
  it('is for its owner only, and never replaces another', async () => {
    await (await startExportFile(file('new'), HEADER)).close();
    expect((await stat(file('new'))).mode & 0o777).toBe(0o600);
    await expect(startExportFile(file('new'), HEADER)).rejects.toThrow(/EEXIST/);
  });

  it('continues after its last whole line', async () => {
    const writer = await startExportFile(file('cut'), HEADER);
    await writer.write(configOf('v1'));
    await writer.write(configOf('v2'));
    await writer.close();
    await truncate(file('cut'), (await stat(file('cut'))).size - 5);
    const state = await readExportState(file('cut'));
    expect(state).toMatchObject({ versions: new Set(['v1']), isComplete: false });
    const continued = await continueExportFile(file('cut'), state);
    await continued.write({ type: 'end', orders: 0 });
    await continued.close();
    expect(await typesIn('cut')).toEqual(['export', 'config', 'end']);
    expect((await readExportState(file('cut'))).isComplete).toBe(true);
    expect((await readFile(file('cut'), 'utf8')).endsWith('}\n')).toBe(true);
  });

  it('reads lines that are longer than a chunk', async () => {
    const writer = await startExportFile(file('long'), HEADER);
    await writer.write({ ...configOf('v1'), config: { text: 'x'.repeat(300_000) } });
    await writer.write(configOf('v2'));
    await writer.close();
    expect(await typesIn('long')).toEqual(['export', 'config', 'config']);
  });

  it.each([
    ['nothing', ''],
    ['something else', 'words\n'],
    ['no header', `${JSON.stringify(configOf('v1'))}\n`],
    ['two headers', `${JSON.stringify(HEADER)}\n${JSON.stringify(HEADER)}\n`],
    ['a broken line', `${JSON.stringify(HEADER)}\n{"type":"order"}\n`],
  ])('with %s is refused', async (name, text) => {
    await writeFile(file(name), text);
    await expect(readExportState(file(name))).rejects.toThrow(/is no line of recorded orders/);
  });
});
