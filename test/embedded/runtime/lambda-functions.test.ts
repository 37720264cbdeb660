import { describe, expect, it } from 'vitest';
import { defineFunction } from '../../../blueprint/functions/define-function.ts';
import { tenantReferences } from '../../../blueprint/references.ts';
import { lambdaFunctions } from '../../../embedded/runtime/lambda-functions.ts';
import { LOCAL } from '../../../embedded/runtime/local.ts';
import { TARGET } from '../../helpers/target-references.ts';

const spec = defineFunction('acme', {
  id: 'submit-order',
  entry: 'lambdas/api/submit-order/handler.ts',
  timeoutSeconds: 29,
  holdsCallers: true,
  uses: ['table:get', 'events:publish', 'runs:start', 'config', 'search-key'],
});

const blueprint = { tenant: 'acme', functions: [spec] };
const deps = {
  references: tenantReferences({ tenant: 'acme', aws: {} }, LOCAL, TARGET),
  prefix: 'acme',
  awsUrl: 'http://127.0.0.1:3001',
  fileOf: (id: string) => `/data/functions/${id}.mjs`,
  groupOf: (id: string) => (id === 'submit-order' ? 'orders' : undefined),
};

describe('lambdaFunctions', () => {
  it('fills in every reference and the URL of the AWS services', () => {
    expect(lambdaFunctions(blueprint, { ...deps, loopback: ['127.0.0.1:3100', 'localhost:9998'] })).toEqual([
      {
        id: 'submit-order',
        name: 'acme-submit-order',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-submit-order',
        file: '/data/functions/submit-order.mjs',
        group: 'orders',
        timeoutSeconds: 29,
        memoryMb: 512,
        environment: {
          TENANT: 'acme',
          ORDERS_TABLE: 'acme-orders',
          EVENT_BUS: 'acme-orders',
          STATE_MACHINE_PREFIX: 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-',
          TENANT_CONFIG_FILE: TARGET.configFile,
          SEARCH_KEY_SECRET: 'acme/.search-key',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:3001',
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          POWERTOOLS_METRICS_DISABLED: 'true',
          INCARNATION: expect.stringMatching(/^[0-9a-f-]{36}$/),
          OUTBOUND_LOOPBACK: '127.0.0.1:3100,localhost:9998',
          MAX_WAITERS: '128',
        },
        maxEnvironments: 2,
        invocationsPerEnvironment: 160,
      },
    ]);
  });

  it('gives all functions of a start the same incarnation, and those of another start another one', () => {
    const incarnations = () => lambdaFunctions(blueprint, deps).map(({ environment }) => environment.INCARNATION);
    expect(new Set([...incarnations(), ...incarnations()]).size).toBe(2);
  });

  it('allows no loopback calls without a sandbox', () => {
    const [fn] = lambdaFunctions(blueprint, deps);
    expect(fn?.environment).not.toHaveProperty('OUTBOUND_LOOPBACK');
  });
});
