import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failedFiles } from '../../../scripts/test-again/failed-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failed-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function reportOf(content: unknown): Promise<string> {
  const file = join(folder, 'report.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}

it('names the files that failed, and no other', async () => {
  const testResults = [
    { name: '/test/a.test.ts', status: 'passed', assertionResults: [] },
    { name: '/test/b.test.ts', status: 'failed', assertionResults: [] },
    { name: '/test/c.test.ts', status: 'failed', assertionResults: [] },
  ];
  expect(await failedFiles(await reportOf({ testResults }))).toEqual(['/test/b.test.ts', '/test/c.test.ts']);
});

it('names none when every file passed', async () => {
  expect(await failedFiles(await reportOf({ testResults: [{ name: '/test/a.test.ts', status: 'passed' }] }))).toEqual(
    [],
  );
});

it('rejects what is not a report', async () => {
  await expect(failedFiles(await reportOf({ results: [] }))).rejects.toThrow('testResults');
  await expect(failedFiles(join(folder, 'missing.json'))).rejects.toThrow('ENOENT');
});
