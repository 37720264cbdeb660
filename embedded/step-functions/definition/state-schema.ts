import * as z from 'zod';
import { expressionText } from '../expressions/evaluate-expression.ts';
import type { Json } from '../json.ts';

/**
 * One retrier of a `Retry` field with the defaults that AWS gives.
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
const template = z.json().transform((value) => value as Json);
const assignment = z.record(z.string().min(1).max(80), template);
const stateName = z.string().min(1).max(80);

function integerOrExpression(min: number, max: number) {
  return z.union([z.int().min(min).max(max), expression], {
    error: `Expected an integer from ${min} to ${max}, or a JSONata expression`,
  });
}

const described = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const leaving = { Next: stateName.optional(), End: z.boolean().optional() };
const giving = { Assign: assignment.optional(), Output: template.optional() };
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string().min(1)).min(1),
  Next: stateName,
  Comment: z.string().optional(),
  ...giving,
});
const recovering = { Retry: z.array(retrySchema).optional(), Catch: z.array(catcher).optional() };

const choiceRule = z.strictObject({
  Condition: z.union([z.boolean(), expression], { error: 'Expected a boolean or a JSONata expression' }),
  Next: stateName,
  Comment: z.string().optional(),
  ...giving,
});

const distributedOnly = z
  .never({ error: 'Only a distributed Map has this field, and only inline Maps run here: leave it out' })
  .optional();

/** A Task's largest `TimeoutSeconds`, also what it is when the field is missing. */
const maxTaskSeconds = 99_999_999;

/**
 * The states of the Amazon States Language in JSONata, each with the fields it may carry; what nests in Parallel and Map
 * has its own schema below.
 * Source: https://states-language.net/spec.html
 */
export const stateSchema = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('Pass'), ...described, ...leaving, ...giving }),
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    Arguments: template.optional(),
    TimeoutSeconds: integerOrExpression(1, maxTaskSeconds).optional(),
    HeartbeatSeconds: integerOrExpression(1, maxTaskSeconds).optional(),
    ...described,
    ...leaving,
    ...giving,
    ...recovering,
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    Choices: z.array(choiceRule).min(1),
    Default: stateName.optional(),
    ...described,
    ...giving,
  }),
  z.strictObject({
    Type: z.literal('Wait'),
    Seconds: integerOrExpression(0, maxTaskSeconds).optional(),
    Timestamp: z
      .union([z.iso.datetime({ offset: true }), expression], {
        error: 'Expected an ISO 8601 timestamp or a JSONata expression',
      })
      .optional(),
    ...described,
    ...leaving,
    ...giving,
  }),
  z.strictObject({ Type: z.literal('Succeed'), Output: template.optional(), ...described }),
  z.strictObject({ Type: z.literal('Fail'), Error: z.string().optional(), Cause: z.string().optional(), ...described }),
  z.strictObject({
    Type: z.literal('Parallel'),
    Branches: z.array(z.unknown()).min(1),
    Arguments: template.optional(),
    ...described,
    ...leaving,
    ...giving,
    ...recovering,
  }),
  z.strictObject({
    Type: z.literal('Map'),
    Items: z.union([z.array(template), expression], { error: 'Expected an array or a JSONata expression' }).optional(),
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
]);

const workflow = { Comment: z.string().optional(), StartAt: stateName, States: z.record(stateName, z.unknown()) };

/** The top level of a definition. */
export const definitionSchema = z.strictObject({
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).max(maxTaskSeconds).optional(),
  ...workflow,
});

/** One branch of a Parallel state. */
export const branchSchema = z.strictObject(workflow);

/** The `ItemProcessor` of a Map state, which runs inline only. */
export const itemProcessorSchema = z.strictObject({
  ProcessorConfig: z
    .strictObject({ Mode: z.literal('INLINE', { error: 'Only inline Maps run here: use INLINE' }) })
    .optional(),
  ...workflow,
});

/** One state with its fields; nested workflows are parsed apart. */
export type State = z.infer<typeof stateSchema>;

/** A state of one type. */
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
