import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Execution } from '../journal/execution-store.ts';
import type { Machine } from '../journal/machine-store.ts';
import type { ApiContext } from './api-context.ts';

/** @throws AwsServiceError `StateMachineDoesNotExist`. */
export function findMachine({ machines }: Pick<ApiContext, 'machines'>, arn: string): Machine {
  const machine = machines.find(arn);
  if (machine !== undefined) return machine;
  throw new AwsServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** @throws AwsServiceError `StateMachineDoesNotExist`, `StateMachineDeleting`. */
export function findUsableMachine(context: Pick<ApiContext, 'machines'>, arn: string): Machine {
  const machine = findMachine(context, arn);
  if (machine.status === 'ACTIVE') return machine;
  throw new AwsServiceError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`);
}

/** @throws AwsServiceError `ExecutionDoesNotExist`. */
export function findExecution({ executions }: Pick<ApiContext, 'executions'>, arn: string): Execution {
  const execution = executions.find(arn);
  if (execution !== undefined) return execution;
  throw new AwsServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}
