import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderTable, tenantConfig, wire } from '../../compose.ts';
import { startStateMachine } from '../../compose-runs.ts';
import { createProposalStore } from '../../proposal-store/proposal-store.ts';
import { createRunningJobs } from '../../proposal-store/running-jobs.ts';
import { createStartJob } from '../../proposal-store/start-job.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { proposalsRoutes } from './routes.ts';

/** Accepts, shows and executes proposals; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'stateMachines', 'config'], SHORT_TIMEOUTS);
  const proposals = createProposalStore(...orderTable(wiring));
  const routes = proposalsRoutes({
    tenant: wiring.env.TENANT,
    proposals,
    jobs: createRunningJobs(...orderTable(wiring), { proposals, now }),
    startJob: createStartJob(startStateMachine(wiring)),
    personClaim: async () => (await tenantConfig(wiring)).api.auth?.personClaim,
    now,
  });
  return createApiHandler(createLogger('proposals-api'), routes);
});
