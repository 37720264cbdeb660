import { HEAL_MACHINE, UNDO_MACHINE } from '../../core/sequence/service-machines.ts';
import type { ExecutionRuleSpec, FunctionSpec } from '../blueprint.ts';

const OPERATE_ORDERS_FUNCTION = 'operate-orders';
const EXECUTION_ENDED_FUNCTION = 'execution-ended';

/** The ends of executions that their order may not know of: those that end otherwise write it down themselves. */
export const EXECUTION_RULES: readonly ExecutionRuleSpec[] = [
  {
    id: EXECUTION_ENDED_FUNCTION,
    statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    function: EXECUTION_ENDED_FUNCTION,
  },
];

/** The functions that recover orders: on an operator's word, and when an execution ended without a word. */
export function operateFunctions(tenant: string): readonly FunctionSpec[] {
  const environment = {
    TENANT: tenant,
    ORDERS_TABLE: { ref: 'table' },
    EVENT_BUS: { ref: 'bus' },
    TENANT_CONFIG_FILE: { ref: 'configFile' },
    STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' },
  } as const;
  return [
    {
      id: OPERATE_ORDERS_FUNCTION,
      entry: 'lambdas/api/operate-orders/handler.ts',
      timeoutSeconds: 29,
      memoryMb: 512,
      environment,
      grants: [
        { actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], on: 'table' },
        { actions: ['events:PutEvents'], on: 'bus' },
        {
          actions: [
            'states:StartExecution',
            'states:SendTaskSuccess',
            'states:SendTaskFailure',
            'states:SendTaskHeartbeat',
          ],
          on: 'stateMachines',
        },
        { actions: ['states:StopExecution'], on: 'executions' },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: HEAL_MACHINE },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: UNDO_MACHINE },
      ],
      secrets: [],
    },
    {
      id: EXECUTION_ENDED_FUNCTION,
      entry: 'lambdas/run-outcome/execution-ended-handler.ts',
      timeoutSeconds: 30,
      memoryMb: 512,
      environment,
      grants: [
        { actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], on: 'table' },
        { actions: ['events:PutEvents'], on: 'bus' },
        { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine: HEAL_MACHINE },
      ],
      secrets: [],
    },
  ];
}
