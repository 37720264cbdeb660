import * as z from 'zod';

/** Where a rule sends its events: a Lambda or a state machine of this machine. */
export const targetSchema = z.strictObject({
  Id: z.string().min(1).max(64),
  Arn: z
    .string()
    .regex(
      /^arn:aws:(lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?|states:[^:]+:\d{12}:stateMachine:[\w-]+)$/,
      'Expected the ARN of a Lambda function or a Step Functions state machine: other targets are not served here',
    ),
  RoleArn: z.string().optional(),
  /** JSON that is sent in place of the event. */
  Input: z.string().max(8192).refine(isJson, 'Expected JSON').optional(),
  /** Path of the part of the event that is sent, e.g. `$.detail`. */
  InputPath: z
    .string()
    .regex(/^\$(\.[\w-]+)*$/, 'Expected a path such as "$.detail"')
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
});

/** Where a rule sends its events. */
export type Target = z.output<typeof targetSchema>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a target receives for an event: its `Input`, the part at its `InputPath`, or all of it. */
export function inputOf(target: Target, event: unknown): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  const fields = target.InputPath?.split('.').slice(1) ?? [];
  return fields.reduce<unknown>(
    (value, field) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? Reflect.get(value, field) : null,
    event,
  );
}
