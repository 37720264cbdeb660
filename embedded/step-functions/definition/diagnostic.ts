/** One thing that is wrong with a definition, as ValidateStateMachineDefinition answers it. */
export interface Diagnostic {
  severity: 'ERROR';
  code: string;
  message: string;
  /** JSON pointer into the definition. */
  location: string;
}

/** A diagnostic of severity ERROR. */
export function problem(code: string, message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code, message, location };
}
