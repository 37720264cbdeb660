import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject, type JsonValue } from '../../core/json.ts';
import { maskLooks } from '../../core/redact/mask-personal.ts';
import { type OrderApiClient, type OrderApiReply, OrderApiUnavailable } from './order-api-client.ts';
import { ArgumentsInvalid, type OrderApiRequest, requestOf } from './tool-request.ts';
import { type Tool, WRITTEN_FIELDS } from './tools.ts';
import { MAX_RESULT_BYTES, untrusted } from './untrusted.ts';

/** An act that is about to be sent. */
export interface Act {
  readonly tool: string;
  /** The request: method and path. */
  readonly request: string;
  /** Without what looks like personal data. */
  readonly reason: string;
}

/** What tools need. */
export interface ToolPorts {
  readonly api: OrderApiClient;
  /** Whether tools may change something. */
  readonly mayAct: boolean;
  /** Records an act before it is sent. */
  audit(act: Act): void;
}

/** The result of a call. */
export interface ToolOutcome {
  readonly isError: boolean;
  readonly content: JsonObject;
}

const PREVIEWED =
  'Nothing was changed. Show the person you work for what this call would do. If they agree, send it again with the same arguments and this confirm.';
const CHANGED =
  'confirm does not belong to this call: its arguments, or what it acts on, changed since the preview. Nothing was changed. Call without confirm to see what it would do now.';
const READ_ONLY =
  'This server only reads. To let agents act, set api.agentsMayAct in the tenant file, or start the command with --allow-actions.';

/**
 * Runs a call of a tool.
 *
 * A call that may change what was there is previewed first. The preview has a hash of the call and of what it would do; with that hash,
 * the same call looks again and acts only if it would still do the same. So nothing acts on what nobody looked at, and the server keeps
 * nothing between calls.
 *
 * @throws Error something unforeseen; whatever the caller or the API did becomes the outcome
 */
export async function runTool(tool: Tool, args: JsonObject, ports: ToolPorts): Promise<ToolOutcome> {
  try {
    if (!tool.readOnly && !ports.mayAct) return failed(READ_ONLY);
    return tool.destructive ? await previewOrAct(tool, args, ports) : await act(tool, args, ports);
  } catch (error) {
    if (error instanceof ArgumentsInvalid || error instanceof OrderApiUnavailable) return failed(error.message);
    throw error;
  }
}

async function previewOrAct(tool: Tool, args: JsonObject, ports: ToolPorts): Promise<ToolOutcome> {
  const { confirm: given, ...call } = args;
  const request = requestOf(tool, call, { dryRun: true });
  const preview = tool.hasDryRun ? await ports.api.send(request) : described(tool, request);
  if (preview.status !== 200) return outcomeOf(tool, preview);
  const confirm = createHash('sha256')
    .update(canonicalJson([tool.name, call, preview.body]))
    .digest('hex')
    .slice(0, 32);
  if (given === undefined)
    return {
      isError: false,
      content: { ...untrusted(preview.status, preview.body ?? null), next: PREVIEWED, confirm },
    };
  return given === confirm ? act(tool, call, ports, confirm) : failed(CHANGED);
}

async function act(tool: Tool, args: JsonObject, { api, audit }: ToolPorts, key?: string): Promise<ToolOutcome> {
  const request = requestOf(tool, args, { dryRun: false, ...(key !== undefined && { key }) });
  if (!tool.readOnly)
    audit({ tool: tool.name, request: `${request.method} ${request.path}`, reason: maskLooks(reasonIn(args)) });
  return outcomeOf(tool, await api.send(request));
}

/** The preview of an operation that has no dry run: its request. */
function described({ operation }: Tool, { method, path, body }: OrderApiRequest): OrderApiReply {
  return { status: 200, body: { would: operation.summary, request: `${method} ${path}`, body: body ?? null } };
}

function reasonIn(args: JsonObject): string {
  const reason = WRITTEN_FIELDS.map((name) => args[name]).find((value) => typeof value === 'string');
  return typeof reason === 'string' ? reason : '';
}

function outcomeOf({ operation }: Tool, { status, body = null }: OrderApiReply): ToolOutcome {
  const isError = status >= 400;
  const content = { ...untrusted(status, body), ...(isError && { problem: problemOf(status, operation.scopes) }) };
  return bytesOf(content) <= MAX_RESULT_BYTES ? { isError, content } : failed(tooLarge(content));
}

function tooLarge(content: JsonObject): string {
  return `The result has ${bytesOf(content)} bytes, and a tool returns at most ${MAX_RESULT_BYTES}: ask for less, for example with limit.`;
}

function bytesOf(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** What a caller does about an error status, beside what the API says. */
function problemOf(status: number, scopes: readonly string[]): string {
  if (status === 401) return 'The token is missing, invalid or has expired: use a new one.';
  if (status === 403) return `The token lacks the scope ${scopes.join(' or ')}: use a client that has it.`;
  if (status === 429) return 'Too many requests: try again later.';
  return 'The API refused the request: data says why.';
}

function failed(problem: string): ToolOutcome {
  return { isError: true, content: { problem } };
}
