interface AslNode {
  readonly Type?: string;
  readonly Label?: string;
  readonly ItemProcessor?: { readonly ProcessorConfig?: { readonly Mode?: string } };
}

/**
 * Labels of the Distributed Maps of a machine's definition: their children's ARNs carry them. Throws for a Map without
 * one.
 */
export const mapLabelsOf = (definition: unknown): string[] => nodesOf(definition).filter(isDistributedMap).map(labelOf);

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
