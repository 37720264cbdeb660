import { playBurst } from './test-outage/burst.ts';
import { playChanges } from './test-outage/changes.ts';
import { playOutage } from './test-outage/outage.ts';
import { type OutageOptions, readOutageOptions, USAGE } from './test-outage/outage-options.ts';
import { findingsOf, outageReportLines, scenarioReportLines } from './test-outage/outage-report.ts';
import { playTwins } from './test-outage/twins.ts';

/**
 * Runs `npm run test:outage -- --orders 500 --hour-seconds 60 --seed 7`: orders arrive while Zuora is down for an hour and Salesforce
 * limps, once undisturbed and once while the process is killed; then a burst, changes of the same subscriptions, and twins. Exits with 1
 * unless every order ends as it should, with each effect once, and no partner was called beyond its limits.
 */
async function testOutage(args: readonly string[]): Promise<void> {
  const options = readOutageOptions(args, Math.random());
  const findings = [...(options.orders > 0 ? await playOutages(options) : []), ...(await playScenarios(options))];
  console.log(`\n${findings.length} findings. Repeat the same orders with --seed ${options.seed}.`);
  if (findings.length > 0) process.exitCode = 1;
}

/** Plays the outage without and with kills. Returns what was found. */
async function playOutages({ hourSeconds, orders, seed }: OutageOptions): Promise<readonly string[]> {
  console.log(`${orders} orders in 3 hours of ${hourSeconds} s; Zuora is down in the second one; seed ${seed}`);
  const results = [];
  for (const kills of [false, true]) {
    const onProgress = (line: string): void => console.log(`${kills ? 'with' : 'without'} kills: ${line}`);
    results.push(await playOutage({ seed, orders, hourSeconds, kills, onProgress }));
  }
  console.log(`\n${outageReportLines(results).join('\n')}`);
  return results.flatMap(findingsOf);
}

/** Plays the scenarios that are wanted. Returns what was found. */
async function playScenarios({ burst, limit, seed, subscriptions, twins }: OutageOptions): Promise<readonly string[]> {
  const scenarios = [
    ...(burst > 0 ? [() => playBurst(seed, burst, limit)] : []),
    ...(subscriptions > 0 ? [() => playChanges(seed, subscriptions)] : []),
    ...(twins > 0 ? [() => playTwins(seed, twins)] : []),
  ];
  const findings: string[] = [];
  for (const play of scenarios) {
    const result = await play();
    console.log(scenarioReportLines(result).join('\n'));
    findings.push(...result.findings);
  }
  return findings;
}

await testOutage(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
});
