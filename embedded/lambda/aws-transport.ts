/**
 * Replaces the HTTP handler and the signer of the AWS SDK in the bundles of this machine: requests go to the services in
 * the main thread as messages, without a socket, and are not signed. The bundler puts this module in the place of
 * the packages that `bundle-functions.ts` lists.
 */
import { workerData } from 'node:worker_threads';
import { HttpResponse } from '@smithy/core/protocols';
import { streamCollector as collectStream } from '@smithy/core/serde';
import type { AwsReplyMessage, AwsRequestMessage, EnvironmentData } from './messages.ts';

interface HandlerOptions {
  readonly requestTimeout?: number;
  readonly throwOnRequestTimeout?: boolean;
}

interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const { awsPort }: EnvironmentData = workerData;
const waiting = new Map<number, (reply: AwsReplyMessage) => void>();
let requests = 0;

awsPort.on('message', (reply: AwsReplyMessage) => {
  waiting.get(reply.id)?.(reply);
  waiting.delete(reply.id);
  if (waiting.size === 0) awsPort.unref();
});
awsPort.unref();

function ask(target: string, body: string): Promise<AwsReplyMessage> {
  const id = requests++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    awsPort.ref();
    awsPort.postMessage({ id, target, body } satisfies AwsRequestMessage);
  });
}

function textOf(body: string | Uint8Array = ''): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}

/** The SDK's own, for the clients that import it from here. */
export const streamCollector = collectStream;

/** The part of the SDK's handler that its clients use. */
export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #options: HandlerOptions;

  constructor(options: HandlerOptions = {}) {
    this.#options = options;
  }

  static create(options?: HandlerOptions | NodeHttpHandler): NodeHttpHandler {
    return options instanceof NodeHttpHandler ? options : new NodeHttpHandler(options);
  }

  async handle({ headers, body }: SdkRequest): Promise<{ response: HttpResponse }> {
    const reply = await this.#limit(ask(headers['x-amz-target'] ?? '', textOf(body)));
    return {
      response: new HttpResponse({
        statusCode: reply.status,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: new TextEncoder().encode(reply.body),
      }),
    };
  }

  /** @throws TimeoutError, which the SDK retries, if the options ask for it */
  async #limit<Result>(work: Promise<Result>): Promise<Result> {
    const { requestTimeout = 0, throwOnRequestTimeout = false } = this.#options;
    if (requestTimeout === 0 || !throwOnRequestTimeout) return work;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const message = `The AWS services of this machine did not answer within ${requestTimeout} ms`;
      reject(Object.assign(new Error(message), { name: 'TimeoutError' }));
    }, requestTimeout);
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return this.#options;
  }

  destroy(): void {}
}

/** A signer for services that check no signature. */
export class SignatureV4 {
  async sign<Request>(request: Request): Promise<Request> {
    return request;
  }
}

/** The signer of EventBridge's client. */
export const SignatureV4MultiRegion = SignatureV4;
