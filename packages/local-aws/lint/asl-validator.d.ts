/** The package ships no declarations. */
declare module 'asl-validator' {
  interface ValidationError {
    readonly Message: string;
    readonly path?: string;
  }
  export default function validate(
    definition: object,
    options?: { readonly checkArn?: boolean; readonly checkPaths?: boolean },
  ): { readonly isValid: boolean; readonly errors: readonly ValidationError[] };
}
