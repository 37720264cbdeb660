import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/**
 * Ends a process that leads a group of its own (`detached`), and everything that it started: by SIGTERM, and by SIGKILL
 * what is still there after 5 seconds.
 */
export async function stopGroup({ pid }: Pick<ChildProcess, 'pid'>): Promise<void> {
  if (pid === undefined) return;
  send(pid, 'SIGTERM');
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end && isThere(pid); ) await wait(POLL_MS);
  send(pid, 'SIGKILL');
}

function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    // ESRCH: nobody of the group is left.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

const isThere = (group: number): boolean => send(group, 0);
