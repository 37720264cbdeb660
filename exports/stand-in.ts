/** For stand-ins of partners, which the contract and the single machine serve. */
export { basicAuthMatches } from '../sandbox/server/credentials.ts';
export { header, Refusal, type Reply, type SandboxRequest } from '../sandbox/server/exchange.ts';
export { jsonObject } from '../sandbox/server/json-body.ts';
export type { IdempotencyRule, Partner } from '../sandbox/server/partner.ts';
export { plainFault } from '../sandbox/server/plain-fault.ts';
export type { Call, Route } from '../sandbox/server/route.ts';
export type { Collection, Transaction } from '../sandbox/state/transaction.ts';
