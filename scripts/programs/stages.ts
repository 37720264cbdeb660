/** Runs one stage of the test and prints how long it took. */
export type Stage = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Creates a stage runner that prints each stage as it ends. The error of a failed stage is rethrown. */
export function createStages(print: (line: string) => void, now: () => number = Date.now): Stage {
  return async (name, work) => {
    const started = now();
    const done = (mark: string): void => print(`${mark} ${name} (${((now() - started) / 1000).toFixed(1)} s)`);
    try {
      const result = await work();
      done('✓');
      return result;
    } catch (error) {
      done('✗');
      throw error;
    }
  };
}
