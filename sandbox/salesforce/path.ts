import type { Call } from '../server/route.ts';
import { salesforceRefusal } from './errors.ts';

const OLDEST = 31;

/**
 * The API version in the path, for example 60 for `v60.0`.
 *
 * @throws Refusal NOT_FOUND when the path names no version, UNSUPPORTED_API_VERSION (410) when it names a retired one.
 */
export function apiVersion(call: Call): number {
  const version = Number(/^v(\d{2,3})\.0$/.exec(call.param('version'))?.[1]);
  if (Number.isNaN(version)) throw salesforceRefusal('NOT_FOUND', 'The requested resource does not exist');
  if (version >= OLDEST) return version;
  throw salesforceRefusal('UNSUPPORTED_API_VERSION', `Invalid Api version specified on URL: v${version}.0`);
}
