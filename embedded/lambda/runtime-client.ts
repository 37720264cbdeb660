/**
 * The program of an execution environment: loads the function's module, then handles invocations, several at a time.
 *
 * It runs as a worker thread. Error types follow the Node.js runtime of Lambda (aws-lambda-nodejs-runtime-interface-client,
 * src/Errors.js and src/UserFunction.js).
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { types } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import type { FunctionError } from './lambda-outcome.ts';
import type { EnvironmentData, InvocationMessage, MessageToEnvironment, ReportMessage } from './messages.ts';
import { passOnText } from './printed-text.ts';

/** When compiled code is written to the cache: the first invocations come first, and what they compiled is included. */
const COMPILE_CACHE_DELAY_MS = 5000;

type Handler = (event: unknown, context: object) => unknown;

const data: EnvironmentData = workerData;

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

async function loadHandler(): Promise<Handler> {
  const module = await import(data.module);
  if (typeof module.handler !== 'function') {
    const found = module.handler === undefined ? 'is undefined or not exported' : 'is not a function';
    throw Object.assign(new Error(`index.handler ${found}`), { name: 'Runtime.HandlerNotFound' });
  }
  return module.handler;
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

function contextOf({ requestId, deadline }: InvocationMessage): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: data.functionArn,
    // A string in Lambda's Node.js runtime too.
    memoryLimitInMB: String(data.memoryMb),
    logGroupName: data.logGroupName,
    logStreamName: data.logStreamName,
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

async function answer(handler: Handler, invocation: InvocationMessage): Promise<void> {
  const { requestId } = invocation;
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    report({ kind: 'result', requestId, payload: toJson(result) });
  } catch (thrown) {
    report({ kind: 'error', requestId, error: describe(thrown) });
  }
}

passOnText(process.stdout, (text) => report({ kind: 'printed', stream: 'stdout', text }));
passOnText(process.stderr, (text) => report({ kind: 'printed', stream: 'stderr', text }));
process.on('uncaughtException', (thrown) => end(describe(thrown), 129));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = describe(reason);
  end({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, ...(trace !== undefined && { trace }) }, 128);
});

if (data.compileCache !== undefined) {
  enableCompileCache(data.compileCache);
  setTimeout(flushCompileCache, COMPILE_CACHE_DELAY_MS).unref();
}
try {
  // Holds the state of each invocation apart, if the environment handles several at a time.
  const store = await InvokeStore.getInstanceAsync();
  const isShared = 'AWS_LAMBDA_MAX_CONCURRENCY' in process.env;
  const handler = await loadHandler();
  const begin = (invocation: InvocationMessage): void => {
    const { requestId, traceId } = invocation;
    if (!isShared) process.env._X_AMZN_TRACE_ID = traceId;
    const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;
    void store.run({ [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: traceId }, () => answer(handler, invocation));
  };
  parentPort?.on('message', (messages: readonly MessageToEnvironment[]) => {
    for (const message of messages) if (message.kind === 'invocation') begin(message);
  });
  report({ kind: 'ready' });
} catch (thrown) {
  end(describeLoadFailure(thrown), 1);
}
