import { AwsServiceError } from '../../aws/aws-service.ts';

const machineArn = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[^:]{1,80}$/;
const executionArn = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:]{1,80}:[^:]{1,80}$/;
// Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html (name)
const forbiddenInName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** @throws AwsServiceError `InvalidArn` when it is not the ARN of a state machine. */
export function requireMachineArn(arn: string): string {
  return requireArn(machineArn, arn, 'arn:aws:states:<region>:<account>:stateMachine:<name>');
}

/** @throws AwsServiceError `InvalidArn` when it is not the ARN of an execution. */
export function requireExecutionArn(arn: string): string {
  return requireArn(executionArn, arn, 'arn:aws:states:<region>:<account>:execution:<state machine>:<name>');
}

/** @throws AwsServiceError `InvalidName` when AWS would not take it as the name of a state machine or execution. */
export function requireName(name: string): string {
  if (name.length >= 1 && name.length <= 80 && !forbiddenInName.test(name)) return name;
  throw new AwsServiceError(
    'InvalidName',
    `Invalid Name: '${name}'. Expected 1 to 80 characters without white space, brackets, wildcards, control or special characters`,
  );
}

function requireArn(pattern: RegExp, arn: string, form: string): string {
  if (pattern.test(arn)) return arn;
  throw new AwsServiceError('InvalidArn', `Invalid Arn: '${arn}'. Expected the form ${form}`);
}
