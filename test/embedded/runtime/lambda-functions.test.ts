import { describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../../../blueprint/blueprint.ts';
import { lambdaFunctions } from '../../../embedded/runtime/lambda-functions.ts';
import { tenantNames } from '../../../embedded/runtime/tenant-names.ts';

const spec: FunctionSpec = {
  id: 'submit-order',
  entry: 'lambdas/api/submit-order/handler.ts',
  timeoutSeconds: 29,
  memoryMb: 512,
  environment: {
    TENANT: 'acme',
    ORDERS_TABLE: { ref: 'table' },
    EVENT_BUS: { ref: 'bus' },
    STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' },
    TENANT_CONFIG_FILE: { ref: 'configFile' },
    SECRETS_PREFIX: { ref: 'secretsPrefix' },
  },
  grants: [],
  secrets: [],
};

const deps = {
  names: tenantNames('acme'),
  configFile: '/data/tenant.json',
  awsUrl: 'http://127.0.0.1:3001',
  fileOf: (id: string) => `/data/functions/${id}.mjs`,
};

describe('lambdaFunctions', () => {
  it('fills in every reference and where the AWS services are', () => {
    expect(lambdaFunctions([spec], { ...deps, loopback: '127.0.0.1:3100' })).toEqual([
      {
        id: 'submit-order',
        name: 'acme-submit-order',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-submit-order',
        file: '/data/functions/submit-order.mjs',
        timeoutSeconds: 29,
        memoryMb: 512,
        environment: {
          TENANT: 'acme',
          ORDERS_TABLE: 'acme-orders',
          EVENT_BUS: 'orders-acme',
          STATE_MACHINE_PREFIX: 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-',
          TENANT_CONFIG_FILE: '/data/tenant.json',
          SECRETS_PREFIX: 'acme/',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:3001',
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          POWERTOOLS_METRICS_DISABLED: 'true',
          OUTBOUND_LOOPBACK: '127.0.0.1:3100',
        },
      },
    ]);
  });

  it('opens nothing on loopback without a sandbox', () => {
    const [fn] = lambdaFunctions([spec], deps);
    expect(fn?.environment).not.toHaveProperty('OUTBOUND_LOOPBACK');
  });
});
