/**
 * The program of an execution environment: takes on functions, loads their modules when asked, and handles their invocations, several
 * at a time.
 *
 * It runs as a worker thread. Error types follow the Node.js runtime of Lambda (aws-lambda-nodejs-runtime-interface-client,
 * src/Errors.js and src/UserFunction.js).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { types } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { FunctionError } from './lambda-outcome.ts';
import type {
  HostedFunction,
  HostMessage,
  InvocationMessage,
  LoadMessage,
  MessageToEnvironment,
  PreloadMessage,
  PrintedMessage,
  ReportMessage,
} from './messages.ts';
import { passOnText } from './printed-text.ts';

/** When compiled code is written to the cache after a load: the first invocations come first, and what they compiled is included. */
const COMPILE_CACHE_DELAY_MS = 5000;

type Handler = ((event: unknown, context: object) => unknown) & {
  /** Of a function of this project: composes it before its first invocation, as a load does where the environment is known. */
  compose?(): unknown;
};

/** A function with its loaded module. */
interface LoadedFunction {
  readonly fn: HostedFunction;
  readonly handler: Handler;
}

/** What nearly every function imports. A spare thread has the time to load it. */
const BUILT_INS = ['node:crypto', 'node:fs/promises', 'node:https', 'node:zlib'] as const;

let host: HostMessage = { kind: 'host', functions: [], environment: {}, logStreamName: '' };
/** Its only function; undefined if it may have several. */
let only: string | undefined;
const loaded = new Map<string, LoadedFunction>();
/** The function whose code runs, for what it prints. Not needed where there is only one. */
const current = new AsyncLocalStorage<string>();
const runAs = <T>(id: string, task: () => T): T => (only === undefined ? current.run(id, task) : task());
const runningFunction = (): string | undefined => only ?? current.getStore();
let flushTimer: NodeJS.Timeout | undefined;

/** Sends a report at once: code that runs next may block or end the thread. */
function report(message: ReportMessage): void {
  parentPort?.postMessage([message]);
}

function describe(thrown: unknown): FunctionError {
  if (types.isNativeError(thrown))
    return {
      errorType: textOf(thrown.name),
      errorMessage: textOf(thrown.message),
      trace: textOf(thrown.stack ?? '').split('\n'),
    };
  return { errorType: typeof thrown, errorMessage: textOf(thrown), trace: [] };
}

/** Converts any value to text: an error that cannot be sent would end the environment with all its invocations. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function end(error: FunctionError, status: number): void {
  report({ kind: 'fatal', error });
  process.exit(status);
}

async function loadModule(url: string, id: string): Promise<{ readonly handler?: unknown }> {
  const bundle = await import(url);
  return bundle.functions === undefined ? bundle : bundle.functions[id]();
}

async function preload({ module, functions, compileCache }: PreloadMessage): Promise<void> {
  enableCompileCache(compileCache);
  // Whatever fails does so again when the function is loaded, which reports it.
  for (const id of functions) await loadModule(module, id).catch(() => undefined);
  report({ kind: 'preloaded' });
}

async function loadHandler({ id, module: url }: HostedFunction): Promise<Handler> {
  const module = await loadModule(url, id);
  if (typeof module.handler !== 'function') {
    const found = module.handler === undefined ? 'is undefined or not exported' : 'is not a function';
    throw Object.assign(new Error(`index.handler ${found}`), { name: 'Runtime.HandlerNotFound' });
  }
  const handler = module.handler as Handler;
  handler.compose?.();
  return handler;
}

function describeLoadFailure(thrown: unknown): FunctionError {
  const error = describe(thrown);
  if (thrown instanceof SyntaxError)
    return { ...error, errorType: 'Runtime.UserCodeSyntaxError', errorMessage: String(thrown) };
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND'
    ? { ...error, errorType: 'Runtime.ImportModuleError', errorMessage: String(thrown) }
    : error;
}

async function load({ requestId, function: id }: LoadMessage): Promise<void> {
  try {
    const fn = host.functions.find((one) => one.id === id);
    if (fn === undefined) throw new TypeError(`Expected a function of this environment, found "${id}".`);
    loaded.set(id, { fn, handler: await loadHandler(fn) });
    report({ kind: 'result', requestId, payload: 'null' });
  } catch (thrown) {
    report({ kind: 'error', requestId, error: describeLoadFailure(thrown) });
  }
  if (host.compileCache === undefined) return;
  clearTimeout(flushTimer);
  flushTimer = setTimeout(flushCompileCache, COMPILE_CACHE_DELAY_MS).unref();
}

function contextOf(fn: HostedFunction, { requestId, deadline }: InvocationMessage): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: fn.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: fn.functionArn,
    // A string in Lambda's Node.js runtime too.
    memoryLimitInMB: String(fn.memoryMb),
    logGroupName: fn.logGroupName,
    logStreamName: host.logStreamName,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function toJson(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    throw new Error('Unable to stringify response body', { cause });
  }
}

async function answer(invocation: InvocationMessage): Promise<void> {
  const { requestId } = invocation;
  try {
    const known = loaded.get(invocation.function);
    if (known === undefined) throw new TypeError(`Expected a loaded function, found "${invocation.function}".`);
    const result = await known.handler(JSON.parse(invocation.payload), contextOf(known.fn, invocation));
    report({ kind: 'result', requestId, payload: toJson(result) });
  } catch (thrown) {
    report({ kind: 'error', requestId, error: describe(thrown) });
  }
}

const passOn = (stream: PrintedMessage['stream']): void =>
  passOnText(process[stream], (text) => report({ kind: 'printed', stream, text, function: runningFunction() }));
passOn('stdout');
passOn('stderr');
process.on('uncaughtException', (thrown) => end(describe(thrown), 129));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = describe(reason);
  end({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, ...(trace !== undefined && { trace }) }, 128);
});

for (const name of BUILT_INS) process.getBuiltinModule(name);

const early: MessageToEnvironment[] = [];
let handle = (message: MessageToEnvironment): void => void early.push(message);

/** Takes on functions; other messages wait. */
async function begin(message: HostMessage): Promise<void> {
  host = message;
  const [first, ...others] = host.functions;
  only = others.length === 0 ? first?.id : undefined;
  Object.assign(process.env, host.environment);
  if (host.compileCache !== undefined) enableCompileCache(host.compileCache);
  // Holds the state of each invocation apart, if the environment handles several at a time.
  const store = await InvokeStore.getInstanceAsync();
  const isShared = 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env;
  const invoke = (invocation: InvocationMessage): void => {
    const { requestId, traceId } = invocation;
    if (!isShared) process.env._X_AMZN_TRACE_ID = traceId;
    const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;
    void store.run({ [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: traceId }, () => answer(invocation));
  };
  handle = (next) => {
    if (next.kind === 'invocation') runAs(next.function, () => invoke(next));
    else if (next.kind === 'load') void runAs(next.function, () => load(next));
  };
  for (const next of early.splice(0)) handle(next);
}

parentPort?.on('message', (messages: readonly MessageToEnvironment[]) => {
  for (const message of messages) {
    if (message.kind === 'preload') void preload(message);
    else if (message.kind === 'host') void begin(message);
    else handle(message);
  }
});
