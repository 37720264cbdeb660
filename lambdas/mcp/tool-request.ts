import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { BY_AN_AGENT, DRY_RUN, type Tool, WRITTEN_FIELDS } from './tools.ts';

/** A request to the API. */
export interface OrderApiRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | undefined;
}

/** The arguments of a call that its tool does not take. */
export class ArgumentsInvalid extends Error {
  override readonly name = 'ArgumentsInvalid';
}

/** How long the API waits for a run before it answers, in seconds: shorter than the patience of any client. */
const WAIT_SECONDS = 10;

/** Arguments that are for the server, and no part of the request. */
const CONFIRM = 'confirm';

/**
 * Returns the request of a call.
 *
 * Checks the names of the arguments, and what decides which path is called. The API checks everything else, as it does for everybody.
 *
 * @param call `dryRun`: whether to ask only what would happen. `key`: the idempotency key, for an operation that takes one
 * @throws ArgumentsInvalid
 */
export function requestOf(
  tool: Tool,
  args: JsonObject,
  { dryRun, key }: { readonly dryRun: boolean; readonly key?: string },
): OrderApiRequest {
  const { operation, bodyIn, hasDryRun } = tool;
  checkNames(tool, args);
  const headers = operation.parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
  return {
    method: operation.method,
    path: pathOf(tool, args),
    headers: {
      ...(headers.includes('Prefer') && { prefer: `wait=${WAIT_SECONDS}` }),
      ...(headers.includes('Idempotency-Key') && key !== undefined && { 'idempotency-key': key }),
    },
    body: bodyIn === 'none' ? undefined : { ...bodyOf(tool, args), ...(hasDryRun && dryRun && { [DRY_RUN]: true }) },
  };
}

function checkNames({ inputSchema }: Tool, args: JsonObject): void {
  const known = isJsonObject(inputSchema.properties) ? Object.keys(inputSchema.properties) : [];
  const unknown = Object.keys(args).filter((name) => !known.includes(name));
  const required = Array.isArray(inputSchema.required) ? inputSchema.required : [];
  const missing = required.filter((name) => typeof name === 'string' && args[name] === undefined);
  const problems = [
    ...missing.map((name) => `Expected the argument ${name}, found none.`),
    ...unknown.map((name) => `Expected one of the arguments ${known.join(', ') || '(none)'}, found ${quoted(name)}.`),
  ];
  if (problems.length > 0) throw new ArgumentsInvalid(problems.join(' '));
}

function pathOf({ operation }: Tool, args: JsonObject): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segmentOf(name, args[name]));
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .flatMap(({ name }) => {
      const value = args[name];
      return value === undefined || value === null ? [] : [[name, scalarOf(name, value)] as [string, string]];
    });
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query)}`;
}

/** A segment such as ".." would lead to another operation than the tool's. */
function segmentOf(name: string, value: JsonValue | undefined): string {
  const text = scalarOf(name, value);
  if (text === '' || /^\.+$/.test(text))
    throw new ArgumentsInvalid(`Expected ${name} to be an id, found ${quoted(text)}.`);
  return encodeURIComponent(text);
}

function scalarOf(name: string, value: JsonValue | undefined): string {
  if (typeof value === 'string' && value.isWellFormed()) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ArgumentsInvalid(`Expected ${name} to be text, a number, true or false.`);
}

function bodyOf({ operation, bodyIn, reasonIsLogged }: Tool, args: JsonObject): JsonObject {
  if (bodyIn === 'argument') {
    if (!isJsonObject(args.body)) throw new ArgumentsInvalid('Expected body to be an object.');
    return args.body;
  }
  const elsewhere = new Set<string>([
    CONFIRM,
    ...operation.parameters.map(({ name }) => name),
    ...(reasonIsLogged ? ['reason'] : []),
  ]);
  const own = Object.entries(args).filter(([name]) => !elsewhere.has(name));
  return Object.fromEntries(own.map(([name, value]) => [name, marked(name, value)]));
}

/** Marks what an agent wrote, so that a record does not read as if the person had written it. */
function marked(name: string, value: JsonValue): JsonValue {
  return typeof value === 'string' && /\S/.test(value) && WRITTEN_FIELDS.some((field) => field === name)
    ? `${value.trim()}${BY_AN_AGENT}`
    : value;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
