import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { AccessEntry } from '../http-api/request-listener.ts';
import type { FunctionLogLine } from '../lambda/lambda-pool.ts';
import { ISSUER_PATHS } from '../oidc/client-credentials.ts';
import type { RuntimeLogLine } from '../runtime/runtime.ts';
import { clockTime, formatDuration, type Paint } from './terminal.ts';

// Ends of executions that no function logs.
const SILENT_ENDS = new Set(['TIMED_OUT', 'ABORTED']);

/**
 * Formats a log line of the runtime for the terminal.
 *
 * @param at time of the line
 * @returns undefined for a line that is not shown
 */
export function formatRuntimeLog(logged: RuntimeLogLine, at: Date, paint: Paint): string | undefined {
  switch (logged.kind) {
    case 'function':
      return formatFunctionLog(logged, at, paint);
    case 'access':
      return formatAccess(logged.entry, paint);
    case 'execution': {
      const { name, status } = logged.detail;
      return SILENT_ENDS.has(status) ? paint('bad', `${clockTime(at)}  execution ${name}  ${status}`) : undefined;
    }
  }
}

/**
 * Formats a request: `20:37:16  POST /orders  202  45 ms`.
 *
 * The time is that of the response.
 *
 * @returns undefined for a successful read or token request: a client that follows an order makes many of them
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

// Fields that the logger adds to every line.
const ROUTINE = new Set(['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'requestId']);
const LEVELS: Readonly<Record<string, Parameters<Paint>[0]>> = { WARN: 'warning', ERROR: 'bad', CRITICAL: 'bad' };

/**
 * Formats a line that a function printed: `20:37:16  plugin-zuora  Step ended  orderId=… step=zuora …`.
 *
 * The fields of the JSON logger become `name=value`; any other text is shown unchanged.
 *
 * @param at time of the line, unless the logger has written one
 * @returns undefined for a line of the levels DEBUG and TRACE
 */
export function formatFunctionLog(logged: FunctionLogLine, at: Date, paint: Paint): string | undefined {
  const entry = parse(logged.line);
  if (entry === undefined) return `${clockTime(at)}  ${logged.function}  ${logged.line}`;
  const { level, message, timestamp } = entry;
  if (level === 'DEBUG' || level === 'TRACE') return undefined;
  const time = typeof timestamp === 'string' ? new Date(timestamp) : at;
  const details = Object.entries(entry).filter(([name]) => !ROUTINE.has(name) && !name.startsWith('function_'));
  const fields = details.map(([name, value]) => `${name}=${textOf(value)}`).join(' ');
  const text = [clockTime(time), logged.function, String(message), fields].join('  ').trimEnd();
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

/** Formats an error as its name and message, without the stack, and any other value as text. */
function textOf(value: JsonValue): string {
  if (isJsonObject(value) && typeof value.message === 'string') return `"${value.name ?? 'Error'}: ${value.message}"`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
