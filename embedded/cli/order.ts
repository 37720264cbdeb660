import { readFile } from 'node:fs/promises';
import { isJsonObject } from '../../core/json.ts';
import { commandLine, quietCommandLine } from '../../project/package-root.ts';
import { systemUrl } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { followOrder } from './follow-order.ts';
import { neededOrder } from './needed-order.ts';
import { openOrderClient } from './order-client.ts';
import type { OrderResponse } from './order-response.ts';
import { readArguments } from './read-arguments.ts';
import { settingsFor } from './ready-message.ts';
import { type Command, EXIT, UsageError, withAnswer } from './run-command.ts';
import { painter, type Terminal } from './terminal.ts';

const USAGE = `${commandLine('order', '<file> [--idempotency-key <key>] [--url http://127.0.0.1:3000]')}
${commandLine('order', '--follow <id> [--url http://127.0.0.1:3000]')}
Sends the order in the JSON file to the running system and shows its steps as they end. With --follow it sends nothing, and shows an order
that was sent before.
Exit code: 0 if the order is complete, 1 if it is not, 2 if it could not be sent or followed.`;

const OPTIONS = ['follow', 'idempotency-key', 'url'] as const;

/** Sends an order to the running system and follows it, or follows an earlier one. */
export const order: Command = withAnswer(sendOrFollow);

async function sendOrFollow(args: readonly string[], terminal: Terminal): Promise<number> {
  const isFollowing = args.some((arg) => /^--follow(=|$)/.test(arg));
  const spec = { usage: USAGE, options: OPTIONS, positionals: isFollowing ? [] : ['file'] };
  const { options, positionals } = readArguments(args, spec);
  const environment = readEnvironment(terminal.env);
  const url = systemUrl(options.url, environment.PORT);
  const file = positionals[0];
  const body = file === undefined ? undefined : await readOrderFile(file);
  const client = await openOrderClient({ url, dataDir: environment.DATA_DIR });
  const first =
    body === undefined
      ? await client.read(options.follow ?? '')
      : await client.submit(body, options['idempotency-key']);
  const settings = settingsFor(url, environment);
  const paint = painter(terminal.colours);
  const ended = await followOrder(first, {
    read: (id) => client.read(id).catch((cause: unknown) => Promise.reject(lostTrack(cause, id, settings))),
    print: terminal.print,
    paint,
  });
  if (ended.status === 'complete') return EXIT.done;
  for (const line of await advice(ended, { body, file, settings, url })) terminal.print(paint('warning', line));
  return EXIT.failed;
}

/** The order goes on without the command, which can follow it again. */
function lostTrack(cause: unknown, id: string, settings: string): unknown {
  if (!(cause instanceof UsageError)) return cause;
  const again = `${settings}${commandLine('order', `--follow ${id}`)}`;
  return new UsageError(
    `${cause.message}\nThe order is not lost: it goes on while the system runs. To follow it again: ${again}`,
    { cause },
  );
}

interface Sent {
  readonly file: string | undefined;
  readonly body: string | undefined;
  /** Settings before each command, as in `PORT=4000 `. */
  readonly settings: string;
  readonly url: string;
}

/** Returns where the reason of a failure stands, and which order of the same folder should have been sent before. */
async function advice(ended: OrderResponse, { body, file, settings, url }: Sent): Promise<readonly string[]> {
  const order: unknown = body === undefined ? undefined : JSON.parse(body);
  const needed =
    file !== undefined && ended.failure?.code === SUBSCRIPTION_MISSING && isJsonObject(order)
      ? await neededOrder(file, order)
      : undefined;
  return [
    ...(needed === undefined
      ? []
      : [`  Send ${needed} first: its order creates this subscription. ${settings}${commandLine('order', needed)}`]),
    '  What happened, step by step and callout by callout:',
    `    curl -sS ${url}/orders/${ended.id}/process-events -H "Authorization: Bearer $(${settings}${quietCommandLine('token')})"`,
  ];
}

/** The code of a failure whose subscription does not exist at the billing system. */
const SUBSCRIPTION_MISSING = 'subscription_not_found';

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
