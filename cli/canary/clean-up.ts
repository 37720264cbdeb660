import { SFNClient } from '@aws-sdk/client-sfn';
import { tenantNames } from '../../blueprint/names.ts';
import { counted } from '../../core/counted.ts';
import { EXIT, UsageError } from '../../embedded/cli/run-command.ts';
import type { Terminal } from '../../embedded/cli/terminal.ts';
import { dynamoDbClient } from '../../lambdas/clients.ts';
import { createEditionStore, type EditionStore } from '../../lambdas/editions/edition-store.ts';
import { createOrderIndex, type OrderIndex } from '../../lambdas/order-store/order-index.ts';
import { stateMachinePrefixOf } from '../state-machine-prefix.ts';
import { createFunctionVersions, type FunctionVersions } from './function-versions.ts';
import { openLambdaApi } from './lambda-api.ts';
import { createMachineVersions, type MachineVersions } from './machine-versions.ts';
import { type SortedVersions, unneededVersions } from './unneeded-versions.ts';

/** Executions are read until the account's quota is used up, then at its pace. */
const PATIENT = { maxAttempts: 10, retryMode: 'adaptive' } as const;

const PAGE = 100;

/** What a clean-up reads and deletes. */
export interface CleanUpPorts {
  readonly editions: Pick<EditionStore, 'edition' | 'rollout'>;
  readonly index: OrderIndex;
  readonly machines: MachineVersions;
  readonly functions: FunctionVersions;
  now(): Date;
}

/**
 * Opens what a clean-up of a deployed tenant needs, with the credentials and the region that the AWS CLI would use.
 *
 * @throws UsageError there are none, or no such tenant
 */
export async function openCleanUp(tenant: string, { env }: Terminal): Promise<CleanUpPorts> {
  const { functionOf, table } = tenantNames(tenant);
  const lambda = await openLambdaApi(`clean up ${tenant}`, env.AWS_ENDPOINT_URL);
  const dynamoDb = dynamoDbClient();
  const prefix = await stateMachinePrefixOf(tenant, dynamoDb);
  return {
    editions: createEditionStore(dynamoDb, table),
    index: createOrderIndex(dynamoDb, table),
    machines: createMachineVersions(new SFNClient(PATIENT), prefix),
    functions: createFunctionVersions(lambda, functionOf('')),
    now: () => new Date(),
  };
}

/**
 * Lists the versions of state machines and functions that nothing needs any more, and deletes them if asked to. Can be repeated.
 *
 * @param isConfirmed whether to delete them
 * @returns the exit code: 1 if some could not be deleted, since an alias uses them or a deployment is under way
 */
export async function cleanUp(
  isConfirmed: boolean,
  ports: CleanUpPorts,
  { print, printError }: Pick<Terminal, 'print' | 'printError'>,
): Promise<number> {
  const rollout = await ports.editions.rollout();
  if (rollout === undefined)
    throw new UsageError(
      'Expected a recorded deployment with aws.canary, found none: there are no versions to delete.',
    );
  const found = await unneededVersions(
    rollout,
    { ...ports, editionsUnderWay: () => editionsUnderWay(ports) },
    ports.now(),
  );
  for (const { machine, number, createdAt } of found.machines)
    print(`state machine ${machine}:${number}, published ${createdAt.toISOString()}`);
  for (const { name, number, createdAt } of found.functions)
    print(`function ${name}:${number}, published ${createdAt.toISOString()}`);
  for (const [why, count] of found.kept) print(`kept: ${counted(count, 'version')} ${why}`);
  const all = found.machines.length + found.functions.length;
  if (!isConfirmed || all === 0) {
    print(
      `${counted(all, 'version')} not needed.${all === 0 ? '' : ' Nothing was deleted: repeat the command with --delete.'}`,
    );
    return EXIT.done;
  }
  const used = await remove(found, ports);
  for (const name of used)
    printError(`${name} was not deleted: an alias uses it, or a deployment is under way. Repeat the command later.`);
  print(`${counted(all - used.length, 'version')} deleted.`);
  return used.length === 0 ? EXIT.done : EXIT.failed;
}

/** Deletes the versions, those of state machines first: they name those of functions. @returns those that aliases use */
async function remove({ functions, machines }: SortedVersions, ports: CleanUpPorts): Promise<readonly string[]> {
  const used: string[] = [];
  for (const version of machines)
    if (!(await ports.machines.remove(version))) used.push(`State machine ${version.machine}:${version.number}`);
  // What an alias can still start must find its functions.
  if (used.length > 0) return [...used, ...functions.map(({ name, number }) => `Function ${name}:${number}`)];
  for (const version of functions)
    if (!(await ports.functions.remove(version))) used.push(`Function ${version.name}:${version.number}`);
  return used;
}

/** Orders that wait for their turn have a run with an edition, and no execution yet. */
async function editionsUnderWay({ index, now }: CleanUpPorts): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const filter = { statuses: ['submitted', 'processing'] as const, from: '0000', to: now().toISOString() };
  let after: Parameters<OrderIndex['page']>[1];
  do {
    const { next, orders } = await index.page(filter, after, PAGE);
    for (const { runs } of orders) for (const { edition } of runs) if (edition !== undefined) ids.add(edition.id);
    after = next;
  } while (after !== undefined);
  return ids;
}
