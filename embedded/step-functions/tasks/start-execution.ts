import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Json, JsonObject } from '../json.ts';
import { StateFailure } from '../state-failure.ts';
import { parseArguments, sdkMetadata } from '../states/invoke-lambda.ts';

const argumentsSchema = z.strictObject({
  StateMachineArn: z.string(),
  Name: z.string().optional(),
  Input: z.json().default({}),
});

/** The API operation StartExecution, as far as the integration uses it; `startDate` is in epoch seconds. */
export type StartExecutionCall = (input: {
  stateMachineArn: string;
  name?: string;
  input: string;
}) => Promise<{ executionArn: string; startDate: number }>;

/**
 * Starts another execution for `states:startExecution` and does not wait for it.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 *
 * @throws StateFailure `StepFunctions.<name>Exception` when StartExecution refuses.
 */
export async function startExecution(start: StartExecutionCall, args: JsonObject): Promise<Json> {
  const { StateMachineArn: stateMachineArn, Name: name, Input } = parseArguments(argumentsSchema, args);
  const input = typeof Input === 'string' ? Input : JSON.stringify(Input);
  try {
    const { executionArn, startDate } = await start({ stateMachineArn, input, ...(name !== undefined && { name }) });
    return {
      ExecutionArn: executionArn,
      StartDate: new Date(startDate * 1000).toISOString(),
      ...sdkMetadata(randomUUID()),
    };
  } catch (cause) {
    if (!(cause instanceof AwsServiceError)) throw cause;
    throw new StateFailure(`StepFunctions.${cause.name.replace(/Exception$/, '')}Exception`, cause.message, { cause });
  }
}
