import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { personScopes } from '../../core/person-roles.ts';
import type { ApiDescription, Operation } from './operations.ts';

/** A verb of the API as an agent sees it. */
export interface Tool {
  /** The operation's id. */
  readonly name: string;
  readonly operation: Operation;
  readonly description: string;
  /** JSON Schema of its arguments: path parameters, query parameters and the fields of the body, side by side. */
  readonly inputSchema: JsonObject;
  /** Whether it only reads. */
  readonly readOnly: boolean;
  /** Whether it may change what was there. It then needs the `confirm` of a preview. */
  readonly destructive: boolean;
  /** Whether a second call with the same arguments changes nothing more. */
  readonly idempotent: boolean;
  /** Whether the API has a dry run of it, which is then the preview. */
  readonly hasDryRun: boolean;
  /** Where the body's fields are among the arguments. `argument`: in one argument, `body`. */
  readonly bodyIn: 'fields' | 'argument' | 'none';
  /** Whether `reason` is only logged, because the operation has no field for it. */
  readonly reasonIsLogged: boolean;
}

/** What the API says who wrote a text: added to the reason of every act. */
export const BY_AN_AGENT = ' (by an agent)';

/** Fields in which whoever acts says why, or what. */
export const WRITTEN_FIELDS = ['reason', 'text'] as const;

/** The field of a body that asks for a dry run. */
export const DRY_RUN = 'dry_run';

const CONFIRM: JsonObject = {
  type: 'string',
  maxLength: 64,
  description:
    'The `confirm` of the preview. Without it the call changes nothing, and returns what it would do together with this value. Show that to the person you work for before you confirm.',
};

const LOGGED_REASON: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 500,
  description: 'Why; logged together with who and when.',
};

/**
 * Returns the tools of an API: the operations that some person may use. Submitting orders, answering callbacks and erasing personal data
 * are for other clients, and some operations are for people only, such as approving what somebody else proposed.
 */
export function toolsOf({ operations }: ApiDescription): readonly Tool[] {
  const scopes: readonly string[] = personScopes();
  return operations
    .filter(({ scopes: needed, isForPeople }) => !isForPeople && needed.some((scope) => scopes.includes(scope)))
    .map((operation) => toolOf(operation));
}

function toolOf(operation: Operation): Tool {
  const { id, method, summary, description, parameters, body, effect } = operation;
  const readOnly = method === 'GET';
  const destructive = !readOnly && (effect?.destructive ?? true);
  const named = parameters.filter((parameter) => parameter.in !== 'header');
  const fields = fieldsOf(body);
  const isFlat = fields !== undefined && !named.some(({ name }) => name in fields);
  const bodyIn = body === undefined ? 'none' : isFlat ? 'fields' : 'argument';
  const own = isFlat ? fields : {};
  const hasDryRun = DRY_RUN in own;
  const reasonIsLogged = !readOnly && !WRITTEN_FIELDS.some((name) => name in own);
  const { [DRY_RUN]: _, ...written } = Object.fromEntries(
    Object.entries(own).map(([name, schema]) => [name, isWritten(name) ? withRoomForMark(schema) : schema]),
  );
  const properties: JsonObject = {
    ...Object.fromEntries(named.map(({ name, description: text, schema }) => [name, described(schema, text)])),
    ...written,
    ...(bodyIn === 'argument' && { body: withoutDefs(body ?? {}) }),
    ...(reasonIsLogged && { reason: LOGGED_REASON }),
    ...(destructive && { confirm: CONFIRM }),
  };
  const required = [
    ...named.filter((parameter) => parameter.required).map(({ name }) => name),
    ...(bodyIn === 'fields' ? namesIn(body?.required) : []),
    ...(bodyIn === 'argument' ? ['body'] : []),
    ...(reasonIsLogged ? ['reason'] : []),
  ];
  return {
    name: id,
    operation,
    description: [
      `${summary}.`,
      description,
      ...(destructive ? ['The first call returns a preview and changes nothing.'] : []),
    ]
      .filter((text) => text !== '')
      .join(' '),
    inputSchema: {
      type: 'object',
      properties,
      ...(required.length > 0 && { required }),
      additionalProperties: false,
      ...(body?.$defs !== undefined && { $defs: body.$defs }),
    },
    readOnly,
    destructive,
    // A confirmed call only acts on what its preview showed, so a second one finds something else and does nothing.
    idempotent: readOnly || hasDryRun || (effect?.idempotent ?? false),
    hasDryRun,
    bodyIn,
    reasonIsLogged,
  };
}

/** Returns the fields of a body that is an object; undefined if it is something else, such as one of several objects. */
function fieldsOf(body: JsonObject | undefined): JsonObject | undefined {
  return isJsonObject(body?.properties) ? body.properties : undefined;
}

function isWritten(name: string): boolean {
  return WRITTEN_FIELDS.some((field) => field === name);
}

function withRoomForMark(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema) || typeof schema.maxLength !== 'number') return schema;
  return { ...schema, maxLength: schema.maxLength - BY_AN_AGENT.length };
}

function described(schema: JsonObject, description: string | undefined): JsonObject {
  return description === undefined || description === '' ? schema : { ...schema, description };
}

function withoutDefs({ $defs: _, ...schema }: JsonObject): JsonObject {
  return schema;
}

function namesIn(required: JsonValue | undefined): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}
