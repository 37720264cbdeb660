import type { AlarmMetric } from './alarms/alarm-spec.ts';
import type { Blueprint } from './blueprint.ts';
import { FUNCTION_MEMORY_MB } from './functions/define-function.ts';
import { LIST_PRICES, roundedDollars } from './list-prices.ts';
import { secretStoreOf, secretsToCreate } from './secrets.ts';

/** A line of what a tenant costs without orders. */
export interface IdlePriceLine {
  readonly what: string;
  readonly quantity: number;
  /** US dollars a month. */
  readonly perMonth: number;
}

/** What a tenant costs in a month in which nobody orders, at list prices of us-east-1, without free tiers. */
export interface IdlePrice {
  readonly lines: readonly IdlePriceLine[];
  /** US dollars a month, without the dashboard. */
  readonly perMonth: number;
  /** US dollars a month for the dashboard. The first three of an account are free. 0 if the tenant has none. */
  readonly dashboard: number;
}

/** The sweeper runs once a minute. */
const SWEEPS_A_MONTH = 60 * 730;

/** An idle sweep: how long it runs, what it reads, and what it logs. Half a read unit for each query of an index. */
const IDLE_SWEEP = { seconds: 0.05, readUnits: 5, logKb: 0.4 } as const;

/** The metrics with values while nothing happens: the age of the oldest run. */
const IDLE_METRICS = 1;

/** The stack makes one secret: the search key. CloudFormation cannot make an encrypted parameter. */
const SEARCH_KEYS = 1;

/** How many metrics an alarm reads, where it is not one. Alarms are paid by them. */
const METRICS_READ: Readonly<Partial<Record<AlarmMetric['of'], number>>> = {
  /** Failed and completed. */
  orders: 2,
  /** Reads and writes. */
  table: 2,
};

/** Returns how many metrics the alarms of a tenant read. */
export function metricsRead(alarms: readonly { readonly metric: Pick<AlarmMetric, 'of'> }[]): number {
  return alarms.reduce((sum, { metric }) => sum + (METRICS_READ[metric.of] ?? 1), 0);
}

/** Returns what a tenant costs in a month without orders. */
export function idlePriceOf({
  alarms,
  clients,
  functions,
  aws,
}: Pick<Blueprint, 'alarms' | 'clients' | 'functions' | 'aws'>): IdlePrice {
  const paid = secretStoreOf({ aws }) === 'secretsManager' ? secretsToCreate(functions).length : 0;
  const lines = [
    line('Metrics read by alarms', metricsRead(alarms), LIST_PRICES.alarmMetric),
    line('Age of the oldest run, a metric', IDLE_METRICS, LIST_PRICES.metric),
    line('Runs of the sweeper', SWEEPS_A_MONTH, priceOfSweep()),
    line('Secrets in Secrets Manager', SEARCH_KEYS + paid, LIST_PRICES.secret),
    line('Clients of the user pool', clients.length, LIST_PRICES.poolClient),
  ];
  return {
    lines,
    perMonth: roundedDollars(lines.reduce((total, { perMonth }) => total + perMonth, 0)),
    dashboard: aws.dashboard === false ? 0 : LIST_PRICES.dashboard,
  };
}

function priceOfSweep(): number {
  const gbSeconds = IDLE_SWEEP.seconds * (FUNCTION_MEMORY_MB / 1024);
  return (
    LIST_PRICES.scheduledInvocation +
    LIST_PRICES.lambdaRequest +
    gbSeconds * LIST_PRICES.lambdaGbSecond +
    IDLE_SWEEP.readUnits * LIST_PRICES.readUnit +
    (IDLE_SWEEP.logKb / 1_000_000) * LIST_PRICES.logGb
  );
}

function line(what: string, quantity: number, price: number): IdlePriceLine {
  return { what, quantity, perMonth: roundedDollars(quantity * price) };
}
