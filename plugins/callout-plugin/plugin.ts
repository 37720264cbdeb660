import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { definePlugin } from '../../core/plugin/define-plugin.ts';
import { CalloutNoReply } from '../../core/plugin/plugin-http.ts';
import { compensateCallout } from './compensate.ts';
import { calloutOptions } from './options.ts';
import { probeCallout } from './probe.ts';
import { calloutOutput, checkReply } from './reply.ts';

// Timers may fire a little early against the monotonic clock.
const CLOCK_TOLERANCE_MS = 5;

/**
 * Posts the whole order to an endpoint, with the step's idempotency key.
 *
 * Any reply is a success unless the options reject it: `shouldRejectOn.status` lists its status, `rejectUnlessOk` wants a
 * 2xx, or `rejectWhen` holds for it. A rejected 429 or 503 is tried again before it counts as failed. The texts of the
 * errors are those of Limio's page "Callout Plugin", which customers' monitoring matches on. Output: `status`, and what the
 * option `output` names.
 */
export const calloutPlugin = definePlugin({
  name: 'calloutPlugin',
  service: 'limio',
  summary: 'Posts the order to an endpoint, and fails on the statuses that its options list.',
  effect: 'idempotent',
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
    log.info('The endpoint answered', { status: reply.status });
    return { output: await calloutOutput(context, reply) };
  },
  probe: probeCallout,
  canProbe: ({ statusUrl }) => statusUrl !== undefined,
  compensate: compensateCallout,
});
