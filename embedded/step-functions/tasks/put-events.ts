import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Json, JsonObject } from '../json.ts';
import { StateFailure } from '../state-failure.ts';
import { parseArguments, sdkMetadata, type TaskCallContext } from '../states/invoke-lambda.ts';
import type { StepFunctionsOptions } from '../step-functions-options.ts';

const argumentsSchema = z.strictObject({
  Entries: z
    .array(
      z.strictObject({
        Detail: z.json(),
        DetailType: z.string(),
        Source: z.string(),
        EventBusName: z.string().optional(),
        Resources: z.array(z.string()).optional(),
        Time: z.union([z.string(), z.number()]).optional(),
      }),
    )
    .min(1),
});

/**
 * Publishes events for `events:putEvents`. Details may be objects; each event names the execution and its state machine.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 *
 * @throws StateFailure `EventBridge.FailedEntry` when an entry was refused, `EventBridge.<name>Exception` when the call was.
 */
export async function putEvents(
  publish: StepFunctionsOptions['putEvents'],
  args: JsonObject,
  { executionArn, machineArn }: TaskCallContext,
): Promise<Json> {
  const entries = parseArguments(argumentsSchema, args).Entries.map(({ Detail, Resources = [], ...entry }) => ({
    ...entry,
    Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail),
    Resources: [...Resources, executionArn, machineArn],
  }));
  let answer: Awaited<ReturnType<typeof publish>>;
  try {
    answer = await publish(entries);
  } catch (cause) {
    const name = cause instanceof AwsServiceError ? cause.name.replace(/Exception$/, '') : 'SdkClient';
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StateFailure(`EventBridge.${name}Exception`, message, { cause });
  }
  const result = { Entries: answer.Entries as readonly Json[], FailedEntryCount: answer.FailedEntryCount };
  if (answer.FailedEntryCount > 0) throw new StateFailure('EventBridge.FailedEntry', JSON.stringify(result));
  return { ...result, ...sdkMetadata(randomUUID()) };
}
