// The package ships no types. These cover what the tests use.
declare module 'asl-validator' {
  interface StateMachineProblem {
    readonly 'Error code': string;
    readonly Message: string;
  }

  /** Validates a definition, and writes the query language into each of its states. */
  function validateAsl(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly StateMachineProblem[];
  };

  export = validateAsl;
}
