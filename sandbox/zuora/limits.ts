import type { Reply, SandboxRequest } from '../server/exchange.ts';
import { isObject, jsonObject } from '../server/json-body.ts';
import type { LimitKind, PartnerLimits, Usage } from '../server/limit.ts';
import type { PartnerLocks } from '../server/partner.ts';
import type { Route, RouteMatch } from '../server/route.ts';
import { failure, reason, zuoraFault } from './errors.ts';

const DEFAULT = 'default';
const HIGH_VOLUME = 'high-volume transactions';
const AUTHENTICATION = 'authentication';

const API_RATES = [
  { requests: 50_000, seconds: 60 },
  { requests: 2_250_000, seconds: 3_600 },
  { requests: 27_000_000, seconds: 86_400 },
];

/** The operations with the higher limit, of those that the sandbox has. */
const HIGH_VOLUME_OPERATIONS: readonly string[] = ['POST /v1/accounts', 'POST /v1/orders', 'POST /v1/orders/preview'];

/**
 * Limits of a Zuora tenant in production. A request counts from its arrival, also if it fails; both classes share the rate in Zuora,
 * here each has it.
 * Source: Zuora developer guide, "Rate limits": the tables of rate and concurrent request limits, and the headers of answers. An answer
 * to a request that exceeds a rate has no `Retry-After`.
 */
export const zuoraLimits: PartnerLimits = {
  classes: [
    { name: DEFAULT, concurrency: 40, rates: API_RATES },
    { name: HIGH_VOLUME, concurrency: 200, rates: API_RATES },
    {
      name: AUTHENTICATION,
      rates: [
        { requests: 100, seconds: 60 },
        { requests: 67_500, seconds: 3_600 },
        { requests: 810_000, seconds: 86_400 },
      ],
    },
  ],
  classOf({ kind, method, pattern }) {
    if (kind === 'token') return AUTHENTICATION;
    return HIGH_VOLUME_OPERATIONS.includes(`${method} ${pattern}`) ? HIGH_VOLUME : DEFAULT;
  },
  refusal(kind: LimitKind): Reply {
    if (kind === 'rate')
      return failure([reason({ category: 'limitExceeded' }, 'The request exceeded the limit.')], 429);
    return { ...zuoraFault({ fault: 'concurrency-limit', requestPath: '' }), status: 429 };
  },
  headers({ concurrency, of, rate }: Usage, { pattern }: Route) {
    return {
      ...(rate !== undefined && {
        'ratelimit-limit': [
          rate.limit.requests,
          ...API_RATES.map(({ requests, seconds }) => `${requests};w=${seconds}`),
        ].join(', '),
        'ratelimit-remaining': String(rate.remaining),
        'ratelimit-reset': String(rate.resetSeconds),
      }),
      ...(concurrency !== undefined &&
        pattern.startsWith('/v1') && {
          'concurrency-limit-type': of,
          'concurrency-limit-limit': String(concurrency.limit),
          'concurrency-limit-remaining': String(concurrency.remaining),
        }),
    };
  },
};

/**
 * A request that changes a subscription or an account locks it. Zuora lets some competing requests wait; the sandbox refuses them all.
 * Source: Zuora community, "How to solve Optimistic locking failed/LOCK_COMPETITION error".
 */
export const zuoraLocks: PartnerLocks = {
  recordsOf: (request, match) => [...new Set([...recordInPath(match), ...recordsInBody(request)])],
  refusal: () => zuoraFault({ fault: 'lock', requestPath: '' }),
};

function recordInPath({ params, route: { pattern } }: RouteMatch): readonly string[] {
  const key = params.get('key') ?? params.get('number');
  return key === undefined ? [] : [`${pattern.split('/')[2]} ${key}`];
}

function recordsInBody({ body }: SandboxRequest): readonly string[] {
  const { existingAccountNumber, subscriptions } = jsonObject(body) ?? {};
  const parts = Array.isArray(subscriptions) ? subscriptions.filter(isObject) : [];
  return [
    ...(typeof existingAccountNumber === 'string' ? [`accounts ${existingAccountNumber}`] : []),
    ...parts.flatMap(({ subscriptionNumber }) =>
      typeof subscriptionNumber === 'string' ? [`subscriptions ${subscriptionNumber}`] : [],
    ),
  ];
}
