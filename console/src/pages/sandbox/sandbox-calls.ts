/** A fault that the sandbox is going to inject. */
export interface SandboxFault {
  readonly id: string;
  readonly partner: string;
  readonly path?: string;
  readonly fault: string;
  readonly times?: number;
  readonly forSeconds?: number;
}

/** A change that really happened at a partner. */
export interface SandboxEffect {
  readonly at: string;
  readonly partner: string;
  readonly kind: string;
  readonly key: string;
}

/** The partners that can be made to fail, each with the path of the calls that matter. */
export const PARTNERS = [
  { partner: 'zuora', path: '/v1/orders' },
  { partner: 'salesforce', path: '/services' },
  { partner: 'provisioning', path: '/' },
  { partner: 'receiver', path: '/' },
] as const;

/** The faults to choose from, and what each means. The sandbox knows more. */
export const FAULTS = [
  { fault: 'decline', title: 'says no (no effect)' },
  { fault: '503', title: 'is unavailable (no effect)' },
  { fault: '500', title: 'has an internal error (no effect)' },
  { fault: 'slow', title: 'answers after three seconds' },
  { fault: 'drop-after-effect', title: 'does it, but its answer is lost' },
  { fault: 'malformed', title: 'answers with nonsense (no effect)' },
] as const;
