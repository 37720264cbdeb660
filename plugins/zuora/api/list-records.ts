import * as z from 'zod';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** The most records that Zuora puts on a page ("API Reference", List payments, `pageSize`). */
const PAGE_SIZE = 40;

/** Records of an account to list. */
export interface RecordList<Item> {
  /** E.g. `/v1/payments`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Field of the answer that has the records. */
  readonly field: string;
  readonly item: z.ZodType<Item>;
  /** What the request asks for, for messages, e.g. `list the payments of account A00000042`. */
  readonly doing: string;
  /** Code of the failure if Zuora does not know the account. */
  readonly missingCode: string;
}

/**
 * Reads all pages of a list, in Zuora's order: newest first.
 *
 * @throws PluginFailed Zuora rejects the request
 * @throws PluginTransient Zuora is busy or gave no usable answer
 */
export async function listRecords<Item>(call: ZuoraCall, list: RecordList<Item>): Promise<readonly Item[]> {
  const { doing, field, item, missingCode, path, query } = list;
  const schema = z.looseObject({ [field]: z.array(item).nullish() }) as z.ZodType<Record<string, readonly Item[]>>;
  const found: Item[] = [];
  for (let page = 1; ; page += 1) {
    const parameters = new URLSearchParams({ ...query, pageSize: `${PAGE_SIZE}`, page: `${page}` });
    const answer = await readRecord(call, { path: `${path}?${parameters}`, schema, doing, missingCode });
    const records = answer[field] ?? [];
    found.push(...records);
    if (records.length < PAGE_SIZE) return found;
  }
}
