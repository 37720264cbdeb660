import { parentPort } from 'node:worker_threads';
import { createMessageBatch } from '../message-batch.ts';
import type { AwsReplyMessage, AwsRequestMessage, MessageToEnvironment } from '../messages.ts';

interface Waiting {
  resolve(reply: AwsReplyMessage): void;
  readonly timer: NodeJS.Timeout | undefined;
}

const waiting = new Map<number, Waiting>();
const requests = createMessageBatch<AwsRequestMessage>((messages) => parentPort?.postMessage(messages));
let count = 0;

parentPort?.on('message', (messages: readonly MessageToEnvironment[]) => {
  for (const message of messages) {
    if (message.kind !== 'aws-reply') continue;
    const request = waiting.get(message.id);
    waiting.delete(message.id);
    clearTimeout(request?.timer);
    request?.resolve(message);
  }
});

/** A service did not answer in time. The name is that of the AWS SDK. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Sends a request to the AWS services in the main thread, without a socket.
 *
 * @param target value of `X-Amz-Target`
 * @param body JSON text
 * @param timeoutMs 0 for no limit
 * @throws TimeoutError
 */
export function askService(target: string, body: string, timeoutMs: number): Promise<AwsReplyMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<AwsReplyMessage>();
  const id = count++;
  const giveUp = (): void => {
    waiting.delete(id);
    reject(new TimeoutError(`The AWS services of this machine did not answer within ${timeoutMs} ms`));
  };
  waiting.set(id, { resolve, timer: timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined });
  requests.add({ kind: 'aws-request', id, target, body });
  return promise;
}
