import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** A system in a child process, which each test starts, kills and restarts on the same folder. */
export interface KillableProcess<Ready> {
  /** Starts it and returns the JSON of its first line. */
  start(...args: readonly string[]): Promise<Ready>;
  /** Returns the data folder of the current test. */
  folder(): string;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
}

/**
 * Gives each test of a file or `describe` a folder and a process, and cleans up both.
 *
 * @param script in this folder; its first argument is the data folder, and the first line that it prints is JSON
 */
export function useKillableProcess<Ready>(script: string): KillableProcess<Ready> {
  let folder = '';
  let kill: () => Promise<void> = async () => undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'killed-'));
  });
  afterEach(async () => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    async start(...args) {
      const file = fileURLToPath(new URL(script, import.meta.url));
      const child = spawn(process.execPath, [file, folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      kill = async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      };
      const ended = once(child, 'exit').then(([code]): never => {
        throw new Error(`The system exited with ${code} before it was ready.`);
      });
      const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
      ended.catch(() => undefined);
      return JSON.parse(String(line)) as Ready;
    },
    folder: () => folder,
    kill: () => kill(),
  };
}
