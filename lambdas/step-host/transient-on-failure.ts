import { PluginTransient } from '../../core/errors/plugin-errors.ts';

/** Makes a store call and turns its errors into PluginTransient: the plugin was not called yet, so a retry is safe. */
export async function transientOnFailure<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Step')) throw error;
    throw new PluginTransient('The order store did not answer.', { code: 'store_unavailable', cause: error });
  }
}
