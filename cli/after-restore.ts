import { writeFile } from 'node:fs/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { buildSequences } from '../core/config/build-sequences.ts';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { counted } from '../core/counted.ts';
import { openApi } from '../embedded/cli/ask-api.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { type Command, EXIT, UsageError, withAnswer } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { dynamoDbClient, eventBridgeClient } from '../lambdas/clients.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { commandLine, pagePath } from '../project/package-root.ts';
import { openProject } from '../project/project.ts';
import { onAws } from './on-aws.ts';
import { readVersion } from './read-version.ts';
import { erasuresSince } from './restore/erasures-since.ts';
import { openRestored } from './restore/open-restored.ts';
import type { RestoredOrder } from './restore/restore-order.ts';
import { restoreOrders } from './restore/restore-orders.ts';

const USAGE = `${commandLine('after-restore', '<tenant file> --since <instant> [--stage <stage>] [--lost lost-orders.jsonl] [--erasures erasures-since.jsonl]')}
Finishes the restore of a tenant's table on AWS: finds in the executions of Step Functions what its orders did since the restore point, records it, and
holds or fails those whose run the table knows only in part. Nothing is sent to a partner. Stop the functions first: ${pagePath('how-to/restore.md')}.
Prints each order, one a line. Writes the orders that the table has lost, and the erasures to replay. Can be repeated.
The account, the region and the credentials are those of the AWS CLI.
Exit code: 0 if everything is recorded, 1 if an erasure must be asked for again, 2 on an error.`;

/** Executions are read until the account's quota is used up, then at its pace. */
const PATIENT = { maxAttempts: 10, retryMode: 'adaptive' } as const;

/** Records what the orders of a tenant did after the point to which its table was restored. */
export const afterRestore: Command = withAnswer(onAws('read the executions and the table', record));

async function record(args: readonly string[], terminal: Terminal): Promise<number> {
  const { options, positionals } = readArguments(args, {
    usage: USAGE,
    options: ['since', 'stage', 'lost', 'erasures'],
    positionals: ['tenant file'],
  });
  const since = instantOf(options.since);
  const [source = ''] = positionals;
  const clients = {
    dynamoDb: dynamoDbClient(),
    eventBridge: eventBridgeClient(),
    stepFunctions: new SFNClient(PATIENT),
  };
  const catalog = pluginCatalog((await openProject()).ownPlugins.map(({ plugin }) => plugin));
  const { tenant, text } = await readVersion(source, () => openApi(undefined, 'operator', terminal.env));
  const config = parseTenantConfig(text, source, catalog, tenant, options.stage);
  const ports = await openRestored({ config, sequences: buildSequences(config, catalog) }, clients);
  const counts = new Map<RestoredOrder['status'], number>();
  let withoutEdition = 0;
  const erasures = await erasuresSince(since, ports.executions);
  const lost = await restoreOrders(since, {
    ...ports,
    onRestored(order) {
      counts.set(order.status, (counts.get(order.status) ?? 0) + 1);
      withoutEdition += order.withoutEdition.length;
      terminal.print(JSON.stringify(order));
    },
  });
  // What was erased is not to be asked for again.
  const erased = new Set(erasures.certificates.flatMap(({ orders }) => orders.erased));
  const files = [
    [options.lost ?? 'lost-orders.jsonl', lost.filter(({ id }) => !erased.has(id))],
    [options.erasures ?? 'erasures-since.jsonl', erasures.certificates],
  ] as const;
  for (const [file, lines] of files) {
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    terminal.printError(`${file}: ${lines.length}`);
  }
  const found = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  terminal.printError(`Orders that did something since ${since.toISOString()}: ${found || 'none'}.`);
  if (withoutEdition > 0)
    terminal.printError(
      `${counted(withoutEdition, 'run')} had an edition that the restored table does not have: heals take what is deployed. See withoutEdition.`,
    );
  for (const id of erasures.unknown)
    terminal.printError(`${id} did not end, or erased too many orders to name them: send its request again.`);
  return erasures.unknown.length === 0 ? EXIT.done : EXIT.failed;
}

/** @throws UsageError the text is no instant of the past */
function instantOf(text: string | undefined): Date {
  const since = z.iso.datetime({ offset: true }).safeParse(text).data;
  if (since === undefined || Date.parse(since) > Date.now())
    throw new UsageError(
      `--since: expected an instant of the past such as 2026-11-29T12:00:00Z, found '${text ?? ''}'.\n\n${USAGE}`,
    );
  return new Date(since);
}
