import type { FunctionSpec } from '../functions/define-function.ts';
import { COMPLETE_ORDER_FUNCTION, SWEEPER_FUNCTION } from '../functions/function-ids.ts';
import { ACCESS_METRICS } from '../log-metrics.ts';
import type { AlarmSpec } from './alarm-spec.ts';

/** Returns the alarms on executions of service machines that ended abnormally. */
export function serviceAlarms(): readonly AlarmSpec[] {
  return [
    {
      // Each is started only once, so a single lost execution is one too many.
      id: 'WorkLost',
      description:
        'An undo, an erasure or a job of a proposal failed as a whole or was stopped; no order was acted on twice. Find the execution of the state machine undo, erasure or bulk-job in the Step Functions console. Undo: start it again with the same input, or undo the steps that it lists by hand. Erasure: send POST /erasures again for the same person. Job: fix the cause in the log of run-proposals, then send POST /proposals/{id}/execute again.',
      metric: { of: 'log', measure: 'WorkLost' },
      threshold: 1,
    },
    {
      id: 'ServicesFailing',
      description:
        '3 executions or more of heal, probe-step, release-parked or webhook-delivery failed in 15 minutes. Look at the failed ones in the Step Functions console. An order that was not healed stays degraded: GET /orders?with_errors=true lists it.',
      metric: { of: 'log', measure: 'ServicesFailed', minutes: 15 },
      threshold: 3,
    },
  ];
}

/** Returns the alarm on requests that the API refused. Clients whose token has just expired cause a few. */
export function accessAlarm(): AlarmSpec {
  const { RequestsUnauthorized, RequestsForbidden, RequestsThrottled } = ACCESS_METRICS;
  return {
    id: 'RequestsRefused',
    description:
      `In 5 minutes the API refused ${RequestsUnauthorized.limit} requests for want of a valid token (401), ${RequestsForbidden.limit} whose token lacks the scope (403), ` +
      `${RequestsThrottled.limit} because there were too many (429), or a mixture. Find status, client, subject and sourceIp in the access log. ` +
      '401: a client with an old secret, or somebody who tries tokens. 403: if it is not a mistake in a new client, change its secret. 429: slow that client down, or raise the limit.',
    metric: { of: 'access', measure: 'refusedPercent' },
    threshold: 100,
  };
}

/** Returns the alarms on the services that a tenant consists of. */
export function platformAlarms(): readonly AlarmSpec[] {
  return [
    {
      id: 'EventsDropped',
      description:
        'EventBridge could not deliver some events. Look at the dead-letter queue, where they are kept for 14 days.',
      metric: { of: 'rules', measure: 'deadLetters' },
      threshold: 1,
    },
    {
      id: 'SweeperFindsWork',
      description:
        'Many orders were left unstarted, with unpublished events, or without a recorded end. Look for throttling and function errors.',
      metric: { of: 'log', measure: 'SweeperFound' },
      threshold: 10,
    },
    {
      id: 'SweeperTroubled',
      description: 'The sweeper cannot recover some orders. Find them and the reason in its log.',
      metric: { of: 'sweeper', measure: 'troubled' },
      threshold: 1,
      periods: 3,
    },
    {
      id: 'SweeperStopped',
      description: 'The sweeper has not run for 10 minutes. Look at its schedule, and whether it is throttled.',
      metric: { of: 'function', name: SWEEPER_FUNCTION, measure: 'invocations' },
      threshold: 1,
      periods: 2,
      below: true,
      missingData: 'breaching',
    },
    {
      id: 'ApiFailing',
      description: 'The API is responding with 5xx. Look at the logs of the functions behind its routes.',
      metric: { of: 'api', measure: 'serverErrors' },
      threshold: 5,
    },
    {
      id: 'TableThrottled',
      description: 'DynamoDB is throttling requests. They are retried. If this persists, raise the quota of the table.',
      metric: { of: 'table', measure: 'throttles' },
      threshold: 1,
      periods: 2,
    },
    {
      // Every order ends in this function, so it is the first to find that the account has no concurrency left. The others that no alarm
      // on throttling names are noticed too: SweeperStopped, and EventsDropped for what waited an hour.
      id: 'Throttled',
      description: `Function ${COMPLETE_ORDER_FUNCTION} is being throttled: the account, or what is reserved for the function, has no concurrency left. Raise the quota or concurrency.reserved.`,
      metric: { of: 'function', name: COMPLETE_ORDER_FUNCTION, measure: 'throttles' },
      threshold: 1,
      periods: 2,
    },
  ];
}

/** Returns the alarm on functions whose errors nothing else shows. */
export function functionAlarm(functions: readonly Pick<FunctionSpec, 'id'>[]): AlarmSpec {
  return {
    id: 'FunctionsFailing',
    description: `A function that works in the background is failing: ${functions.map(({ id }) => id).join(', ')}. The metric Errors of each says which (CloudWatch, namespace AWS/Lambda; the dashboard draws them); look at its log.`,
    metric: { of: 'functions', measure: 'errors' },
    threshold: 3,
  };
}

/** Returns the alarm on a function of the user pool. Few people sign in, so each failure counts. */
export function signInAlarm({ id: name }: Pick<FunctionSpec, 'id'>): AlarmSpec {
  return {
    id: 'Errors',
    subject: { kind: 'function', name },
    description: `Function ${name} is failing: the user pool issues no tokens for people, so nobody can sign in to the console. Look at its log.`,
    metric: { of: 'function', name, measure: 'errors' },
    threshold: 1,
  };
}
