import { randomBytes } from 'node:crypto';
import * as z from 'zod';

const partsSchema = z.strictObject({ execution: z.int(), branch: z.int(), nonce: z.string().min(1) });

/** Content of a task token; the nonce makes it impossible to guess. */
export type TaskTokenParts = z.infer<typeof partsSchema>;

/** Creates a token for one attempt of a Task. */
export function createTaskToken(execution: number, branch: number): string {
  const parts: TaskTokenParts = { execution, branch, nonce: randomBytes(24).toString('base64url') };
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

/** Reads a token; returns undefined when it is not one of ours. */
export function readTaskToken(token: string): TaskTokenParts | undefined {
  try {
    return partsSchema.parse(JSON.parse(Buffer.from(token, 'base64').toString()));
  } catch {
    return undefined;
  }
}
