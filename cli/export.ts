import { existsSync } from 'node:fs';
import { counted } from '../core/counted.ts';
import { type AskApi, openApi } from '../embedded/cli/ask-api.ts';
import { readArguments } from '../embedded/cli/read-arguments.ts';
import { EXIT, UsageError } from '../embedded/cli/run-command.ts';
import type { Terminal } from '../embedded/cli/terminal.ts';
import { commandLine } from '../project/package-root.ts';
import { continueExportFile, type ExportWriter, readExportState, startExportFile } from './orders/export-file.ts';
import { type Period, periodOf } from './orders/period.ts';
import { type OrdersToRead, readRecordedOrders, tenantOf } from './orders/read-recorded.ts';
import { tenantArgument } from './orders/tenant-argument.ts';

const USAGE = `${commandLine('export', '[--api URL] [--since P7D] [--limit 10000] [--file orders.jsonl]')}
Writes complete and failed orders with their steps, outputs and callouts to a file that only you can read, one a line, for the command replay.
What is personal is replaced by stand-ins: everything about persons, and every text that is no id, date, type, amount, country or offer, unless an
expression of the config reads it. If it was interrupted, the same command continues. Without --api it reads the running system of this machine.
TOKEN is a token with orders:read, orders:payload, and orders:operate or orders:audit. Each order read is recorded as a read of its payload.`;

const DEFAULT_FILE = 'orders.jsonl';

/** Exports recorded orders. */
export async function exportOrders(args: readonly string[], terminal: Terminal): Promise<number> {
  const spec = { usage: USAGE, options: ['api', 'since', 'limit', 'file'] as const, positionals: [] };
  const { file = DEFAULT_FILE, ...options } = readArguments(args, spec).options;
  const period = periodOf(options, new Date());
  const ask = await openApi(options.api, 'operator', terminal.env);
  const { known, toRead, writer } = await openFile(file, period, ask);
  let orders = known;
  try {
    const lines = readRecordedOrders(ask, toRead, (progress) => {
      const others = progress.leftOut > 0 ? `, ${progress.leftOut} left out (erased, or under way)` : '';
      terminal.printError(`${counted(known + progress.orders, 'order')}${others}`);
    });
    for await (const line of lines) {
      await writer.write(line);
      if (line.type === 'order') orders += 1;
    }
    await writer.write({ type: 'end', orders });
  } finally {
    await writer.close();
  }
  terminal.print(
    `${file} has ${counted(orders, 'order')}. Try a change on ${orders === 1 ? 'it' : 'them'}: ${commandLine('replay', `${tenantArgument(toRead.tenant)} --orders ${file}`)}`,
  );
  return EXIT.done;
}

interface OpenFile {
  readonly writer: ExportWriter;
  /** How many orders it has already. */
  readonly known: number;
  readonly toRead: OrdersToRead;
}

async function openFile(file: string, { from, limit, to }: Period, ask: AskApi): Promise<OpenFile> {
  const tenant = await tenantOf(ask);
  if (!existsSync(file)) {
    const header = { type: 'export', format: 1, tenant, from, to } as const;
    return { writer: await startExportFile(file, header), known: 0, toRead: { ...header, limit } };
  }
  const state = await readExportState(file);
  const { header, isComplete, orders, versions } = state;
  if (isComplete)
    throw new UsageError(`${file} is complete: replay its orders, or choose another name with --file for new ones.`);
  if (header.tenant !== tenant)
    throw new UsageError(
      `${file} has orders of ${header.tenant}, and the system is that of ${tenant}: choose another name with --file.`,
    );
  const toRead = { ...header, limit: Math.max(0, limit - orders.size), known: orders, knownVersions: versions };
  return { writer: await continueExportFile(file, state), known: orders.size, toRead };
}
