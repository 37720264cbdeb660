import type { AccessEntry } from '../http-api/access-entry.ts';
import { ISSUER_PATHS } from '../oidc/discovery-document.ts';
import { clockTime } from './clock-time.ts';
import { formatDuration } from './format-duration.ts';
import type { Paint } from './paint.ts';

/**
 * Writes one line about a request: `20:37:16  POST /orders  202  45 ms`.
 *
 * The time is that of the answer.
 *
 * @returns undefined for a read or a token that was given: whoever follows an order would fill the screen with them
 */
export function formatAccess({ at, method, path, status, ms, error }: AccessEntry, paint: Paint): string | undefined {
  const isRoutine = method === 'GET' || path === ISSUER_PATHS.token;
  if (isRoutine && status < 400) return undefined;
  const line = [
    clockTime(new Date(at.getTime() + ms)),
    `${method} ${path}`,
    String(status),
    formatDuration(ms),
    reasonOf(error),
  ];
  const text = line.filter((part) => part !== '').join('  ');
  if (status >= 500) return paint('bad', text);
  return status >= 400 ? paint('warning', text) : text;
}

function reasonOf(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  const outcome =
    typeof error === 'object' && error !== null ? (error as { errorType?: unknown; errorMessage?: unknown }) : {};
  return outcome.errorType === undefined ? '' : `${outcome.errorType}: ${outcome.errorMessage}`;
}
