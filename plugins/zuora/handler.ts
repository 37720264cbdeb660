import { createStepHandler } from '../../lambdas/step-host/create-step-handler.ts';
import { zuora } from './plugin.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(zuora);
