import { entitlements } from '../../plugins/entitlements/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(entitlements);
