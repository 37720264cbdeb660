import { type StepAnswer, stepEventSchema } from '../../blueprint/wire/step-event.ts';
import { timeZoneOf } from '../../core/config/time-zone.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { now, orderStore, orderTable, outboundPolicy, readSecret, stepStore, tenantConfig, wire } from '../compose.ts';
import { createConnectionGuard } from '../connections/connection-guard.ts';
import { tracedOrders } from '../order-store/traced-orders.ts';
import { type Handler, lazily } from '../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../runtime/logger.ts';
import { createRememberedValues } from './remembered-values.ts';
import { createStepHost } from './step-host.ts';

/** Creates the Lambda handler of a plugin. */
export function createStepHandler(plugin: Plugin): Handler<unknown, StepAnswer> {
  return lazily(async () => {
    const wiring = wire(['tenant', 'table', 'config', 'secrets', 'loopback', 'incarnation']);
    const config = await tenantConfig(wiring);
    const { basicAuth } = config.outbound;
    const logger = createLogger(plugin.name);
    const host = createStepHost(plugin, {
      tenant: wiring.env.TENANT,
      timeZone: timeZoneOf(config),
      orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
      steps: stepStore(wiring),
      ...(wiring.env.INCARNATION !== undefined && { incarnation: wiring.env.INCARNATION }),
      policy: await outboundPolicy(wiring),
      basicAuthOf: (hostname) => basicAuth[hostname],
      readSecret: readSecret(wiring),
      remembered: createRememberedValues(Date.now),
      async openCallbacks() {
        // Loads the Step Functions client, which only a step that waits for a callback needs.
        const { openCallbacks } = await import('./open-callbacks.ts');
        return openCallbacks(...orderTable(wiring));
      },
      ...(plugin.reads?.includes('account-subscriptions') && {
        accountsFor: (await import('./open-accounts.ts')).openAccounts(...orderTable(wiring), now),
      }),
      now,
      connections: createConnectionGuard(async () => {
        // The good path needs none of it.
        const { openBreakerGuard } = await import('../connections/open-breaker-guard.ts');
        return openBreakerGuard(...orderTable(wiring), config.connections, logErrors(logger), now);
      }, now),
    });
    return async (event, context) => {
      const step = stepEventSchema.parse(event);
      logAbout(logger, { id: step.orderId });
      const about = { run: step.run, step: step.step.id, requestId: context.awsRequestId };
      try {
        const answer = await host(step);
        logger.info('Step ended', { ...about, outcome: answer.outcome });
        return answer;
      } catch (error) {
        logger.warn('Step ended', { ...about, outcome: error instanceof Error ? error.name : 'Error' });
        throw error;
      }
    };
  });
}
