import { createStepHandler } from '../../lambdas/step-host/create-step-handler.ts';
import { entitlements } from './plugin.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(entitlements);
