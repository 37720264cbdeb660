import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { hostOf } from '../../core/hosts.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { CalloutNoReply } from '../../core/plugin/plugin-http.ts';
import { DEFAULT_IDEMPOTENCY } from '../kit/endpoint-options.ts';
import { undoRequest } from '../kit/keyed-requests.ts';
import { calloutOptions } from './options.ts';
import { probeCallout } from './probe.ts';
import { calloutOutput, checkReply } from './reply.ts';

// Timers may fire slightly early compared with the monotonic clock.
const CLOCK_TOLERANCE_MS = 5;

/**
 * Posts the whole order to an endpoint, with the step's idempotency key.
 *
 * Any reply is a success unless the options reject it: by status (`shouldRejectOn.status`, `rejectUnlessOk`) or by content
 * (`rejectWhen`). A rejected 429 or 503 is retried before it counts as failed. Error messages match those on Limio's page
 * "Callout Plugin" word for word, because customers' monitoring matches on them. Output: `status`, and what the option
 * `output` picks.
 */
export const calloutPlugin = definePlugin({
  name: 'calloutPlugin',
  service: 'limio',
  summary: 'Posts the order to an endpoint, and fails on the statuses that its options list.',
  effect: { idempotent: DEFAULT_IDEMPOTENCY },
  idempotency: (options) => options.idempotency,
  connection: ({ endpoint }) => hostOf(endpoint),
  options: calloutOptions,
  expressions: { rejectWhen: 'reply', output: 'reply', statusBody: 'reply' },
  async run(context) {
    const { http, idempotencyKey, log, now, options, order, signal } = context;
    const { endpoint, timeoutValue } = options;
    const started = performance.now();
    const reply = await http({
      method: 'POST',
      url: endpoint,
      headers: { 'idempotency-key': idempotencyKey },
      json: order,
      timeoutMs: timeoutValue,
    }).catch((error: unknown) => {
      const timedOut = signal.aborted || performance.now() - started >= timeoutValue - CLOCK_TOLERANCE_MS;
      if (!(error instanceof CalloutNoReply && timedOut)) throw error;
      throw new PluginOutcomeUnknown('This operation was aborted', { code: 'callout_timeout', cause: error });
    });
    await checkReply(reply, options, now());
    log.info('The endpoint replied', { status: reply.status });
    return { output: await calloutOutput(context, reply) };
  },
  probe: probeCallout,
  canProbe: ({ statusUrl }) => statusUrl !== undefined,
  compensate: (context) => undoRequest(context, context.options, context.options.timeoutValue),
});
