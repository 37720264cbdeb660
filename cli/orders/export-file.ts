import { chmod, open } from 'node:fs/promises';
import { UsageError } from '../../embedded/cli/run-command.ts';
import { type ExportHeader, type ExportLine, exportLineSchema } from './recorded-order.ts';

/** What a file of recorded orders has already. */
export interface ExportState {
  readonly header: ExportHeader;
  /** Ids of its orders. */
  readonly orders: ReadonlySet<string>;
  /** Versions of the config that it has. */
  readonly versions: ReadonlySet<string>;
  /** Whether its last line is the end. */
  readonly isComplete: boolean;
  /** Its size without a last line that was not written to its end. */
  readonly bytes: number;
}

/** Writes lines to a file of recorded orders. */
export interface ExportWriter {
  write(line: ExportLine): Promise<void>;
  close(): Promise<void>;
}

/** Only its owner may read it: it has what customers ordered. */
const OWNER_ONLY = 0o600;

/**
 * Reads the lines of a file of recorded orders, one at a time: a file may be larger than the memory. The first is the header. A last line
 * that was not written to its end is left out.
 *
 * @throws UsageError there is no such file, or it is none of recorded orders
 */
export async function* readExportLines(file: string): AsyncGenerator<ExportLine & { readonly bytes: number }> {
  const missing = (cause: unknown): never => {
    throw new UsageError(`Expected a file of recorded orders, found no ${file}: check the path.`, { cause });
  };
  const handle = await open(file).catch(missing);
  if (!(await handle.stat()).isFile()) await handle.close().then(missing);
  let [rest, number] = [Buffer.alloc(0), 0];
  for await (const chunk of handle.createReadStream() as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      number += 1;
      const line = lineOf(rest.toString('utf8', 0, end), `${file}:${number}`);
      if ((number === 1) !== (line.type === 'export')) throw notRecorded(`${file}:${number}`, 'the header');
      yield { ...line, bytes: end + 1 };
      rest = rest.subarray(end + 1);
    }
  }
  if (number === 0) throw notRecorded(file, 'the header');
}

/** Returns what a file of recorded orders has already. @throws UsageError as `readExportLines` */
export async function readExportState(file: string): Promise<ExportState> {
  const [orders, versions] = [new Set<string>(), new Set<string>()];
  let header: ExportHeader | undefined;
  let [isComplete, bytes] = [false, 0];
  for await (const line of readExportLines(file)) {
    if (line.type === 'export') header = line;
    if (line.type === 'order') orders.add(line.id);
    if (line.type === 'config') versions.add(line.version);
    isComplete = line.type === 'end';
    bytes += line.bytes;
  }
  if (header === undefined) throw notRecorded(file, 'the header');
  return { header, orders, versions, isComplete, bytes };
}

function lineOf(text: string, where: string): ExportLine {
  const json = jsonOf(text);
  if (json === undefined) throw notRecorded(where, 'it is no JSON');
  const parsed = exportLineSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw notRecorded(where, `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'invalid'}`);
}

function notRecorded(where: string, problem: string): UsageError {
  return new UsageError(`${where} is no line of recorded orders (${problem}): make a file with the command export.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Starts a file of recorded orders. @throws UsageError it exists, or cannot be created */
export async function startExportFile(file: string, header: ExportHeader): Promise<ExportWriter> {
  const handle = await open(file, 'wx', OWNER_ONLY).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot create ${file} (${cause.code}): choose another name with --file.`, { cause });
  });
  const writer = writerOf(handle, 0);
  await writer.write(header);
  return writer;
}

/** Continues a file of recorded orders. A last line that was not written to its end is removed. */
export async function continueExportFile(file: string, { bytes }: ExportState): Promise<ExportWriter> {
  await chmod(file, OWNER_ONLY);
  const handle = await open(file, 'r+');
  await handle.truncate(bytes);
  return writerOf(handle, bytes);
}

function writerOf(handle: Awaited<ReturnType<typeof open>>, from: number): ExportWriter {
  let position = from;
  return {
    async write(line) {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      await handle.write(bytes, 0, bytes.length, position);
      position += bytes.length;
    },
    close: () => handle.close(),
  };
}
