import { setTimeout as pause } from 'node:timers/promises';
import { askService, TimeoutError } from './ask-service.ts';

/** Options of a client, as in the AWS SDK. The others of the SDK have no meaning without a network. */
export interface ClientOptions {
  /** @default 3 */
  readonly maxAttempts?: number;
  readonly requestHandler?: { readonly requestTimeout?: number; readonly throwOnRequestTimeout?: boolean };
}

/** One request to a service. */
export abstract class Command<Output = object> {
  /** Value of `X-Amz-Target`. */
  abstract readonly target: string;
  readonly input: object;

  constructor(input: object) {
    this.input = input;
  }

  /** Returns the input as JSON text. */
  body(): string {
    return JSON.stringify(this.input);
  }

  /** Returns the output for the parsed reply. */
  output(reply: object): Output {
    return reply as Output;
  }
}

/** An error of a service, with the fields of the AWS SDK that code may rely on. */
export class ServiceException extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly attempts: number };

  constructor(name: string, message: string, $metadata: ServiceException['$metadata'], fields: object) {
    super(message);
    Object.assign(this, fields);
    this.name = name;
    this.$fault = $metadata.httpStatusCode < 500 ? 'client' : 'server';
    this.$metadata = $metadata;
  }
}

type ExceptionClass = new (...args: ConstructorParameters<typeof ServiceException>) => ServiceException;

const FIRST_PAUSE_MS = 50;

/** A client of one service. */
export class Client {
  readonly #maxAttempts: number;
  readonly #timeoutMs: number;
  readonly #exceptions: Readonly<Record<string, ExceptionClass>>;
  readonly #otherwise: ExceptionClass;

  /**
   * @param exceptions the classes of the service's errors, by name
   * @param otherwise the class of all other errors
   */
  constructor(
    { maxAttempts = 3, requestHandler = {} }: ClientOptions,
    exceptions: Readonly<Record<string, ExceptionClass>>,
    otherwise: ExceptionClass,
  ) {
    const { requestTimeout = 0, throwOnRequestTimeout = false } = requestHandler;
    this.#maxAttempts = maxAttempts;
    this.#timeoutMs = throwOnRequestTimeout ? requestTimeout : 0;
    this.#exceptions = exceptions;
    this.#otherwise = otherwise;
  }

  /**
   * Makes a request. A fault of the service and a request without an answer are repeated, as the SDK does.
   *
   * @throws ServiceException, TimeoutError
   */
  async send<Output>(command: Command<Output>): Promise<Output> {
    const body = command.body();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return command.output(await this.#attempt(command.target, body, attempt));
      } catch (error) {
        const isRepeatable =
          error instanceof TimeoutError || (error instanceof ServiceException && error.$fault === 'server');
        if (!isRepeatable || attempt >= this.#maxAttempts) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * Math.random());
      }
    }
  }

  async #attempt(target: string, body: string, attempts: number): Promise<object> {
    const { status, body: text } = await askService(target, body, this.#timeoutMs);
    const reply = JSON.parse(text);
    if (status === 200) return reply;
    const { __type: name, message, ...fields } = reply;
    const Exception = this.#exceptions[name] ?? this.#otherwise;
    throw new Exception(name, message, { httpStatusCode: status, attempts }, fields);
  }

  destroy(): void {}
}
