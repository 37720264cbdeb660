import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Execution } from '../journal/execution-store.ts';
import type { Machine } from '../journal/machine-store.ts';
import type { ApiContext } from './api-context.ts';

/** Finds a state machine. @throws AwsServiceError `InvalidArn`, `StateMachineDoesNotExist`. */
export function findMachine({ machines }: Pick<ApiContext, 'machines'>, arn: string): Machine {
  return machines.find(requireMachineArn(arn)) ?? doesNotExist(arn);
}

/** Finds a state machine that can start executions. @throws AwsServiceError `InvalidArn`, `StateMachineDoesNotExist`, `StateMachineDeleting`. */
export function findUsableMachine(context: Pick<ApiContext, 'machines'>, arn: string): Machine {
  return requireActive(findMachine(context, arn));
}

/**
 * Finds what an execution runs: a state machine that can start executions, and the id of its definition, or of that of a version.
 *
 * @param arn of a state machine or of one of its versions
 * @throws AwsServiceError `InvalidArn`, `StateMachineDoesNotExist`, `StateMachineDeleting`
 */
export function findStartable(
  { machines }: Pick<ApiContext, 'machines'>,
  arn: string,
): { readonly machineArn: string; readonly definition: number } {
  const [, machineArn = arn, number] = VERSION_ARN.exec(arn) ?? [];
  const machine = requireActive(machines.startable(requireMachineArn(machineArn)) ?? doesNotExist(machineArn));
  if (number === undefined) return { machineArn, definition: machine.definition };
  const { definition } = machines.version(machineArn, Number(number)) ?? doesNotExist(arn);
  return { machineArn, definition };
}

function requireActive<Found extends Pick<Machine, 'arn' | 'status'>>(machine: Found): Found {
  if (machine.status === 'ACTIVE') return machine;
  throw new AwsServiceError('StateMachineDeleting', `State Machine is being deleted: '${machine.arn}'`);
}

function doesNotExist(arn: string): never {
  throw new AwsServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

/** Finds an execution. @throws AwsServiceError `InvalidArn`, `ExecutionDoesNotExist`. */
export function findExecution({ executions }: Pick<ApiContext, 'executions'>, arn: string): Execution {
  const execution = executions.find(requireExecutionArn(arn));
  if (execution !== undefined) return execution;
  throw new AwsServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

const MACHINE_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[^:]{1,80}$/;
const VERSION_ARN = /^(arn:.*:stateMachine:[^:]+):(\d+)$/;
const EXECUTION_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:]{1,80}:[^:]{1,80}$/;
// Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html (name)
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** Returns the ARN of a state machine. @throws AwsServiceError `InvalidArn` for any other text. */
export function requireMachineArn(arn: string): string {
  return requireArn(MACHINE_ARN, arn, 'arn:aws:states:<region>:<account>:stateMachine:<name>');
}

/** Returns the ARN of an execution. @throws AwsServiceError `InvalidArn` for any other text. */
function requireExecutionArn(arn: string): string {
  return requireArn(EXECUTION_ARN, arn, 'arn:aws:states:<region>:<account>:execution:<state machine>:<name>');
}

/** Returns the name of a state machine or execution. @throws AwsServiceError `InvalidName` when AWS would reject it. */
export function requireName(name: string): string {
  if (name.length >= 1 && name.length <= 80 && !FORBIDDEN_IN_NAME.test(name)) return name;
  throw new AwsServiceError(
    'InvalidName',
    `Invalid Name: '${name}'. Expected 1 to 80 characters without white space, brackets, wildcards, control or special characters`,
  );
}

function requireArn(pattern: RegExp, arn: string, form: string): string {
  if (pattern.test(arn)) return arn;
  throw new AwsServiceError('InvalidArn', `Invalid Arn: '${arn}'. Expected the form ${form}`);
}
