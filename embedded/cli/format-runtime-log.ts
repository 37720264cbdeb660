import type { RuntimeLogLine } from '../runtime/runtime.ts';
import { clockTime } from './clock-time.ts';
import { formatAccess } from './format-access.ts';
import { formatFunctionLog } from './format-function-log.ts';
import type { Paint } from './paint.ts';

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
