/** One mistake in a tenant file. */
export interface ConfigProblem {
  /** Where, e.g. `overrides[0].processOrder[1].options.endpoint`; empty for the file as a whole. */
  readonly path: string;
  /** What was expected, what was found, what to do. */
  readonly message: string;
}

/** A tenant file has mistakes; the message lists all of them. */
export class TenantConfigInvalid extends Error {
  override readonly name = 'TenantConfigInvalid';
  readonly problems: readonly ConfigProblem[];

  /**
   * @param source the file, as the reader knows it
   * @param problems every mistake found
   */
  constructor(source: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}`);
    super(`${source} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
