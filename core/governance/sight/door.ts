export type DoorKind =
  | 'administrator'
  | 'external-engines'
  | 'hybrid'
  | 'overlapping-registrations'
  | 'same-files'
  | 'session-tags'
  | 'definer-view'
  | 'reached'
  | 'files'
  | 'decrypt';

/** A way to the data of a database that no grant on it shows. */
export interface Door {
  readonly kind: 'door';
  readonly door: DoorKind;
  /** One line for people. */
  readonly text: string;
  /** What closes it, a command where one is enough. */
  readonly undo: string;
}

export const door = (kind: DoorKind, text: string, undo: string): Door => ({ kind: 'door', door: kind, text, undo });
