import * as z from 'zod';
import { isJsonObject, type JsonValue } from '../../../core/json.ts';
import { expressionText } from '../expressions/evaluate-expression.ts';

/**
 * One retrier of a `Retry` field, with the defaults of AWS.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const retrySchema = z.strictObject({
  ErrorEquals: z.array(z.string().min(1)).min(1),
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
  Comment: z.string().optional(),
});

/** A retrier with its defaults filled in. */
export type Retrier = z.infer<typeof retrySchema>;

const expression = z.string().refine((text) => expressionText(text) !== undefined);
const template = z.json().transform((value) => value as JsonValue);
/** State types that the interpreter runs. */
const SUPPORTED_TYPES = ['Fail', 'Map', 'Pass', 'Succeed', 'Task', 'Wait'];

const stateName = z.string().min(1).max(80);

/** A field that AWS supports and the interpreter does not; the message says what to do instead. */
function unsupported(message: string) {
  return z.never({ error: message }).optional();
}

function integerOrExpression(min: number, max: number) {
  return z.union([z.int().min(min).max(max), expression], {
    error: `Expected an integer from ${min} to ${max}, or a JSONata expression`,
  });
}

const described = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const leaving = { Next: stateName.optional(), End: z.boolean().optional() };
const variables = unsupported('Variables are not supported: leave Assign out and pass the value on in Output');
const giving = { Assign: variables, Output: template.optional() };
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string().min(1)).min(1),
  Next: stateName,
  Comment: z.string().optional(),
  ...giving,
});
const recovering = { Retry: z.array(retrySchema).optional(), Catch: z.array(catcher).optional() };

const distributedOnly = unsupported('Only inline Maps are supported: leave the fields of a distributed Map out');

/** A Task's largest `TimeoutSeconds`, also what it is when the field is missing. */
const MAX_TASK_SECONDS = 99_999_999;

/**
 * The supported states of the Amazon States Language in JSONata, each with its fields; the workflow inside a Map has its
 * own schema below. Docs: decision 16.
 * Source: https://states-language.net/spec.html
 */
export const stateSchema = z.discriminatedUnion(
  'Type',
  [
    z.strictObject({ Type: z.literal('Pass'), ...described, ...leaving, ...giving }),
    z.strictObject({
      Type: z.literal('Task'),
      Resource: z.string(),
      Arguments: template.optional(),
      TimeoutSeconds: integerOrExpression(1, MAX_TASK_SECONDS).optional(),
      HeartbeatSeconds: integerOrExpression(1, MAX_TASK_SECONDS).optional(),
      ...described,
      ...leaving,
      ...giving,
      ...recovering,
    }),
    z.strictObject({
      Type: z.literal('Wait'),
      Seconds: integerOrExpression(0, MAX_TASK_SECONDS),
      Timestamp: unsupported('Timestamp is not supported: wait for a number of Seconds'),
      ...described,
      ...leaving,
      ...giving,
    }),
    z.strictObject({ Type: z.literal('Succeed'), Output: template.optional(), ...described }),
    z.strictObject({
      Type: z.literal('Fail'),
      Error: z.string().optional(),
      Cause: z.string().optional(),
      ...described,
    }),
    z.strictObject({
      Type: z.literal('Map'),
      Items: z
        .union([z.array(template), expression], { error: 'Expected an array or a JSONata expression' })
        .optional(),
      ItemSelector: template.optional(),
      ItemProcessor: z.unknown(),
      MaxConcurrency: integerOrExpression(0, 100_000_000).optional(),
      ItemBatcher: distributedOnly,
      ItemReader: distributedOnly,
      Label: distributedOnly,
      ResultWriter: distributedOnly,
      ToleratedFailureCount: distributedOnly,
      ToleratedFailurePercentage: distributedOnly,
      ...described,
      ...leaving,
      ...giving,
      ...recovering,
    }),
  ],
  { error: unsupportedType },
);

const workflow = { Comment: z.string().optional(), StartAt: stateName, States: z.record(stateName, z.unknown()) };

/** The top level of a definition. */
export const definitionSchema = z.strictObject({
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).max(MAX_TASK_SECONDS).optional(),
  ...workflow,
});

/** The `ItemProcessor` of a Map state, which runs inline only. */
export const itemProcessorSchema = z.strictObject({
  ProcessorConfig: z
    .strictObject({ Mode: z.literal('INLINE', { error: 'Only inline Maps are supported: use INLINE' }) })
    .optional(),
  ...workflow,
});

function unsupportedType({ input }: { readonly input?: unknown }): string | undefined {
  const type = isJsonObject(input) ? input.Type : undefined;
  if (typeof type !== 'string') return undefined;
  return `The state type "${type}" is not supported: use one of ${SUPPORTED_TYPES.join(', ')}`;
}

/** One state with its fields; nested workflows are parsed apart. */
export type State = z.infer<typeof stateSchema>;

/** A state of one type. */
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
