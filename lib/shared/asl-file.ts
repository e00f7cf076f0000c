import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapLabelsOf } from '../../core/rights/map-labels';

/** A machine's file, and what its infrastructure follows from. */
export interface AslFile {
  readonly path: string;
  /** Names between `${` and `}`. */
  readonly placeholders: readonly string[];
  /** Labels of Distributed Maps: their children's ARNs carry them. */
  readonly mapLabels: readonly string[];
}

export function readAslFile(machineName: string): AslFile {
  const path = join(__dirname, '..', '..', 'statemachines', `${machineName}.asl.json`);
  const text = readFileSync(path, 'utf8');
  return {
    path,
    placeholders: [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!))],
    mapLabels: mapLabelsOf(JSON.parse(text)),
  };
}
