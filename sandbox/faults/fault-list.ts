import type { Fault, FaultKind, FaultRequest } from './fault.ts';

/** A request that a fault may hit. */
export interface FaultTarget {
  readonly partner: string;
  /** Path below the partner's prefix. */
  readonly path: string;
  readonly kind: 'token' | 'read' | 'write';
}

/** The pending faults, oldest first. */
export interface FaultList {
  add(request: FaultRequest): Fault;
  /** Returns the pending faults, each with the number of requests that it still hits, or the seconds that it still lasts. */
  list(): (Fault & { remaining?: number; remainingSeconds?: number })[];
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

interface PendingFault {
  readonly fault: Fault;
  /** Requests that it applied to, hit or not. */
  met: number;
  hits: number;
  readonly untilMs: number | undefined;
}

/** Creates an empty fault list. @param now the partners' clock */
export function createFaultList(now: () => Date): FaultList {
  let pending: PendingFault[] = [];
  let count = 0;
  const current = (): PendingFault[] => {
    const nowMs = now().getTime();
    pending = pending.filter(({ fault: { times }, hits, untilMs }) =>
      untilMs === undefined ? hits < (times ?? 0) : nowMs < untilMs,
    );
    return pending;
  };
  return {
    add(request) {
      count += 1;
      const fault: Fault = { id: `fault-${count}`, ...request };
      const { forSeconds } = request;
      const untilMs = forSeconds === undefined ? undefined : now().getTime() + forSeconds * 1000;
      pending.push({ fault, met: 0, hits: 0, untilMs });
      return fault;
    },
    list: () =>
      current().map(({ fault, hits, untilMs }) => ({
        ...fault,
        ...(untilMs === undefined
          ? { remaining: (fault.times ?? 0) - hits }
          : { remainingSeconds: (untilMs - now().getTime()) / 1000 }),
      })),
    clear() {
      pending = [];
    },
    take(target) {
      const found = current().find((one) => appliesTo(one.fault, target) && isHit(one));
      if (found === undefined) return undefined;
      found.hits += 1;
      return found.fault;
    },
  };
}

/** Counts a request, and returns whether it is one of the share that the fault hits. */
function isHit(pending: PendingFault): boolean {
  const { share = 1 } = pending.fault;
  pending.met += 1;
  return Math.floor(pending.met * share) > Math.floor((pending.met - 1) * share);
}

function appliesTo(fault: Fault, target: FaultTarget): boolean {
  if (fault.partner !== target.partner) return false;
  if (fault.path === undefined ? target.kind === 'token' : !target.path.startsWith(fault.path)) return false;
  return target.kind !== 'read' || !NEEDS_EFFECT.includes(fault.fault);
}
