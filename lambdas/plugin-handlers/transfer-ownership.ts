import { transferOwnership } from '../../plugins/transfer-ownership/plugin.ts';
import { createStepHandler } from '../step-host/create-step-handler.ts';

/** The Lambda of the plugin. */
export const handler = createStepHandler(transferOwnership);
