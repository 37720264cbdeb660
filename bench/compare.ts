import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cold } from './cold.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { type LoadResult, percentile, sendLoad } from './load.ts';
import { soak } from './soak.ts';
import { start } from './start.ts';
import { startDbos } from './systems/dbos.ts';
import { startOwnSystem } from './systems/own-system.ts';
import { startRestate } from './systems/restate.ts';
import { type System, SystemMissing, type SystemOptions } from './systems/system.ts';
import { startTarget } from './target.ts';
import { usageOf } from './usage.ts';
import { waiters } from './waiters.ts';

// The same job on several systems, in turn; see bench/README.md.
const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '1,8,32,128' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string' },
    soak: { type: 'string' },
    demo: { type: 'boolean', default: false },
    'max-memory': { type: 'string', default: 'Infinity' },
    growth: { type: 'string' },
    cold: { type: 'boolean', default: false },
    idle: { type: 'boolean', default: false },
    waiters: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
  },
});

const PEERS = fileURLToPath(new URL('./peers', import.meta.url));
const STARTERS: Readonly<Record<string, (options: SystemOptions) => Promise<System>>> = {
  own: startOwnSystem,
  restate: startRestate,
  dbos: startDbos,
};

interface Row extends LoadResult {
  readonly system: string;
  readonly callers: number;
  readonly cpuMsPerOrder: number;
  readonly memoryMb: number;
}

const directory = await mkdtemp(join(tmpdir(), 'bench-'));
// PostgreSQL runs as another user, who needs access to its folder.
await chmod(directory, 0o755);
const target = await startTarget();
try {
  const options = { directory, target: target.url };
  if (values.soak !== undefined)
    process.exitCode = (await soak(
      { orders: Number(values.soak), demo: values.demo, maxMemoryMb: Number(values['max-memory']) },
      options,
    ))
      ? 0
      : 1;
  else if (values.growth !== undefined) process.exitCode = (await growth(Number(values.growth), options)) ? 0 : 1;
  else if (values.cold) await cold(directory);
  else if (values.idle) await idle({ directory, target });
  else if (values.start) process.exitCode = (await start(Number(values.rounds), directory)) ? 0 : 1;
  else if (values.waiters) process.exitCode = (await waiters({ directory, target })) ? 0 : 1;
  else await compare();
} finally {
  await target.close();
  await rm(directory, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  const names = (values.only ?? Object.keys(STARTERS).join(',')).split(',');
  if (names.some((name) => name !== 'own') && !existsSync(join(PEERS, 'node_modules'))) {
    console.log('Installing the peers in bench/peers …');
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: PEERS, stdio: 'inherit' });
  }
  const systems = await startSystems(names);
  const rows: Row[] = [];
  try {
    for (const system of systems) await sendLoad({ callers: 8, orders: 200, maxSeconds: 20, run: system.run });
    for (let round = 1; round <= Number(values.rounds); round += 1)
      for (const callers of values.callers.split(',').map(Number))
        for (const system of systems) rows.push(await measure(system, callers, round));
  } finally {
    await Promise.all(systems.map((system) => system.close()));
  }
  console.log(
    `\n${tableOf(rows)}\n\n${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`,
  );
}

async function startSystems(names: readonly string[]): Promise<readonly System[]> {
  const systems: System[] = [];
  for (const name of names) {
    const start = STARTERS[name];
    if (start === undefined)
      throw new RangeError(`There is no system "${name}". Choose from ${Object.keys(STARTERS).join(', ')}.`);
    const own = join(directory, name);
    await mkdir(own);
    try {
      systems.push(await start({ directory: own, target: target.url }));
    } catch (error) {
      if (!(error instanceof SystemMissing)) throw error;
      console.log(error.message);
    }
  }
  return systems;
}

async function measure(system: System, callers: number, round: number): Promise<Row> {
  const before = usageOf(system.pids);
  const result = await sendLoad({
    callers,
    orders: Number.POSITIVE_INFINITY,
    maxSeconds: Number(values.seconds),
    run: system.run,
  });
  const after = usageOf(system.pids);
  const row = {
    ...result,
    system: system.name,
    callers,
    cpuMsPerOrder: (after.cpuMs - before.cpuMs) / Math.max(1, result.orders),
    memoryMb: after.memoryMb,
  };
  console.log(
    `round ${round}, ${callers} callers, ${system.name}: ${(result.orders / result.seconds).toFixed(1)} orders/s`,
  );
  return row;
}

/** One line per system and number of callers: the median of its rounds. */
function tableOf(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, ({ system, callers }) => `${callers} ${system}`);
  const lines = [...groups.values()].map((group) => {
    const median = (pick: (row: Row) => number): number =>
      percentile(
        group.map(pick).sort((a, b) => a - b),
        0.5,
      );
    const [{ system, callers } = { system: '', callers: 0 }] = group;
    const rate = median(({ orders, seconds }) => orders / seconds);
    return {
      system,
      callers,
      rate,
      cells: [
        rate.toFixed(1),
        median(({ latencies }) => percentile(latencies, 0.5)).toFixed(1),
        median(({ latencies }) => percentile(latencies, 0.99)).toFixed(1),
        median(({ cpuMsPerOrder }) => cpuMsPerOrder).toFixed(1),
        median(({ memoryMb }) => memoryMb).toFixed(0),
        String(group.reduce((sum, { failed }) => sum + failed, 0)),
      ],
    };
  });
  const restate = new Map(
    lines.filter(({ system }) => system === 'Restate').map(({ callers, rate }) => [callers, rate]),
  );
  const ratio = ({ callers, rate }: { readonly callers: number; readonly rate: number }): string => {
    const peer = restate.get(callers);
    return peer === undefined ? '' : (rate / peer).toFixed(2);
  };
  return [
    '| callers | system | orders/s | p50 ms | p99 ms | CPU ms/order | memory MB | failed | rate ÷ Restate |',
    '| --: | --- | --: | --: | --: | --: | --: | --: | --: |',
    ...lines.map((line) => `| ${line.callers} | ${line.system} | ${line.cells.join(' | ')} | ${ratio(line)} |`),
  ].join('\n');
}
