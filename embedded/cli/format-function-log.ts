import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { FunctionLogLine } from '../lambda/lambda-pool.ts';
import { clockTime } from './clock-time.ts';
import type { Paint } from './paint.ts';

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
