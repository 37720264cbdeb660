import * as z from 'zod';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import type { LambdaOutcome } from '../../lambda/lambda-outcome.ts';
import { StateFailure } from '../state-failure.ts';

/** Makes the call of a Task and returns its result. @throws StateFailure when the call fails. */
export type TaskCaller = (args: JsonObject) => Promise<JsonValue>;

/** Invokes a Lambda, and says where a function that is named without its ARN lives. */
export interface LambdaIntegration {
  readonly region: string;
  readonly accountId: string;
  invokeLambda(functionArn: string, payload: unknown): Promise<LambdaOutcome>;
}

const argumentsSchema = z.strictObject({
  FunctionName: z.string().min(1),
  // The arguments are JSON already.
  Payload: z.custom<JsonValue>().default({}),
  InvocationType: z.literal('RequestResponse').optional(),
});

/**
 * Invokes the Lambda of a Task with `lambda:invoke`.
 *
 * @throws StateFailure with the function's error type, and as cause its error document as JSON text. An error of the
 * Lambda service itself (`Lambda.…`) has its message as cause. Arguments that do not fit are a `States.Runtime`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
export async function invokeLambda(integration: LambdaIntegration, args: JsonObject): Promise<JsonValue> {
  const { FunctionName: name, Payload: payload } = parseArguments(args);
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
    const isServiceError = errorType.startsWith('Lambda.');
    throw new StateFailure(errorType, isServiceError ? errorMessage : JSON.stringify(outcome.payload));
  }
  return {
    ExecutedVersion: '$LATEST',
    Payload: (outcome.payload ?? null) as JsonValue,
    StatusCode: 200,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: outcome.requestId },
  };
}

function parseArguments(args: JsonObject): z.infer<typeof argumentsSchema> {
  const parsed = argumentsSchema.safeParse(args);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'Arguments'}: ${message}`);
  throw new StateFailure(
    'States.Runtime',
    `The Arguments '${JSON.stringify(args)}' could not be used to start the Task: [${reasons.join('; ')}]`,
    { raisedHere: true },
  );
}
