import type { OutgoingHttpHeaders } from 'node:http';

/** Messages of API Gateway's own responses, by status. */
const MESSAGE_OF = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

/** A status of the gateway's own responses. */
export type GatewayStatus = keyof typeof MESSAGE_OF;

/** A response of the gateway itself, with API Gateway's message. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: GatewayStatus;
  readonly headers: OutgoingHttpHeaders;

  /**
   * @param status of the response
   * @param headers of the response, besides the usual ones
   */
  constructor(status: GatewayStatus, headers: OutgoingHttpHeaders = {}, options?: ErrorOptions) {
    super(MESSAGE_OF[status], options);
    this.status = status;
    this.headers = headers;
  }
}
