/** A request as it goes over the wire. */
export interface SentRequest {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute URL; any port but 0. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Already serialised; sent as UTF-8. */
  readonly body?: string | undefined;
  /** From dialling to the last byte of the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request as the timeout does. */
  readonly signal?: AbortSignal | undefined;
  /** @default 1048576 */
  readonly maxReplyBytes?: number | undefined;
}

/** A whole reply, whatever its status. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case; several values of one name joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body read as UTF-8. */
  readonly text: string;
}
