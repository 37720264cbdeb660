import type { HttpRequest } from '../../core/plugin/plugin-http.ts';

/** A request's body on the wire. */
export interface RequestBody {
  readonly text: string | undefined;
  readonly contentType: string | undefined;
}

/**
 * Serialises a request's `json` or `form`.
 *
 * @throws TypeError when both are given
 */
export function requestBody({ json, form }: HttpRequest): RequestBody {
  if (json !== undefined && form !== undefined)
    throw new TypeError('Expected a JSON body or a form body, found both: give one of `json` and `form`.');
  if (json !== undefined) return { text: JSON.stringify(json), contentType: 'application/json' };
  if (form === undefined) return { text: undefined, contentType: undefined };
  return {
    text: new URLSearchParams({ ...form }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}
