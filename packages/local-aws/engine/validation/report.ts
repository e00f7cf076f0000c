/** One complaint about a definition, as ValidateStateMachineDefinition lists it. */
export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly code: string;
  readonly message: string;
  /** JSON pointer into the definition; absent when it is about the whole. */
  readonly location?: string;
}

export type Report = (location: string | undefined, message: string, code?: string) => void;
export type MachineType = 'STANDARD' | 'EXPRESS';
