import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** A system in a process of its own, that each test starts, kills and starts again over the same folder. */
export interface KillableProcess<Ready> {
  /** Starts it, and answers what its first line says. */
  start(...args: readonly string[]): Promise<Ready>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/**
 * Gives each test of a file, or of a `describe`, a folder and a process, and leaves neither behind.
 *
 * @param script beside this file; its first argument is the folder, and the first line it prints is JSON
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
        throw new Error(`Expected the system to start, found that it ended with ${code}.`);
      });
      const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
      ended.catch(() => undefined);
      return JSON.parse(String(line)) as Ready;
    },
    kill: () => kill(),
  };
}
