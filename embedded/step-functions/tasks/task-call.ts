import type * as z from 'zod';
import type { TaskResource } from '../definition/task-resources.ts';
import type { Json, JsonObject } from '../json.ts';
import { StateFailure } from '../state-failure.ts';

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
