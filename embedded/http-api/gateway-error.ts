import type { OutgoingHttpHeaders } from 'node:http';

/** What API Gateway itself answers, by status: the `message` of the JSON body. */
const MESSAGE_OF = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** A status that the gateway answers with, without or instead of the function. */
export type GatewayStatus = keyof typeof MESSAGE_OF;

/** The gateway answers in place of the function; the message is the one that API Gateway gives. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: GatewayStatus;
  readonly headers: OutgoingHttpHeaders;

  /**
   * @param status of the answer
   * @param headers of the answer, beside the usual ones
   */
  constructor(status: GatewayStatus, headers: OutgoingHttpHeaders = {}, options?: ErrorOptions) {
    super(MESSAGE_OF[status], options);
    this.status = status;
    this.headers = headers;
  }
}
