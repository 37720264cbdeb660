/** Returns the error of a rejected promise. */
export async function failureOf(promise: Promise<unknown>): Promise<Error & Readonly<Record<string, unknown>>> {
  const outcome = await promise.then(
    () => new Error('It succeeded.'),
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new TypeError('It ended with something that is not an error.');
  return outcome as Error & Readonly<Record<string, unknown>>;
}
