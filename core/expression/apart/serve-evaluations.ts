import { Worker } from 'node:worker_threads';
import type { JsonValue } from '../../json.ts';
import { EvaluationFailed } from '../evaluation-error.ts';
import { EVALUATE_ARGUMENT, type EvaluationReply, type EvaluationRequest, OUT_OF_MEMORY_SIGNAL } from './messages.ts';

/** Memory of the whole process, in bytes. Node alone takes 50 MB, and texts under construction are not in the heap. */
const MEMORY_LIMIT = 200_000_000;

const LOOK_EVERY_MS = 50;

// A thread of its own, because the one that evaluates may be stuck. It ends the process when its standard input ends, that is
// with the process that started it, and when its memory exceeds the limit.
const WATCHDOG = `
const { read } = require('node:fs');
read(0, Buffer.alloc(1), 0, 1, null, () => process.kill(process.pid, 'SIGKILL'));
setInterval(() => {
  if (process.memoryUsage.rss() > ${MEMORY_LIMIT}) process.kill(process.pid, '${OUT_OF_MEMORY_SIGNAL}');
}, ${LOOK_EVERY_MS});
`;

/**
 * Evaluates the expressions that the parent process sends, if this process was started for that; does nothing otherwise.
 *
 * @param evaluate returns plain JSON, or undefined if the expression yields nothing; throws EvaluationFailed
 */
export function serveEvaluations(evaluate: (request: EvaluationRequest) => Promise<JsonValue | undefined>): void {
  if (process.argv[2] !== EVALUATE_ARGUMENT || process.send === undefined) return;
  const reply = (message: EvaluationReply): void => void process.send?.(message);
  const watchdog = new Worker(WATCHDOG, { eval: true });
  process.on('message', async (request: EvaluationRequest) => {
    try {
      const value = await evaluate(request);
      reply({ kind: 'value', ...(value !== undefined && { value }) });
    } catch (error) {
      reply({ kind: 'error', error: error instanceof EvaluationFailed ? error.details : {} });
    }
  });
  watchdog.once('online', () => reply({ kind: 'ready' }));
}
