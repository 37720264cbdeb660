import { readdirSync, readFileSync } from 'node:fs';

/** Resource usage of a process tree. */
export interface Usage {
  /** CPU time of user and system, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, in MB. */
  readonly memoryMb: number;
  /** How many processes the tree has. */
  readonly processes: number;
}

/** Length of the ticks in which Linux counts CPU time. */
const TICK_MS = 10;

/** Reads the usage of processes and all their descendants so far. Linux only. */
export function usageOf(pids: readonly number[]): Usage {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc'))
    if (/^\d+$/.test(entry)) parents.set(Number(entry), statOf(Number(entry)).parent);
  const isInTree = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pids.includes(pid) || isInTree(parents.get(pid)));
  const stats = [...parents.keys()].filter(isInTree).map(statOf);
  return {
    cpuMs: stats.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryMb: stats.reduce((sum, { memoryMb }) => sum + memoryMb, 0),
    processes: stats.length,
  };
}

function statOf(pid: number): Omit<Usage, 'processes'> & { readonly parent: number } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain spaces.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    return {
      parent: Number(fields[1]),
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      memoryMb: Number(memory) / 1024,
    };
  } catch {
    return { parent: 0, cpuMs: 0, memoryMb: 0 };
  }
}
