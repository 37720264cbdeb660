import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { expectedRunSeconds } from '../../core/sequence/expected-run-seconds.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import type { FunctionSpec } from '../functions/define-function.ts';
import type { RouteSpec } from '../routes/define-route.ts';
import type { AlarmSpec } from './alarm-spec.ts';
import { canaryAlarm, connectionAlarms, orderAlarms } from './order-alarms.ts';
import { accessAlarm, functionAlarm, platformAlarms, serviceAlarms, signInAlarm } from './platform-alarms.ts';
import { webhookAlarms } from './webhook-alarms.ts';

/** The parts of a blueprint that alarms watch. */
export interface AlarmSubjects {
  readonly sequences: readonly Sequence[];
  readonly functions: readonly FunctionSpec[];
  /** Those that the user pool invokes. */
  readonly identityFunctions: readonly FunctionSpec[];
  readonly canary: TenantConfig['aws']['canary'];
  readonly routes: readonly Pick<RouteSpec, 'function'>[];
  /** Names of the enabled webhooks. */
  readonly webhooks: readonly string[];
}

/**
 * Returns the alarms of a tenant, in the order of the dashboard.
 *
 * Alarms are paid by the metrics that they read, used or not. So each kind of failure has one metric, whatever the number of sequences,
 * machines and functions, and several sources add to it.
 */
export function alarms(subjects: AlarmSubjects): readonly AlarmSpec[] {
  const { canary, sequences, identityFunctions, webhooks } = subjects;
  return [
    ...orderAlarms(expectedRunSeconds(sequences)),
    ...connectionAlarms(sequences),
    ...(canary === undefined ? [] : [canaryAlarm(canary)]),
    ...serviceAlarms(),
    ...webhooks.flatMap(webhookAlarms),
    accessAlarm(),
    ...platformAlarms(),
    functionAlarm(backgroundFunctions(subjects)),
    ...identityFunctions.map(signInAlarm),
  ];
}

/**
 * Returns the functions whose failures only their own errors show. What fails behind a route, the API's alarm counts; what throws outcomes
 * is called by state machines, whose executions then fail.
 */
export function backgroundFunctions({
  functions,
  routes,
}: Pick<AlarmSubjects, 'functions' | 'routes'>): readonly FunctionSpec[] {
  const behindRoutes = new Set(routes.map((route) => route.function));
  return functions.filter(({ id, throwsOutcomes }) => !behindRoutes.has(id) && !throwsOutcomes);
}
