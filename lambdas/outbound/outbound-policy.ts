/** Which hosts a tenant's plugins and webhooks may call. */
export interface OutboundPolicy {
  /** Hosts that may be called, exact or `*.example.org` (every host below it, not itself). @default every public host */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * `host:port` pairs on loopback that may be called, over http too: the sandbox of the single machine. They need no
   * entry in `allowedHosts`, and must resolve to loopback. @default none
   */
  readonly loopback?: readonly string[] | undefined;
}
