import { readFile } from 'node:fs/promises';
import * as z from 'zod';

/** A request to the sandbox that was recorded. */
export interface RecordedRequest {
  readonly method: string;
  /** With the partner's prefix and the query. */
  readonly path: string;
  readonly body: string;
}

const lineSchema = z.object({
  partner: z.string(),
  method: z.string(),
  path: z.string(),
  search: z.string(),
  requestBody: z.string(),
});

/** Reads one recorded request of each kind: of each partner, method and path without ids. */
export async function readRequests(file: string): Promise<readonly RecordedRequest[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const byKind = new Map<string, RecordedRequest>();
  for (const line of lines) {
    const { method, partner, path, requestBody, search } = lineSchema.parse(JSON.parse(line));
    // The body of a request for a token is a secret.
    if (path.endsWith('/token')) continue;
    const kind = `${method} ${partner}${kindOf(path)}`;
    const query = search === '' ? '' : `?${search}`;
    if (!byKind.has(kind)) byKind.set(kind, { method, path: `/${partner}${path}${query}`, body: requestBody });
  }
  return [...byKind.values()];
}

/** Segments with several digits, or after a name of a field, are ids. */
function kindOf(path: string): string {
  return path.replaceAll(/\/(?!v\d)[^/]*\d{2,}[^/]*/g, '/*').replaceAll(/\/\*(\/\*)+/g, '/*');
}
