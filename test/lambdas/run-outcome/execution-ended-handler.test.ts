import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../lambdas/run-outcome/execution-ended-handler.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { startLocalAws } from '../runtime/local-aws.ts';

const context = {} as Context;

let world: OrderWorld;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
beforeEach(async () => {
  world = await startOrderWorld();
  aws = await startLocalAws({ 'AWSEvents.PutEvents': { FailedEntryCount: 0, Entries: [] } });
  const environment = {
    TENANT: 'acme',
    ORDERS_TABLE: world.table,
    EVENT_BUS: 'acme-bus',
    STATE_MACHINE_PREFIX: 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-',
    TENANT_CONFIG_FILE: 'tenants/acme.json',
    AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: aws.endpoint,
    AWS_ENDPOINT_URL_SFN: aws.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([world.close(), aws.close()]);
});

/** The event of the end of an execution, as EventBridge delivers it. */
function ended(name: string, status = 'ABORTED', machine = 'default') {
  const stateMachineArn = `arn:aws:states:eu-west-1:000000000000:stateMachine:acme-${machine}`;
  return {
    version: '0',
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { name, status, stateMachineArn, input: '{}', output: null, error: null, cause: null },
  };
}

describe('the function for ended executions', () => {
  it("records the end of the order's run once, and ignores other executions", async () => {
    const { id } = await world.submitted();

    expect(await handler(ended(`${id}-r1-0123456789abcdef-1`), context)).toEqual({ settlement: 'known' });
    expect(await handler(ended('by-hand'), context)).toEqual({ settlement: 'known' });
    expect(await handler(ended(`${id}-r2`), context)).toEqual({ settlement: 'known' });
    expect(await handler(ended(`${id}-r1`), context)).toEqual({ settlement: 'failed' });
    expect(await handler(ended(`${id}-r1`), context)).toEqual({ settlement: 'known' });

    expect(await world.orders.get(id)).toMatchObject({ status: 'failed' });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['AWSEvents.PutEvents']);
    await expect(handler(ended(`${id}-r1`, 'SUCCEEDED'), context)).rejects.toThrow(/FAILED/);
  });

  it('logs the machine of an execution that serves all sequences, for the metrics, and no other', async () => {
    const { id } = await world.submitted();
    const lines = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

    for (const machine of ['bulk-job', 'default']) await handler(ended('by-hand', 'FAILED', machine), context);
    await handler(ended(`${id}-r1-0123456789abcdef-1`, 'TIMED_OUT', 'heal'), context);

    expect(lines.mock.calls.map(([, fields]) => fields)).toEqual([
      { machine: 'bulk-job', status: 'FAILED' },
      { machine: 'heal', status: 'TIMED_OUT' },
    ]);
    lines.mockRestore();
  });
});
