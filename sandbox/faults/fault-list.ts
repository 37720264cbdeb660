import type { PartnerName } from '../state/effect.ts';
import type { Fault, FaultKind, FaultRequest } from './fault.ts';

/** A request that a fault may hit. */
export interface FaultTarget {
  readonly partner: PartnerName;
  /** Path below the partner's prefix. */
  readonly path: string;
  readonly kind: 'token' | 'read' | 'write';
}

/** The pending faults, oldest first. */
export interface FaultList {
  add(request: FaultRequest): Fault;
  /** Returns the pending faults, each with the number of requests it still hits. */
  list(): (Fault & { remaining: number })[];
  clear(): void;
  /** Uses the oldest fault that applies to the request once, and returns it. */
  take(target: FaultTarget): Fault | undefined;
}

const NEEDS_EFFECT: readonly FaultKind[] = [
  'decline',
  'drop-after-effect',
  'lock',
  'gateway-timeout',
  'in-progress',
  'conflict',
];

/** Creates an empty fault list. */
export function createFaultList(): FaultList {
  let pending: { fault: Fault; remaining: number }[] = [];
  let count = 0;
  return {
    add(request) {
      count += 1;
      const fault: Fault = { id: `fault-${count}`, ...request };
      pending.push({ fault, remaining: fault.times });
      return fault;
    },
    list: () => pending.map(({ fault, remaining }) => ({ ...fault, remaining })),
    clear() {
      pending = [];
    },
    take(target) {
      const found = pending.find(({ fault }) => appliesTo(fault, target));
      if (found === undefined) return undefined;
      found.remaining -= 1;
      pending = pending.filter(({ remaining }) => remaining > 0);
      return found.fault;
    },
  };
}

function appliesTo(fault: Fault, target: FaultTarget): boolean {
  if (fault.partner !== target.partner) return false;
  if (fault.path === undefined ? target.kind === 'token' : !target.path.startsWith(fault.path)) return false;
  return target.kind !== 'read' || !NEEDS_EFFECT.includes(fault.fault);
}
