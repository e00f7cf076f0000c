import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A machine's file, and what its infrastructure follows from. */
export interface AslFile {
  readonly path: string;
  /** Names between `${` and `}`. */
  readonly placeholders: readonly string[];
  /** Labels of Distributed Maps: their children's ARNs carry them. */
  readonly mapLabels: readonly string[];
}

interface AslNode {
  readonly Type?: string;
  readonly Label?: string;
  readonly ItemProcessor?: { readonly ProcessorConfig?: { readonly Mode?: string } };
}

export function readAslFile(machineName: string): AslFile {
  const path = join(__dirname, '..', '..', 'statemachines', `${machineName}.asl.json`);
  const text = readFileSync(path, 'utf8');
  return {
    path,
    placeholders: [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!))],
    mapLabels: nodesOf(JSON.parse(text)).filter(isDistributedMap).map(labelOf),
  };
}

const isDistributedMap = ({ Type, ItemProcessor }: AslNode): boolean =>
  Type === 'Map' && ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';

function labelOf({ Label }: AslNode): string {
  if (Label !== undefined) return Label;
  throw new Error(
    'A Distributed Map has no Label: the role of its machine could not be allowed to redrive its children.',
  );
}

function nodesOf(node: unknown): AslNode[] {
  if (typeof node !== 'object' || node === null) return [];
  return [node as AslNode, ...Object.values(node).flatMap(nodesOf)];
}
