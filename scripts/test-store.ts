import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAwsEndpoint } from '../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../embedded/aws/dispatch.ts';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { openDynamoDb } from '../embedded/dynamodb/dynamodb.ts';
import { openStore } from '../embedded/sqlite/store.ts';
import { isHelpRequested } from './is-help-requested.ts';
import { CommandFailed, logTail, runCommand } from './programs/run-command.ts';
import { createStages } from './programs/stages.ts';
import { describeTiers, readTiers, unexpectedFailures } from './test-store/tiers.ts';

// Runs a public conformance suite, recorded against AWS, on the store of the single machine.
const USAGE = `Usage: npm run test:store -- <folder of the suite>

The suite is in no package registry. Get it first:
  git clone https://github.com/nubo-db/dynamodb-conformance`;

const directory = fileURLToPath(new URL('../.cache/test-store', import.meta.url));
const [, , folder, ...more] = process.argv;

if (folder === undefined || more.length > 0 || isHelpRequested([folder])) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (!existsSync(join(folder, 'tests/tier1'))) {
  console.error(`Expected the suite in ${folder}, found no tests/tier1 there.\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  process.exitCode = await testStore(resolve(folder));
}

async function testStore(suite: string): Promise<number> {
  const signal = stopSignal();
  const stage = createStages((line) => console.log(line));
  const log = join(directory, 'suite.log');
  const report = join(directory, 'report.json');
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const store = openStore(join(directory, 'store.sqlite'));
  const dynamo = openDynamoDb(store);
  const server = createAwsEndpoint(createAwsDispatch([dynamo])).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = {
    ...process.env,
    DYNAMODB_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const options = { cwd: suite, env, log, signal };
  try {
    if (!existsSync(join(suite, 'node_modules')))
      await stage('packages of the suite installed', () =>
        runCommand({ program: 'npm', args: ['install', '--no-package-lock', '--ignore-scripts'], ...options }),
      );
    await stage('suite run', () =>
      runCommand({
        program: process.execPath,
        args: [join(suite, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json', `--outputFile=${report}`],
        ...options,
      }).catch((error: unknown) => {
        // Some tests are about operations that the store rejects, so the suite fails as a whole.
        if (!(error instanceof CommandFailed) || !existsSync(report)) throw error;
      }),
    );
    const tiers = await readTiers(report, suite);
    console.log(describeTiers(tiers));
    return unexpectedFailures(tiers).length > 0 ? 1 : 0;
  } catch (error) {
    console.error(signal.aborted ? 'Stopped.' : error instanceof Error ? `${error.name}: ${error.message}` : error);
    if (!signal.aborted) console.error(await logTail(log));
    return 1;
  } finally {
    server.closeAllConnections();
    server.close();
    await dynamo.close();
    await store.close();
  }
}
