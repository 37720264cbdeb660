import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { AccountReader } from '../../core/plugin/plugin-context.ts';
import { dynamoDbClient, secretsManagerClient } from '../clients.ts';
import { createOrderStore } from '../order-store/order-store.ts';
import { createStepStore } from '../order-store/step-store.ts';
import { environmentGroups, readEnvironment } from '../runtime/environment.ts';
import { type Handler, lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { readTenantConfig } from '../runtime/read-tenant-config.ts';
import { createRememberedValues } from './remembered-values.ts';
import { type StepAnswer, stepEventSchema } from './step-event.ts';
import { createStepHost } from './step-host.ts';
import { createReadSecret } from './step-secrets.ts';

/** The Lambda handler of a plugin. */
export function createStepHandler(plugin: Plugin): Handler<unknown, StepAnswer> {
  return lazily(async () => {
    const { tenant, orderStore, config, secrets, loopback } = environmentGroups;
    const env = readEnvironment({ ...tenant, ...orderStore, ...config, ...secrets, ...loopback });
    const { outbound } = await readTenantConfig(env.TENANT_CONFIG_FILE);
    const client = dynamoDbClient();
    const now = () => new Date();
    const host = createStepHost(plugin, {
      tenant: env.TENANT,
      orders: createOrderStore(client, env.ORDERS_TABLE),
      steps: createStepStore(client, env.ORDERS_TABLE),
      policy: {
        ...(outbound.allowedHosts !== undefined && { allowedHosts: outbound.allowedHosts }),
        loopback: env.OUTBOUND_LOOPBACK,
      },
      basicAuthOf: (hostname) => outbound.basicAuth[hostname],
      readSecret: createReadSecret(secretsManagerClient(), env.SECRETS_PREFIX),
      remembered: createRememberedValues(Date.now),
      async openCallbacks() {
        // The Step Functions client is only loaded where a step waits for a callback.
        const { openCallbacks } = await import('./open-callbacks.ts');
        return openCallbacks(client, env.ORDERS_TABLE);
      },
      ...(plugin.reads?.includes('account-subscriptions') && {
        accounts: await accountReader(client, env.ORDERS_TABLE, now),
      }),
      now,
    });
    const logger = createLogger(plugin.name);
    return async (event, context) => {
      const step = stepEventSchema.parse(event);
      logger.setCorrelationId(step.orderId);
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

/** Loaded for the few plugins that read accounts: every other function starts without it. */
async function accountReader(client: DynamoDBDocumentClient, table: string, now: () => Date): Promise<AccountReader> {
  const [{ createAccountSubscriptions }, { readAccounts }] = await Promise.all([
    import('../order-store/account-subscriptions.ts'),
    import('./read-accounts.ts'),
  ]);
  return readAccounts(createAccountSubscriptions(client, table, now));
}
