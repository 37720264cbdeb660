import type { Call } from '../server/route.ts';
import { salesforceRefusal } from './errors.ts';
import { isObjectName } from './schema/objects.ts';
import type { ObjectName } from './schema/org.ts';

const OLDEST_VERSION = 31;

/**
 * Returns the API version in the path, for example 60 for `v60.0`.
 *
 * @throws Refusal NOT_FOUND when the path has no version, UNSUPPORTED_API_VERSION (410) when the version is retired.
 */
export function apiVersion(call: Call): number {
  const version = Number(/^v(\d{2,3})\.0$/.exec(call.param('version'))?.[1]);
  if (Number.isNaN(version)) throw salesforceRefusal('NOT_FOUND');
  if (version >= OLDEST_VERSION) return version;
  throw salesforceRefusal('UNSUPPORTED_API_VERSION', `Invalid Api version specified on URL: v${version}.0`);
}

/**
 * Returns the object in the path.
 *
 * @throws Refusal NOT_FOUND when the sandbox does not know the object.
 */
export function objectOf(call: Call): ObjectName {
  const name = call.param('object');
  if (isObjectName(name)) return name;
  throw salesforceRefusal('NOT_FOUND');
}

/** Returns the path of a record, as in its `attributes`. */
export function recordPath(version: number, object: string, id: string): string {
  return `/services/data/v${version}.0/sobjects/${object}/${id}`;
}
