import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from './test-faults/campaign.ts';
import { API_VERSIONS, type FailurePolicy } from './test-faults/campaign-tenant.ts';
import { readOptions, USAGE } from './test-faults/options.ts';
import { reportLines } from './test-faults/report.ts';

const POLICIES: readonly FailurePolicy[] = ['stop', 'compensate'];

/**
 * Runs `npm run test:faults -- --orders 10000 --seed 7 --kills 40`: random orders while partners misbehave and the process
 * is killed. Exits with 1 if an effect happened twice or was lost, a wrong amount moved, or an order
 * did not end.
 */
async function testFaults(args: readonly string[]): Promise<void> {
  const { apiVersion, kills, orders, seed } = readOptions(args, Math.random());
  const versions = apiVersion ?? API_VERSIONS.join(' and ');
  console.log(
    `${orders} orders, half for a tenant that stops and half for one that compensates; Zuora ${versions}; seed ${seed}`,
  );
  const results = [];
  for (const [index, onCriticalFailure] of POLICIES.entries()) {
    const share = (of: number): number => Math.floor((of * index) / POLICIES.length);
    const next = (of: number): number => Math.floor((of * (index + 1)) / POLICIES.length);
    const range = { from: share(orders), to: next(orders), kills: next(kills) - share(kills) };
    results.push(await runCampaign({ seed, ...range, apiVersion, onCriticalFailure, onProgress: console.log }));
  }
  console.log(`\n${reportLines(results, seed).join('\n')}`);
  if (results.every(({ offences }) => offences.length === 0)) return;
  process.exitCode = 1;
  const file = join(tmpdir(), `faults-${seed}.json`);
  await writeFile(file, JSON.stringify(results.flatMap(({ histories }) => histories)));
  console.log(`\nThe process events of these orders are in ${file}`);
}

await testFaults(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
});
