import { ApiProblem, invalidRequest } from './api-problem.ts';
import type { ApiRequest } from './api-request.ts';

const UTF_8 = /^"?(utf-?8|us-ascii)"?$/i;
const REPLACEMENT = '\u{fffd}';

/**
 * Decodes the body of a request, which must be UTF-8 (RFC 8259, section 8.1).
 *
 * The gateway decodes bodies of type JSON or text itself and replaces bytes that are not UTF-8, so a replacement character there
 * counts as such a byte.
 *
 * @returns undefined if there is no body
 * @throws ApiProblem `unsupported-media-type` for another charset or a content coding; `invalid-request` for bytes that are not
 *   UTF-8
 */
export function decodeBody({ body, headers }: Pick<ApiRequest, 'body' | 'headers'>): string | undefined {
  if (body === undefined || body.length === 0) return undefined;
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity')
    throw unsupported(`Expected a body without content coding, found ${coding}. Send it uncompressed.`);
  const charset = /;\s*charset\s*=\s*([^;\s]+)/i.exec(headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !UTF_8.test(charset))
    throw unsupported(`Expected a body in UTF-8, found the charset ${charset}. Send it in UTF-8.`);
  const text = typeof body === 'string' ? body : decodeUtf8(body);
  const at = text?.indexOf(REPLACEMENT);
  if (text !== undefined && at === -1) return text;
  const place = at === undefined ? '' : ` at character ${at + 1}`;
  throw invalidRequest([
    { path: '', message: `Expected a body in UTF-8, found other bytes${place}. Send it in UTF-8.` },
  ]);
}

function unsupported(detail: string): ApiProblem {
  return new ApiProblem('unsupported-media-type', detail);
}

/** Keeps a byte order mark, which JSON does not allow. Returns undefined for bytes that are not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
