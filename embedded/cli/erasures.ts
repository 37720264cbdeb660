import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { quietCommandLine } from '../../project/package-root.ts';
import { type AskApi, openApi } from './ask-api.ts';
import { readArguments } from './read-arguments.ts';
import { EXIT, UsageError } from './run-command.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `${quietCommandLine('erasures', 'list|replay [--file erasures.jsonl] [--url http://127.0.0.1:3000]')}
list prints the certificates of all erasures, one a line, for a file outside of the backups.
replay erases the orders of such a file again, after a backup was restored. Exit code: 0 if all of them are erased, else 1.
The token is that of the client "privacy" of the running system, or TOKEN.`;

const certificateSchema = z.object({
  id: z.string(),
  status: z.enum(['running', 'complete', 'incomplete']),
  createdAt: z.string(),
  orders: z.object({ erased: z.array(z.string()), refused: z.array(z.unknown()) }),
});
const pageSchema = z.object({ items: z.array(z.object({ id: z.string() })), cursor: z.string().nullable() });

/** Most orders that a request may name. */
const ORDERS_AT_ONCE = 1_000;
const POLL_MS = 200;

/** Lists the certificates of erasures, or replays them. */
export async function erasures(args: readonly string[], terminal: Terminal): Promise<number> {
  const { options, positionals } = readArguments(args, {
    usage: USAGE,
    options: ['file', 'url'],
    positionals: ['list|replay'],
  });
  const [action] = positionals;
  const open = () => openApi(options.url, 'privacy', terminal.env, '--url');
  if (action === 'list') return list(await open(), terminal);
  if (action !== 'replay') throw new UsageError(`Expected list, or replay with --file, found '${action}'.\n\n${USAGE}`);
  if (options.file === undefined) throw new UsageError(`Expected replay with --file, found no --file.\n\n${USAGE}`);
  return replay(await readCertificates(options.file), await open(), terminal);
}

type Certificate = z.output<typeof certificateSchema>;

async function list(ask: AskApi, terminal: Terminal): Promise<number> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = pageSchema.parse(await ask(`/erasures?limit=100${from}`));
    for (const { id } of page.items) terminal.print(JSON.stringify(await ask(`/erasures/${id}`)));
    cursor = page.cursor;
  }
  return EXIT.done;
}

async function replay(certificates: readonly Certificate[], ask: AskApi, terminal: Terminal): Promise<number> {
  let isComplete = true;
  for (const { id, createdAt, orders } of certificates) {
    for (let from = 0; from < orders.erased.length; from += ORDERS_AT_ONCE) {
      const orderIds = orders.erased.slice(from, from + ORDERS_AT_ONCE);
      const started = certificateSchema.parse(
        await ask('/erasures', { orderIds, reason: `Replay of ${id} of ${createdAt}` }),
      );
      const ended = await untilEnded(started, ask);
      isComplete &&= ended.status === 'complete';
      const refused = ended.orders.refused.length;
      terminal.print(`${id}: ${ended.orders.erased.length} erased, ${refused} refused (${ended.id})`);
    }
  }
  return isComplete ? EXIT.done : EXIT.failed;
}

async function untilEnded(started: Certificate, ask: AskApi): Promise<Certificate> {
  let erasure = started;
  while (erasure.status === 'running') {
    await pause(POLL_MS);
    erasure = certificateSchema.parse(await ask(`/erasures/${started.id}`));
  }
  return erasure;
}

async function readCertificates(file: string): Promise<readonly Certificate[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--file: ${file} cannot be read: check the path.`, { cause });
  });
  try {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => certificateSchema.parse(JSON.parse(line)));
  } catch (cause) {
    throw new UsageError(`${file} is no list of certificates. Make one with: ${quietCommandLine('erasures', 'list')}`, {
      cause,
    });
  }
}
