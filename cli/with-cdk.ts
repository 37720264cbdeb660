/** Packages that only a deployment to AWS needs, so that a project for one machine does not install them. */
export const CDK_PACKAGES = 'aws-cdk aws-cdk-lib cdk-nag constructs';

/**
 * Loads code that needs the CDK.
 *
 * @returns undefined if the CDK is not installed
 */
export async function withCdk<Module>(load: () => Promise<Module>): Promise<Module | undefined> {
  try {
    return await load();
  } catch (error) {
    const { code, message = '' } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && /'(aws-cdk-lib|cdk-nag|constructs)'/.test(message)) return undefined;
    throw error;
  }
}
