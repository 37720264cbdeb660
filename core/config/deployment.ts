import * as z from 'zod';

/** Who deployed a tenant, and from where. Each is null if the deployment did not say. */
export const deploymentSchema = z.strictObject({
  /** A person or a pipeline. */
  by: z.string().nullable(),
  /** The git commit, in full. */
  commit: z.string().nullable(),
  /** Whether files differed from the commit. */
  uncommitted: z.boolean(),
});

/** Who deployed a tenant, and from where. */
export type Deployment = z.output<typeof deploymentSchema>;

/** A deployment that did not say anything about itself. */
export const UNKNOWN_DEPLOYMENT: Deployment = { by: null, commit: null, uncommitted: false };
