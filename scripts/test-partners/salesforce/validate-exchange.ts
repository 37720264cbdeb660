import * as z from 'zod';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { ERROR_CODES } from '../../../sandbox/salesforce/error-codes.ts';
import { checkValue } from '../../../sandbox/salesforce/field-values.ts';
import { fieldOf } from '../../../sandbox/salesforce/schema/objects.ts';
import { SEEDED_ORG } from '../../../sandbox/salesforce/seeded-org.ts';
import { parseSoql } from '../../../sandbox/salesforce/soql.ts';
import { DOCUMENTED_FIELDS, REJECTED_ON_PURPOSE } from './accepted.ts';
import type { RecordedExchange } from './read-exchanges.ts';
import type { StandardSchema } from './standard-schema.ts';

/** What an exchange contains, and what is wrong with it. */
export interface ValidatedExchange {
  /** E.g. `POST Account`; `undefined` for a token request, which has no fields. */
  readonly kind: string | undefined;
  /** Fields that were held against the schemas, e.g. `Account.Name`. */
  readonly fields: readonly string[];
  readonly problems: readonly string[];
}

const ROW = /^\/services\/data\/v\d+\.0\/sobjects\/(\w+)(?:\/.*)?$/;
const QUERY = /^\/services\/data\/v\d+\.0\/query\/?$/;

/**
 * Validates a request and its reply.
 *
 * Every field must exist: a standard field in the published schema, or else in the documentation; a custom field in the org; a
 * field of a platform event in its definition. The values of a request that Salesforce accepts must fit the field.
 */
export function validateExchange(exchange: RecordedExchange, schema: StandardSchema): ValidatedExchange {
  const object = ROW.exec(exchange.path)?.[1];
  const replyProblems = exchange.injected ? [] : validateReply(exchange);
  if (object !== undefined) {
    const body = parseBody(exchange.requestBody);
    const problems = Object.entries(body).flatMap(([name, value]) => {
      const isRefused = exchange.injected || exchange.status >= 400;
      return fieldProblems(object, name, schema, isRefused ? undefined : { value });
    });
    return {
      kind: `${exchange.method} ${object}`,
      fields: Object.keys(body).map((name) => `${object}.${name}`),
      problems: [...problems, ...replyProblems],
    };
  }
  if (!QUERY.test(exchange.path)) return { kind: undefined, fields: [], problems: replyProblems };
  const parsed = parseSoql(new URLSearchParams(exchange.search).get('q') ?? '');
  if (parsed === undefined)
    return { kind: 'query', fields: [], problems: ['a query that is no SOQL', ...replyProblems] };
  const names = [
    ...parsed.fields,
    ...parsed.conditions.map(({ field }) => field),
    ...(parsed.orderBy ? [parsed.orderBy] : []),
  ];
  const problems = names.flatMap((name) => queriedProblems(parsed.object, name, schema));
  return {
    kind: `query ${parsed.object}`,
    fields: names.map((name) => qualified(parsed.object, name)),
    problems: [...problems, ...replyProblems],
  };
}

/** A field of a related record belongs to that record's object. */
function qualified(object: string, name: string): string {
  return name.includes('.') ? name : `${object}.${name}`;
}

function queriedProblems(object: string, name: string, schema: StandardSchema): readonly string[] {
  const [reference = '', field] = name.split('.');
  return field === undefined ? fieldProblems(object, name, schema) : fieldProblems(reference, field, schema);
}

function fieldProblems(
  object: string,
  name: string,
  schema: StandardSchema,
  sent?: { readonly value: unknown },
): readonly string[] {
  if (REJECTED_ON_PURPOSE.some((entry) => entry.object === object && entry.field === name)) return [];
  const event = SEEDED_ORG.platformEvents[object];
  const field = event?.find((candidate) => candidate.name === name) ?? fieldOf(SEEDED_ORG, object, name);
  if (field === undefined) return [`unknown field ${object}.${name}`];
  const problems = event !== undefined || /__p?c$/.test(name) ? [] : standardProblems(object, name, schema, sent);
  if (sent === undefined) return problems;
  try {
    checkValue(field, sent.value);
    return problems;
  } catch {
    return [...problems, `value that ${object}.${name} does not accept`];
  }
}

function standardProblems(
  object: string,
  name: string,
  schema: StandardSchema,
  sent: { readonly value: unknown } | undefined,
): readonly string[] {
  const type = schema.get(object)?.get(name);
  if (type === undefined) {
    const isDocumented = DOCUMENTED_FIELDS.some((entry) => entry.object === object && entry.fields.includes(name));
    return isDocumented ? [] : [`field ${object}.${name}, which the published schema lacks`];
  }
  const isTyped = sent === undefined || sent.value === null || sent.value === '' || typeof sent.value === type;
  return isTyped ? [] : [`${typeof sent.value} in ${object}.${name}, which is a ${type}`];
}

const saved = z.strictObject({
  id: z.string().length(18),
  success: z.literal(true),
  errors: z.array(z.strictObject({ statusCode: z.string(), message: z.string(), fields: z.array(z.string()) })),
  created: z.boolean().optional(),
});
const queried = z.strictObject({
  totalSize: z.int(),
  done: z.boolean(),
  records: z.array(z.looseObject({ attributes: z.strictObject({ type: z.string(), url: z.string() }) })),
});
const rejected = z
  .array(
    z.strictObject({
      errorCode: z.string(),
      message: z.string(),
      fields: z.array(z.string()).optional(),
      duplicateResult: z.looseObject({ allowSave: z.boolean(), matchResults: z.array(z.looseObject({})) }).optional(),
    }),
  )
  .length(1);

/** Replies as the "REST API Developer Guide" documents them. */
function validateReply({ method, path, responseBody, status }: RecordedExchange): readonly string[] {
  if (path.endsWith('/oauth2/token')) return [];
  if (status === 204) return responseBody === '' ? [] : ['reply 204 with a body'];
  const body: unknown = JSON.parse(responseBody);
  if (status >= 400) {
    const parsed = rejected.safeParse(body);
    const known = parsed.success ? ERROR_CODES[parsed.data[0]?.errorCode ?? ''] : undefined;
    return known?.status === status ? [] : [`reply ${status} that is no documented error`];
  }
  if (status === 300 || (method === 'GET' && ROW.test(path))) return [];
  const schema = QUERY.test(path) ? queried : saved;
  return schema.safeParse(body).success ? [] : [`reply ${status} to ${method} that is not documented`];
}

function parseBody(text: string): JsonObject {
  if (text === '') return {};
  const body: unknown = JSON.parse(text);
  return isJsonObject(body) ? body : {};
}
