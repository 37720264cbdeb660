import { readFile } from 'node:fs/promises';
import { systemUrl } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { followOrder } from './follow-order.ts';
import { openOrderClient } from './order-client.ts';
import { readArguments } from './read-arguments.ts';
import { EXIT, runCommand, UsageError } from './run-command.ts';
import { painter, type Terminal } from './terminal.ts';

const USAGE = `npm run order -- <file> [--idempotency-key <key>] [--url http://127.0.0.1:3000]
Sends the order in the JSON file to the running system and shows its steps as they end.
Exit code: 0 if the order is complete, 1 if it is not, 2 if it could not be sent.`;

/** Sends an order to the running system and follows it. */
export async function order(args: readonly string[], terminal: Terminal): Promise<number> {
  const spec = { usage: USAGE, options: ['idempotency-key', 'url'], positionals: ['file'] } as const;
  const { options, positionals } = readArguments(args, spec);
  const { PORT, DATA_DIR } = readEnvironment(terminal.env);
  const body = await readOrderFile(positionals[0] ?? '');
  const client = await openOrderClient({ url: systemUrl(options.url, PORT), dataDir: DATA_DIR });
  const submitted = await client.submit(body, options['idempotency-key']);
  const ended = await followOrder(submitted, {
    read: (id) => client.read(id),
    print: terminal.print,
    paint: painter(terminal.colours),
  });
  return ended.status === 'complete' ? EXIT.done : EXIT.failed;
}

async function readOrderFile(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    JSON.parse(text);
    return text;
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'cannot be read: check the path';
    throw new UsageError(`${file} ${reason}`, { cause });
  }
}

if (import.meta.main) await runCommand(order);
