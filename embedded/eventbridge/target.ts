import * as z from 'zod';

const pathSchema = z.string().regex(/^\$(\.[\w-]+)*$/, 'Expected a path such as "$.detail"');

const transformerSchema = z
  .strictObject({
    InputPathsMap: z.record(z.string().regex(/^(?!aws)[\w.-]+$/i), pathSchema).default({}),
    InputTemplate: z.string().min(1).max(8192),
  })
  .refine(
    ({ InputPathsMap, InputTemplate }) =>
      placeholdersOf(InputTemplate).every((name) => Object.hasOwn(InputPathsMap, name)),
    'Expected every placeholder of InputTemplate in InputPathsMap',
  )
  .refine(({ InputTemplate }) => isTemplate(InputTemplate), 'Expected InputTemplate to be JSON once it is filled');

/** Target of a rule: a Lambda or a state machine. */
export const targetSchema = z.strictObject({
  Id: z.string().min(1).max(64),
  Arn: z
    .string()
    .regex(
      /^arn:aws:(lambda:[^:]+:\d{12}:function:[\w-]+(:[\w$-]+)?|states:[^:]+:\d{12}:stateMachine:[\w-]+)$/,
      'Expected the ARN of a Lambda function or of a state machine: other targets are not supported',
    ),
  RoleArn: z.string().optional(),
  /** JSON to send instead of the event. */
  Input: z.string().max(8192).refine(isJson, 'Expected JSON').optional(),
  /** Path of the part of the event to send, e.g. `$.detail`. */
  InputPath: pathSchema.optional(),
  /** Template of the input, with values of the event. */
  InputTransformer: transformerSchema.optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
});

/** Target of a rule. */
export type Target = z.output<typeof targetSchema>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isTemplate(template: string): boolean {
  try {
    fillTemplate(template, {});
    return true;
  } catch {
    return false;
  }
}

/** Returns the input of a target: its `Input`, its filled template, the part of the event at its `InputPath`, or the event. */
export function inputOf(target: Target, event: unknown): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  if (target.InputTransformer === undefined) return valueAt(target.InputPath ?? '$', event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const values = Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(path, event)]);
  return fillTemplate(InputTemplate, Object.fromEntries(values));
}

function valueAt(path: string, event: unknown): unknown {
  const fields = path.split('.').slice(1);
  return fields.reduce<unknown>(
    (value, field) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, field) ? Reflect.get(value, field) : null,
    event,
  );
}

/** Values of a template's placeholders; a missing one is null. */
export type TemplateValues = Readonly<Record<string, unknown>>;

// A JSON string, which may contain placeholders, or a placeholder outside of a string.
const TOKEN = /"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g;
const PLACEHOLDER = /<([\w.-]+)>/g;

/**
 * Fills the template of an input transformer: JSON with placeholders such as `<orderId>`.
 *
 * A placeholder becomes text inside a string, and its value as JSON outside of one. Source: Amazon EventBridge
 * User Guide, "Amazon EventBridge input transformation".
 *
 * @throws SyntaxError when the filled template is not JSON
 */
export function fillTemplate(template: string, values: TemplateValues): unknown {
  const valueFor = (name: string): unknown => (Object.hasOwn(values, name) ? (values[name] ?? null) : null);
  const text = template.replace(TOKEN, (token: string, name: string | undefined) =>
    name === undefined
      ? token.replace(PLACEHOLDER, (_, inner: string) => escaped(valueFor(inner)))
      : JSON.stringify(valueFor(name)),
  );
  return JSON.parse(text);
}

/** Returns the names of a template's placeholders. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

function escaped(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
