import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { AccessEntry } from '../http-api/request-listener.ts';
import type { FunctionLogLine } from '../lambda/lambda-pool.ts';
import { ISSUER_PATHS } from '../oidc/client-credentials.ts';
import type { RuntimeLogLine } from '../runtime/runtime.ts';
import { clockTime, formatDuration, type Paint } from './terminal.ts';

// How executions end that no step tells of: the others show in the lines of their functions.
const TOLD_BY_NOBODY = new Set(['TIMED_OUT', 'ABORTED']);

/**
 * Writes one line about what the runtime tells.
 *
 * @param at when it told
 * @returns undefined for what need not be shown
 */
export function formatRuntimeLog(told: RuntimeLogLine, at: Date, paint: Paint): string | undefined {
  switch (told.kind) {
    case 'function':
      return formatFunctionLog(told, at, paint);
    case 'access':
      return formatAccess(told.entry, paint);
    case 'execution': {
      const { name, status } = told.detail;
      return TOLD_BY_NOBODY.has(status) ? paint('bad', `${clockTime(at)}  execution ${name}  ${status}`) : undefined;
    }
  }
}

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

// What the logger says of itself and of its deps, in every line.
const ROUTINE = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'requestId']);
const LEVELS: Readonly<Record<string, Parameters<Paint>[0]>> = { WARN: 'warning', ERROR: 'bad', CRITICAL: 'bad' };

/**
 * Writes one line about what a function printed: `20:37:16  plugin-zuora  Step ended  orderId=… step=zuora …`.
 *
 * A line of the JSON logger becomes words; any other text is shown as it is.
 *
 * @param at when it was printed; the logger's own time wins
 * @returns undefined for what only helps while debugging
 */
export function formatFunctionLog(logged: FunctionLogLine, at: Date, paint: Paint): string | undefined {
  const entry = parse(logged.line);
  if (entry === undefined) return `${clockTime(at)}  ${logged.function}  ${logged.line}`;
  const { level, message, timestamp } = entry;
  if (level === 'DEBUG' || level === 'TRACE') return undefined;
  const time = typeof timestamp === 'string' ? new Date(timestamp) : at;
  const details = Object.entries(entry).filter(([name]) => !ROUTINE.has(name) && !name.startsWith('function_'));
  const words = details.map(([name, value]) => `${name}=${wordOf(value)}`).join(' ');
  const text = [clockTime(time), logged.function, String(message), words].join('  ').trimEnd();
  const meaning = LEVELS[String(level)];
  return meaning === undefined ? text : paint(meaning, text);
}

function parse(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) && 'message' in value ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An error by its name and message, its stack left out; anything else as it is. */
function wordOf(value: JsonValue): string {
  if (isJsonObject(value) && typeof value.message === 'string') return `"${value.name ?? 'Error'}: ${value.message}"`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
