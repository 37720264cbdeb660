import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsServiceError } from '../aws/aws-service.ts';
import { jsonLevels, MAX_JSON_LEVELS } from '../http/json-levels.ts';
import type { PublishedEvent } from './event.ts';

/** Maximum total size of the entries of one request, in bytes (API reference of `PutEvents`). */
const REQUEST_LIMIT_BYTES = 1024 * 1024;

const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
  TraceHeader: z.string().optional(),
});

const requestSchema = z.object({ Entries: z.array(entrySchema).min(1).max(10), EndpointId: z.string().optional() });

const detailSchema = z.record(z.string(), z.unknown());

type Entry = z.output<typeof entrySchema>;

/** Why an entry was rejected. */
export interface RejectedEntry {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** An entry as an event, or the reason why it was rejected. */
export type CheckedEntry = { readonly event: PublishedEvent } | { readonly rejected: RejectedEntry };

/**
 * Checks each entry of a `PutEvents` request; the result has the same order.
 *
 * @throws AwsServiceError `ValidationException` when the request itself is invalid
 */
export function checkEntries(
  input: unknown,
  where: { readonly region: string; readonly accountId: string },
): readonly CheckedEntry[] {
  const request = requestSchema.safeParse(input);
  if (!request.success) throw new AwsServiceError('ValidationException', z.prettifyError(request.error));
  const bytes = request.data.Entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes > REQUEST_LIMIT_BYTES)
    throw new AwsServiceError(
      'ValidationException',
      `Total size of the entries in the request is over the limit: ${bytes} bytes, at most ${REQUEST_LIMIT_BYTES} are allowed.`,
    );
  return request.data.Entries.map((entry) => {
    const detail = detailOf(entry);
    const rejected = rejectionOf(entry, detail);
    return rejected === undefined ? { event: eventOf(entry, detail ?? {}, where) } : { rejected };
  });
}

/** Amazon EventBridge User Guide, "Calculating PutEvents event entry size". */
function bytesOf({ Time, Source, DetailType, Detail, Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

type Detail = z.output<typeof detailSchema>;

function rejectionOf(entry: Entry, detail: Detail | undefined): RejectedEntry | undefined {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((name) => (entry[name] ?? '') === '');
  if (missing !== undefined) return invalid(missing, `${missing} is a required argument.`);
  if (Buffer.byteLength(entry.DetailType ?? '') > 128) return invalid('DetailType', 'DetailType is over 128 bytes.');
  if (entry.Source?.startsWith('aws.') === true)
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
}

function invalid(parameter: string, reason: string): RejectedEntry {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}` };
}

function detailOf({ Detail: text = '' }: Entry): Detail | undefined {
  if (jsonLevels(text) > MAX_JSON_LEVELS) return undefined;
  try {
    return detailSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function eventOf(
  entry: Entry,
  detail: Detail,
  { region, accountId }: { region: string; accountId: string },
): PublishedEvent {
  const time = entry.Time === undefined ? new Date() : new Date(entry.Time * 1000);
  return {
    bus: busName(entry.EventBusName),
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: accountId,
    time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: entry.Resources ?? [],
    detail,
  };
}

/** Returns the name of a bus from its name or ARN. @default `default` */
export function busName(nameOrArn: string | undefined): string {
  return nameOrArn?.split('/').at(-1) ?? 'default';
}
