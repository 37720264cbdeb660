import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { OFFENCES } from '../test-faults/audit.ts';
import type { OutageResult } from './outage.ts';
import { contradictions, type ScenarioResult, statusOf, unfinished } from './scenario.ts';

const NAME_WIDTH = 42;
const COLUMN_WIDTH = 16;
const MAX_SHOWN = 20;
const BAR_WIDTH = 50;
const MINUTES = 60;

/** Returns what must not be, one sentence each. */
export function findingsOf({ kills, offences, orders, partners, views }: OutageResult): readonly string[] {
  return [
    ...(views.length === orders ? [] : [`Only ${views.length} of ${orders} orders were accepted.`]),
    ...unfinished(kills ? views.filter((view) => !isComplete(view) || !isCutOff(view)) : views),
    ...contradictions(offences, partners),
  ];
}

/**
 * Returns whether only unknown outcomes degrade an order. A kill leaves one behind when it cuts off a non-critical call that the
 * partner can neither recognise nor be asked about, such as the publication of a Salesforce platform event: the order continues, and
 * the call is never repeated.
 */
function isCutOff(view: OrderView): boolean {
  return view.degraded.length > 0 && view.degraded.every((step) => statusOf(view, step) === 'unknown');
}

function isComplete({ status }: OrderView): boolean {
  return status === 'complete';
}

/** Returns the lines of the report, one column for each result. */
export function outageReportLines(results: readonly OutageResult[]): readonly string[] {
  const row = (name: string, of: (result: OutageResult) => string | number): string =>
    `${name.padEnd(NAME_WIDTH)}${results.map((result) => String(of(result)).padStart(COLUMN_WIDTH)).join('')}`;
  const partnerRow = (
    name: string,
    partner: string,
    of: (found: OutageResult['partners'][number]) => string | number,
  ) =>
    row(name, ({ partners }) => {
      const found = partners.find((one) => one.partner === partner);
      return found === undefined ? '-' : of(found);
    });
  const withStatus = (status: string) =>
    row(`  ${status}`, ({ views }) => views.filter((view) => view.status === status).length);
  return [
    row('', ({ kills }) => (kills ? 'with kills' : 'without kills')),
    row('orders', ({ views }) => views.length),
    ...['complete', 'failed', 'held', 'processing'].map(withStatus),
    row('  degraded', ({ views }) => views.filter(({ degraded }) => degraded.length > 0).length),
    row('    by calls that a kill cut off', ({ kills, views }) => (kills ? views.filter(isCutOff).length : 0)),
    row('orders that were parked', ({ parking }) => parking.orders),
    row('hours until the last order had ended', ({ hoursToEnd }) => hoursToEnd.toFixed(1)),
    row('kills', ({ killed }) => killed),
    partnerRow('Zuora: most requests at a time, of', 'zuora', ({ concurrency, peak }) => `${peak} of ${concurrency}`),
    partnerRow('Zuora: requests', 'zuora', ({ requests }) => requests),
    partnerRow('Zuora: refused beyond its limits', 'zuora', ({ refused }) => refused.concurrency + refused.rate),
    partnerRow('Zuora: lock conflicts', 'zuora', ({ lockConflicts }) => lockConflicts),
    partnerRow('Salesforce: requests', 'salesforce', ({ requests }) => requests),
    ...OFFENCES.map((name) => row(name, ({ offences }) => offences.filter(({ offence }) => offence === name).length)),
    ...results.flatMap(curveLines),
    ...results.flatMap((result) => findingsOf(result).slice(0, MAX_SHOWN)),
  ];
}

/** Returns the lines of the report of a scenario. */
export function scenarioReportLines({ findings, rows, title }: ScenarioResult): readonly string[] {
  return [
    '',
    title,
    ...rows.map(([name, value]) => `  ${name.padEnd(NAME_WIDTH)}${String(value).padStart(COLUMN_WIDTH)}`),
    ...findings.slice(0, MAX_SHOWN),
  ];
}

/** Returns how many orders were released in each scaled minute since the partner was back. */
function curveLines({ backAtMs, hourSeconds, kills, parking: { released } }: OutageResult): readonly string[] {
  const minuteMs = (hourSeconds * 1_000) / MINUTES;
  const byMinute = Map.groupBy(released, (at) => Math.floor((at - backAtMs) / minuteMs));
  const minutes = [...byMinute.keys()].filter((minute) => minute >= 0).toSorted((one, other) => one - other);
  const most = Math.max(1, ...minutes.map((minute) => byMinute.get(minute)?.length ?? 0));
  return [
    '',
    `orders released by the minute after the outage, ${kills ? 'with kills' : 'without kills'}`,
    ...minutes.map((minute) => {
      const count = byMinute.get(minute)?.length ?? 0;
      const bar = '#'.repeat(Math.ceil((count / most) * BAR_WIDTH));
      return `${String(minute).padStart(5)} ${String(count).padStart(4)} ${bar}`;
    }),
  ];
}
