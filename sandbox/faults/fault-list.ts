import type { PartnerName } from '../state/effect.ts';
import type { Fault, FaultKind } from './fault.ts';
import type { FaultRequest } from './fault-request.ts';

/** What a request is, as far as faults care. */
export interface FaultTarget {
  readonly partner: PartnerName;
  /** The path after the partner's own part. */
  readonly path: string;
  readonly kind: 'token' | 'read' | 'write';
}

const NEEDS_EFFECT: readonly FaultKind[] = ['decline', 'drop-after-effect'];

/** The faults that are still to happen, oldest first. */
export class FaultList {
  #faults: { fault: Fault; remaining: number }[] = [];
  #count = 0;

  add(request: FaultRequest): Fault {
    this.#count += 1;
    const fault: Fault = { id: `fault-${this.#count}`, ...request };
    this.#faults.push({ fault, remaining: fault.times });
    return fault;
  }

  /** Every fault that is still to happen, with how often. */
  list(): (Fault & { remaining: number })[] {
    return this.#faults.map(({ fault, remaining }) => ({ ...fault, remaining }));
  }

  clear(): void {
    this.#faults = [];
  }

  /** Uses up one turn of the oldest fault that fits the request, and returns it. */
  take(target: FaultTarget): Fault | undefined {
    const found = this.#faults.find(({ fault }) => fits(fault, target));
    if (found === undefined) return undefined;
    found.remaining -= 1;
    this.#faults = this.#faults.filter(({ remaining }) => remaining > 0);
    return found.fault;
  }
}

function fits(fault: Fault, target: FaultTarget): boolean {
  if (fault.partner !== target.partner) return false;
  if (fault.path === undefined ? target.kind === 'token' : !target.path.startsWith(fault.path)) return false;
  return target.kind !== 'read' || !NEEDS_EFFECT.includes(fault.fault);
}
