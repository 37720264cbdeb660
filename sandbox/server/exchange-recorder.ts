import { appendFileSync } from 'node:fs';
import type { Reply, SandboxRequest } from './exchange.ts';

/** One request to a partner and its answer. */
export interface Exchange {
  readonly partner: string;
  readonly request: SandboxRequest;
  readonly reply: Reply;
  /** Whether a fault produced the answer, so that it says nothing about the partner. */
  readonly isInjected: boolean;
}

/** Records an exchange. */
export type RecordExchange = (exchange: Exchange) => void;

/** Headers with credentials. */
const OMITTED_HEADERS = ['authorization', 'cookie'];

/**
 * Creates a recorder that appends each exchange to a file as one line of JSON. Several processes may share the file.
 *
 * @param file `undefined` or empty records nothing
 */
export function createExchangeRecorder(file: string | undefined): RecordExchange {
  if (file === undefined || file === '') return () => {};
  return ({ partner, request, reply, isInjected }) => {
    const line = {
      partner,
      method: request.method,
      path: request.path,
      query: [...request.query.keys()],
      search: request.query.toString(),
      headers: Object.keys(request.headers).filter((name) => !OMITTED_HEADERS.includes(name)),
      requestBody: request.body,
      status: reply.status,
      responseBody: reply.text ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)),
      injected: isInjected,
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}
