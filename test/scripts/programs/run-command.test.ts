import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../../scripts/programs/run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-command-'));
});
afterEach(() => rm(folder, { recursive: true }));

const node = (script: string) => ({ program: process.execPath, args: ['-e', script], env: process.env });

describe('runCommand', () => {
  it('appends the output of a program to its log', async () => {
    const log = join(folder, 'log');

    await runCommand({ ...node('console.log("out"); console.error("err")'), log });
    await runCommand({ ...node('console.log("again")'), log });

    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    expect(lines.slice(0, 2).toSorted()).toEqual(['err', 'out']);
    expect(lines[2]).toBe('again');
  });

  it('reports the exit code and the end of the log of a program that fails', async () => {
    const log = join(folder, 'log');
    const failing = runCommand({ ...node('console.error("the reason"); process.exit(3)'), log });
    await expect(failing).rejects.toMatchObject({
      name: 'CommandFailed',
      message: expect.stringMatching(/exited with 3\.[\s\S]*the reason/),
    });
  });

  it('reports a program that does not exist', async () => {
    const missing = runCommand({ program: join(folder, 'nothing'), args: [], env: {}, log: join(folder, 'log') });
    await expect(missing).rejects.toMatchObject({ name: 'CommandFailed', message: expect.stringContaining('ENOENT') });
  });

  it('stops a program and its child processes when aborted', async () => {
    const stop = new AbortController();
    const file = join(folder, 'pid');
    const inner = `require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}]); setInterval(() => {}, 1000)`;
    const running = runCommand({ ...node(outer), signal: stop.signal, log: join(folder, 'log') });
    const pid = expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 10_000 });
    await pid.toMatch(/^\d+$/);

    stop.abort();

    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    const started = Number(await readFile(file, 'utf8'));
    await expect.poll(() => isThere(started), { timeout: 10_000 }).toBe(false);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
