/** The body of a request as an event carries it. */
export interface EventBody {
  /** Left out for an empty body. */
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

const TEXT_TYPES = new Set(['application/json', 'application/xml', 'application/javascript']);

/**
 * Puts a request body into an event: as text for `text/*`, JSON, XML and JavaScript, else as base64.
 *
 * The developer guide only says that binary types are base64. That everything else is binary, forms and a missing type
 * too, was measured against the service (ministackorg/ministack, pull request "v2 Lambda-proxy honors isBase64Encoded").
 */
export function eventBody(bytes: Buffer, contentType: string | undefined): EventBody {
  if (bytes.length === 0) return { isBase64Encoded: false };
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText = type.startsWith('text/') || TEXT_TYPES.has(type);
  return { body: bytes.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}
