import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createEditionStore } from '../../lambdas/editions/edition-store.ts';
import { createRecordEdition } from '../../lambdas/editions/record-edition.ts';
import { readBuilt } from '../../lambdas/order-runs/current-sequence.ts';
import { readTenantConfig } from '../../lambdas/runtime/read-tenant-config.ts';
import { createPublishVersion } from '../../lambdas/step-functions.ts';
import type { TestSystem } from './start-test-system.ts';

/** Clients of the AWS endpoints of a system. */
export interface SystemClients {
  readonly table: DynamoDBDocumentClient;
  readonly machines: SFNClient;
}

/** Calls `act` with clients of the AWS endpoints of a system. */
export async function withClients<Result>(
  { runtime }: TestSystem,
  act: (clients: SystemClients) => Promise<Result>,
): Promise<Result> {
  const aws = { endpoint: runtime.awsUrl, region: 'eu-west-1', credentials: runtime.awsAccessKey };
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const machines = new SFNClient(aws);
  try {
    return await act({ table, machines });
  } finally {
    machines.destroy();
    table.destroy();
  }
}

/** Records an edition of what runs, as the sweeper does on AWS. Half of new orders get it if it is not the first. */
export async function recordEdition(
  { machines, table }: SystemClients,
  tenant: string,
  dataDir: string,
  edition: string,
): Promise<void> {
  const configFile = join(dataDir, 'tenant.json');
  await createRecordEdition({
    editions: createEditionStore(table, `${tenant}-orders`),
    publishVersion: createPublishVersion(machines, `arn:aws:states:eu-west-1:000000000000:stateMachine:${tenant}-`),
    edition,
    percent: 50,
    by: 'ada',
    readBuilt: async () => readBuilt(configFile, await readTenantConfig(configFile)),
    now: () => new Date(),
  })();
}
