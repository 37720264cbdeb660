// Entry point of a function with a custom runtime. It passes every invocation to the handler and reports the result, or
// the error by name as the AWS runtimes do. It is copied next to the handler, so it imports nothing from this project.
// Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
import { request } from 'node:http';
import { join } from 'node:path';

interface Reply {
  readonly status: number;
  readonly header: (name: string) => string;
  readonly text: string;
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const { AWS_LAMBDA_RUNTIME_API = '', LAMBDA_TASK_ROOT = '.', _HANDLER = '' } = process.env;
const [file = '', exported = ''] = _HANDLER.split('.');
const { [exported]: handler }: Record<string, Handler> = await import(join(LAMBDA_TASK_ROOT, `${file}.mjs`));
if (handler === undefined) throw new TypeError(`Expected ${_HANDLER} to be a function, found undefined.`);

// Any other status means that the environment is shutting down.
for (let next = await ask('GET', 'next'); next.status === 200; next = await ask('GET', 'next')) {
  const id = next.header('lambda-runtime-aws-request-id');
  const [outcome, document] = await invoke(handler, next, id);
  await ask('POST', `${id}/${outcome}`, JSON.stringify(document) ?? 'null');
}

async function invoke(call: Handler, { text, header }: Reply, awsRequestId: string): Promise<[string, unknown]> {
  const deadline = Number(header('lambda-runtime-deadline-ms'));
  const context = {
    awsRequestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    invokedFunctionArn: header('lambda-runtime-invoked-function-arn'),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    return ['response', await call(JSON.parse(text), context)];
  } catch (thrown) {
    const { name, message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return ['error', { errorType: name, errorMessage: message, trace: stack.split('\n') }];
  }
}

/** Sends a request to the runtime API, without a timeout: the next invocation may be hours away. */
async function ask(method: string, path: string, body?: string): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${path}`;
  const headers = { 'content-type': 'application/json' };
  const outgoing = request(url, { method, headers }, async (reply) => {
    try {
      const text = Buffer.concat(await reply.toArray()).toString();
      const header = (name: string): string => String(reply.headers[name] ?? '');
      resolve({ status: Number(reply.statusCode), header, text });
    } catch (error) {
      reject(error);
    }
  });
  outgoing.once('error', reject).end(body);
  return promise;
}
