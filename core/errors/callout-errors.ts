/** The request never reached the partner: DNS, connection refused, TLS, an address that is not allowed. Trying again is safe. */
export class CalloutNotSent extends Error {
  override readonly name = 'CalloutNotSent';
}

/** The request was refused before dialling, because the host or the address is not allowed. Trying again will not help. */
export class CalloutForbidden extends Error {
  override readonly name = 'CalloutForbidden';
}

/** The request was sent, and no whole reply came: timeout, connection reset. What it asked for may have happened. */
export class CalloutNoReply extends Error {
  override readonly name = 'CalloutNoReply';
  /** True for a method without effect (GET, HEAD, OPTIONS), which may simply be sent again. */
  readonly safe: boolean;

  constructor(message: string, options: ErrorOptions & { readonly safe: boolean }) {
    super(message, options);
    this.safe = options.safe;
  }
}
