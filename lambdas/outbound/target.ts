/** Where a request goes, after the policy allowed it. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** A name or an address, IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** Whether the policy lists it as loopback: only loopback may be dialled then, and only public addresses otherwise. */
  readonly loopback: boolean;
}
