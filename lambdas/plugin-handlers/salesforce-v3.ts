import { salesforceV3 } from '../../plugins/salesforce-v3/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(salesforceV3);
