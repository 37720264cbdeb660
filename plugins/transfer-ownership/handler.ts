import { createStepHandler } from '../../lambdas/step-host/create-step-handler.ts';
import { transferOwnership } from './plugin.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(transferOwnership);
