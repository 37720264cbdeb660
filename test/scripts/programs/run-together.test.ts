import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTogether } from '../../../scripts/programs/run-together.ts';

let folder: string;
let printed: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-together-'));
  printed = [];
});
afterEach(() => rm(folder, { recursive: true }));

const together = (commands: readonly string[], signal = new AbortController().signal) =>
  runTogether({ commands, print: (text) => printed.push(text), signal, env: { ...process.env, FOLDER: folder } });

/** Waits until the other command has made a file, and makes one: passes only beside it. */
const meets = (own: string, other: string): string =>
  `touch "$FOLDER/${own}"; until [ -e "$FOLDER/${other}" ]; do sleep 0.02; done; echo ${own}`;
const sleeps = 'echo $$ > "$FOLDER/pid"; echo waits; sleep 600 & echo $! > "$FOLDER/child"; wait';
const written = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '');

describe('runTogether', () => {
  it('runs commands at the same time, and prints each as a whole, in their order', async () => {
    const first = `${meets('first', 'second')}; until [ -e "$FOLDER/late" ]; do sleep 0.02; done; echo end >&2`;
    const second = `${meets('second', 'first')}; touch "$FOLDER/late"`;
    expect(await together([first, second])).toBe(true);
    expect(printed).toEqual([
      expect.stringMatching(/^▶ touch[\s\S]*\nfirst\nend\n✓ [\s\S]* \(\d+\.\d s\)$/),
      expect.stringMatching(/^▶ touch[\s\S]*\nsecond\n✓ [\s\S]* \(\d+\.\d s\)$/),
    ]);
  });

  it('fails if one fails, stops the others with all their processes, and prints the output of both', async () => {
    const fails = 'until [ -s "$FOLDER/child" ]; do sleep 0.02; done; echo the reason; exit 3';
    expect(await together([sleeps, fails])).toBe(false);
    expect(printed).toEqual([
      expect.stringMatching(/\nwaits\n■ stopped: /),
      expect.stringMatching(/\nthe reason\n✗ .* \(\d+\.\d s\)$/),
    ]);
    for (const file of ['pid', 'child']) {
      const pid = Number(await written(file));
      await expect.poll(() => isThere(pid), { timeout: 20_000 }).toBe(false);
    }
  });

  it('fails if the last one fails after the others have passed', async () => {
    expect(await together(['true', 'exit 1'])).toBe(false);
    expect(printed.map((text) => text.at(text.lastIndexOf('\n') + 1))).toEqual(['✓', '✗']);
  });

  it('stops everything at a signal', async () => {
    const stop = new AbortController();
    const running = together([sleeps], stop.signal);
    await expect.poll(() => written('child'), { timeout: 20_000 }).toMatch(/\d/);
    stop.abort();
    expect(await running).toBe(false);
    const child = Number(await written('child'));
    await expect.poll(() => isThere(child), { timeout: 20_000 }).toBe(false);
  });
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
