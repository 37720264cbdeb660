import { setTimeout as sleep } from 'node:timers/promises';
import { RUN_PROPOSALS_FUNCTION } from '../../blueprint/functions/function-ids.ts';
import { jobEventSchema } from '../../blueprint/wire/job-event.ts';
import { operatorPorts } from '../api/operate-orders/compose-operator.ts';
import { createWaiters } from '../api/waiters.ts';
import { now, orderTable, tenantConfig, wire } from '../compose.ts';
import { startStateMachine } from '../compose-runs.ts';
import { createOrderIndex } from '../order-store/order-index.ts';
import { createProposalStore } from '../proposal-store/proposal-store.ts';
import { createRunningJobs } from '../proposal-store/running-jobs.ts';
import { createStartJob } from '../proposal-store/start-job.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger } from '../runtime/logger.ts';
import { createPrepareProposal } from './prepare-proposal.ts';
import { createRunJob } from './run-job.ts';
import { createWorkOnProposal } from './work-on-proposal.ts';

/** How long an invocation works: whoever stops the process, or deploys, does not wait for long. */
const WORK_MS = 50_000;

/** Prepares a proposal, or runs its job; invoked by its state machine. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'searchKey']);
  const table = orderTable(wiring);
  const logger = createLogger(RUN_PROPOSALS_FUNCTION);
  const { approvals } = await tenantConfig(wiring);
  const operator = await operatorPorts(wiring, logger, createWaiters(0));
  const proposals = createProposalStore(...table);
  const jobs = createRunningJobs(...table, { proposals, now });
  const work = createWorkOnProposal({
    proposals,
    startJob: createStartJob(startStateMachine(wiring)),
    prepare: createPrepareProposal({ proposals, jobs, index: createOrderIndex(...table), operator, approvals, now }),
    runJob: createRunJob({ proposals, jobs, operator, sleep, now }),
  });
  return async (event: unknown) => {
    const job = jobEventSchema.parse(event);
    logger.setCorrelationId(job.proposalId);
    const end = performance.now() + WORK_MS;
    return work(job, () => performance.now() < end);
  };
});
