import * as z from 'zod';
import type { TaskResource } from '../definition/task-resources.ts';
import type { Json, JsonObject } from '../json.ts';
import { StateFailure } from '../state-failure.ts';
import type { LambdaOutcome } from '../step-functions-options.ts';

/** Everything a call of a Task needs to know of its execution. */
export interface TaskCallContext {
  executionArn: string;
  machineArn: string;
}

/** Carries out the integration of a Task. Throws StateFailure when it fails. */
export type TaskCaller = (resource: TaskResource, args: JsonObject, context: TaskCallContext) => Promise<Json>;

/** The metadata that a service integration adds to its result, as far as a local call has any. */
export function sdkMetadata(requestId: string): JsonObject {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: requestId } };
}

/** @throws StateFailure `States.Runtime` when the arguments do not fit the integration. */
export function parseArguments<Schema extends z.ZodType>(schema: Schema, args: JsonObject): z.infer<Schema> {
  const parsed = schema.safeParse(args);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'Arguments'}: ${message}`);
  throw new StateFailure(
    'States.Runtime',
    `The Arguments '${JSON.stringify(args)}' could not be used to start the Task: [${reasons.join('; ')}]`,
    { raisedHere: true },
  );
}

const argumentsSchema = z.strictObject({
  FunctionName: z.string().min(1),
  Payload: z.json().default({}),
  InvocationType: z.literal('RequestResponse').optional(),
});

/** What invokes a Lambda, and what a function named without its ARN belongs to. */
export interface LambdaIntegration {
  region: string;
  accountId: string;
  invokeLambda(functionArn: string, payload: unknown): Promise<LambdaOutcome>;
}

/**
 * Invokes a Lambda for `lambda:invoke`.
 *
 * @throws StateFailure with the function's error type, and as cause its payload as JSON text; errors of the Lambda service
 * itself (`Lambda.…`) have their message as cause. Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export async function invokeLambda(integration: LambdaIntegration, args: JsonObject): Promise<Json> {
  const { FunctionName: name, Payload: payload } = parseArguments(argumentsSchema, args);
  const { region, accountId } = integration;
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  let outcome: LambdaOutcome;
  try {
    outcome = await integration.invokeLambda(arn, payload);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StateFailure('Lambda.SdkClientException', message, { cause });
  }
  if (!outcome.ok) {
    const { errorType, errorMessage } = outcome;
    const ofService = errorType.startsWith('Lambda.');
    throw new StateFailure(errorType, ofService ? errorMessage : JSON.stringify(outcome.payload));
  }
  return {
    ExecutedVersion: '$LATEST',
    Payload: (outcome.payload ?? null) as Json,
    StatusCode: 200,
    ...sdkMetadata(outcome.requestId),
  };
}
