import { createStepHandler } from '../../lambdas/step-host/create-step-handler.ts';
import { salesforceV3 } from './plugin.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(salesforceV3);
