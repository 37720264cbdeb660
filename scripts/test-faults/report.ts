import { OFFENCES } from './audit.ts';
import type { CampaignResult } from './campaign.ts';

const NAME_WIDTH = 36;
const COLUMN_WIDTH = 18;
const MAX_SHOWN = 20;

/** Returns the lines of a report on campaigns, one column each, followed by the offending orders and their steps. */
export function reportLines(results: readonly CampaignResult[], seed: number): readonly string[] {
  const columns = results.map(({ onCriticalFailure }) => onCriticalFailure);
  const row = (name: string, of: (result: CampaignResult) => string | number): string =>
    `${name.padEnd(NAME_WIDTH)}${results.map((result) => String(of(result)).padStart(COLUMN_WIDTH)).join('')}`;
  const countsBy = (field: 'order_type' | 'status'): readonly string[] => {
    const values = [...new Set(results.flatMap(({ orders }) => orders.map((order) => order[field])))].toSorted();
    return values.map((value) =>
      row(`  ${value}`, ({ orders }) => orders.filter((order) => order[field] === value).length),
    );
  };
  return [
    `Seed ${seed}: repeat the same orders, faults and kills with --seed ${seed}`,
    '',
    `${'after a critical failure'.padEnd(NAME_WIDTH)}${columns.map((name) => name.padStart(COLUMN_WIDTH)).join('')}`,
    row('orders', ({ orders }) => orders.length),
    ...countsBy('order_type'),
    ...countsBy('status'),
    row('  degraded', ({ orders }) => orders.filter(({ degraded }) => degraded.length > 0).length),
    row('effects at the partners', ({ effects }) => effects),
    row('orders per second', ({ orders, seconds }) => (orders.length / seconds).toFixed(1)),
    row('kills', ({ recoveries }) => recoveries.length),
    row('  ready again, median / worst', ({ recoveries }) => medianAndWorst(recoveries.map(({ readyMs }) => readyMs))),
    row('  first order ended, median / worst', ({ recoveries }) =>
      medianAndWorst(recoveries.map(({ endedMs }) => endedMs)),
    ),
    row('waits skipped', ({ skips }) => skips),
    ...OFFENCES.map((name) => row(name, ({ offences }) => offences.filter(({ offence }) => offence === name).length)),
    ...results.flatMap(describeOffences),
  ];
}

function medianAndWorst(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const [median, worst] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return median === undefined || worst === undefined ? '-' : `${seconds(median)} / ${seconds(worst)}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function describeOffences({ offences, orders }: CampaignResult): readonly string[] {
  return offences.slice(0, MAX_SHOWN).flatMap(({ detail, offence, orderId }) => {
    const order = orders.find(({ id }) => id === orderId);
    const steps = order?.steps.map(({ id, status }) => `${id} ${status}`).join(', ') ?? '';
    return [
      '',
      `${offence}: ${orderId} ${order?.external_id ?? ''} ${order?.status ?? ''}`,
      `  ${detail}`,
      `  ${steps}`,
    ];
  });
}
