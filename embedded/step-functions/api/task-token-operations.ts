import * as z from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import { AwsServiceError } from '../../aws/aws-service.ts';
import type { ExecutionMemory } from '../execution/execution-memory.ts';
import { endTask } from '../execution/resume-state.ts';
import { readTaskToken } from '../execution/task-token.ts';
import type { Branch, TaskActivity } from '../journal/branch.ts';
import { MAX_PAYLOAD_BYTES, parseJson } from '../payload.ts';
import { StateFailure } from '../state-failure.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { parseInput } from './requests.ts';

const taskToken = z.string().min(1).max(2048);
const successSchema = z.strictObject({
  taskToken,
  output: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES, `Expected ${MAX_PAYLOAD_BYTES} bytes at most`),
});
const failureSchema = z.strictObject({
  taskToken,
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const heartbeatSchema = z.strictObject({ taskToken });

type TaskJob = (memory: ExecutionMemory, branch: Branch, activity: TaskActivity) => Promise<void> | void;

/** Returns SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. */
export function taskTokenOperations(context: ApiContext): Operations {
  return {
    SendTaskSuccess(body) {
      const { taskToken: token, output } = parseInput(successSchema, body);
      const result = parseOutput(output);
      return withTask(context, token, (memory, branch) => endTask(memory, branch, { ok: true, result }));
    },
    SendTaskFailure(body) {
      const { taskToken: token, error = '', cause } = parseInput(failureSchema, body);
      const failure = new StateFailure(error, cause);
      return withTask(context, token, (memory, branch) => endTask(memory, branch, { ok: false, failure }));
    },
    SendTaskHeartbeat(body) {
      const { taskToken: token } = parseInput(heartbeatSchema, body);
      return withTask(context, token, (memory, branch, activity) => {
        if (activity.heartbeatSeconds === undefined || activity.stage === 'called') return;
        activity.heartbeatAt = memory.clock.after(activity.heartbeatSeconds);
        memory.changed.add(branch);
        memory.started.add(branch);
      });
    },
  };
}

/**
 * Runs a job for the Task that waits for a token.
 *
 * @throws AwsServiceError `InvalidToken` when the token cannot be read, `TaskDoesNotExist` when its execution does not
 * exist, `TaskTimedOut` when its task no longer waits.
 */
async function withTask({ engine, executions }: ApiContext, token: string, job: TaskJob): Promise<object> {
  const parts = readTaskToken(token);
  if (parts === undefined) throw new AwsServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (!executions.has(parts.execution)) {
    throw new AwsServiceError('TaskDoesNotExist', "Task Does Not Exist: 'No execution waits for this token'");
  }
  const done = await engine.run(parts.execution, async (memory) => {
    const branch = memory.branches.get(parts.branch);
    if (branch?.activity.kind !== 'task' || branch.activity.token !== token) return false;
    await job(memory, branch, branch.activity);
    return true;
  });
  if (done !== true) {
    throw new AwsServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
  return {};
}

function parseOutput(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsServiceError('InvalidOutput', `Invalid Output: '${reason}'`, 400, { cause });
  }
}
