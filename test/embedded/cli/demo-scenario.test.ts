import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('sends every example with --all, and reports that each ended as expected', { timeout: 120_000 }, async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'demo-'));
  const env = { PATH: process.env.PATH, TMPDIR: temporary };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['cli/main.ts', 'demo', '--all'], { env });
  expect(stderr).toBe('');
  const scenario = JSON.parse(await readFile('embedded/cli/demo-scenario.json', 'utf8')) as { file: string }[];
  expect(stdout.match(/^As expected$/gm)).toHaveLength(scenario.length);
  expect(stdout).toContain(`${scenario.length} of ${scenario.length} orders ended as expected`);
  await rm(temporary, { recursive: true });
});
